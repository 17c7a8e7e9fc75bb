//! Which packages run as services: whose binaries start a server, listen, or take work from a queue, by themselves or
//! through functions of the workspace that their `main` calls.
//!
//! Places where something is served go in, found body by body; what each package is comes out. A binary that may serve in a
//! way that can't be followed is neither called a service nor the contrary.

use std::collections::VecDeque;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::calls::ask;
use super::code::Code;
use super::files::{FileId, ItemRef};
use super::lower::ir::{ExprId, FrameKind};
use super::matching::Use;
use super::standing::entry::is_main;
use super::types::Context;
use crate::facts::{PackageKind, Role, Serves};
use crate::workspace::{Package, Workspace};

/// How many functions are read on the way from `main` to a server.
const MOST_FUNCTIONS: usize = 2000;

/// A function in which something is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Serving {
    pub(crate) function: ItemRef,
    /// False where it may be another API, or only one connection is taken.
    pub(crate) certain: bool,
}

/// What `used` serves.
pub(crate) fn serving(context: Context<'_>, used: &Use<'_>) -> Option<Serving> {
    let body = context.body;
    if !used.api.is(Role::Serve) || body.is_test(used.expr) {
        return None;
    }
    let in_loop = || body.frames_of(used.expr).any(|frame| matches!(frame, FrameKind::Loop(_)));
    Some(Serving { function: context.item, certain: !used.api.one || in_loop() })
}

/// What `expr` serves if the type of its receiver, which is not known, is the right one.
pub(crate) fn possible(context: Context<'_>, expr: ExprId) -> Option<Serving> {
    context.possible_use(expr, &|api| api.is(Role::Serve))?;
    let serving = Serving { function: context.item, certain: false };
    (!context.body.is_test(expr)).then_some(serving)
}

/// What each package of the workspace is, in their order.
pub(crate) fn of_packages(code: &Code<'_>, serving: &[Serving]) -> Vec<Serves> {
    let files = code.files;
    let packages = &files.workspace.packages;
    // What was not looked at may serve.
    let unknown = |package: &Package| if package.selected { Serves::No } else { Serves::Maybe };
    let mut own: Vec<Serves> = packages.iter().map(unknown).collect();
    for found in serving {
        let of = &mut own[files.file(found.function.file).package];
        *of = (*of).max(if found.certain { Serves::Yes } else { Serves::Maybe });
    }
    let of_package = |(index, package): (usize, &Package)| {
        match package.kind {
            Some(PackageKind::Service) => return Serves::Yes,
            Some(PackageKind::Tool | PackageKind::Tests) => return Serves::No,
            None if files.is_test_package(index) || is_xtask(package) => return Serves::No,
            None => {}
        }
        let least = if package.is_loaded { Serves::Maybe } else { Serves::No };
        if !package.is_run() {
            return least;
        }
        let used = used_by(files.workspace, package);
        let through = used.iter().any(|&used| own[used] > Serves::No);
        let least = if through { Serves::Maybe } else { least };
        let most = if is_shown(package) { Serves::Maybe } else { Serves::Yes };
        own[index].max(least).min(most)
    };
    let mut all: Vec<Serves> = packages.iter().enumerate().map(of_package).collect();
    // One service is enough to tell that there is any, and the way from `main` to a server may be long.
    let certain: FxHashSet<ItemRef> =
        serving.iter().filter(|found| found.certain).map(|found| found.function).collect();
    if !all.contains(&Serves::Yes) && !certain.is_empty() {
        let may_serve =
            |index: &usize| all[*index] == Serves::Maybe && !is_shown(&packages[*index]);
        let candidates: Vec<usize> = (0..packages.len()).filter(may_serve).collect();
        let found = candidates.into_par_iter().find_first(|&index| reaches(code, index, &certain));
        if let Some(found) = found {
            all[found] = Serves::Yes;
        }
    }
    all
}

/// True for a package that shows or tries out others, by its name: a workspace of libraries has no service by it.
fn is_shown(package: &Package) -> bool {
    let words = ["example", "examples", "demo", "demos", "interop", "perf", "stress"];
    package.name.split(['-', '_']).any(|word| words.contains(&word))
}

/// True for a package with the commands of developers, by the name that is the custom: a server in it is theirs.
fn is_xtask(package: &Package) -> bool {
    package.name.split(['-', '_']).any(|word| word == "xtask")
}

/// The packages of `workspace` that `package` uses outside its tests, directly or through others.
fn used_by(workspace: &Workspace, package: &Package) -> Vec<usize> {
    let mut used: Vec<usize> = Vec::new();
    let mut open = vec![package];
    while let Some(package) = open.pop() {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev_only) {
            let found = workspace.packages.iter().position(|p| p.name == dependency.package);
            if let Some(found) = found.filter(|found| !used.contains(found)) {
                used.push(found);
                open.push(&workspace.packages[found]);
            }
        }
    }
    used
}

/// True when `main` of a binary of package `index` calls one of `wanted`, directly or through others.
fn reaches(code: &Code<'_>, index: usize, wanted: &FxHashSet<ItemRef>) -> bool {
    let mut seen: FxHashSet<ItemRef> = FxHashSet::default();
    // A server is nearer to `main` than most of what it calls.
    let mut open: VecDeque<ItemRef> = mains(code, index).into();
    while let Some(function) = open.pop_front() {
        if wanted.contains(&function) {
            return true;
        }
        if seen.len() >= MOST_FUNCTIONS || !seen.insert(function) {
            continue;
        }
        if let Some(context) = Context::of(code, function) {
            open.extend(ask::called(context));
        }
    }
    false
}

/// The `main`s of the binaries of package `index`.
fn mains(code: &Code<'_>, index: usize) -> Vec<ItemRef> {
    let files = code.files.ids().filter(|&id| code.files.file(id).package == index);
    let is_root = |id: &FileId| {
        let package = code.files.package_of(*id);
        package.targets.iter().any(|target| target.root == code.files.file(*id).path)
    };
    let items = files.filter(is_root).flat_map(|file| {
        let items = 0..code.files.outline(file).items.len() as u32;
        items.map(move |item| ItemRef { file, item })
    });
    items.filter(|&item| is_main(code, item)).collect()
}
