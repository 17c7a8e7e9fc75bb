//! The targets of a package, declared and auto-discovered, by Cargo's rules.
//!
//! In go a manifest, the package's folder and the Rust files that the walk found; out come the
//! targets whose root file is among those files.

use camino::Utf8Path;

use super::manifest::{BuildScript, Manifest, PackageTable, TargetTable};
use super::members::Member;
use super::paths::{file_in, normalize};
use super::{OLDEST_EDITION, Target, TargetKind};
use crate::facts::FilePath;

/// Where the targets of one package are looked for.
pub(super) struct TargetGround<'a> {
    /// The package's folder, relative to the project's root.
    pub folder: &'a str,
    /// The Rust files of the package, sorted: what auto-discovery sees.
    pub own: &'a [FilePath],
    /// The Rust files of the whole project, sorted: what a declared path may name.
    pub all: &'a [FilePath],
    /// The edition of the package.
    pub edition: &'a str,
}

/// The targets of `member`, sorted by kind and name.
pub(super) fn targets(member: &Member, on: &TargetGround) -> Vec<Target> {
    let (package, manifest) = (&member.package, &member.manifest);
    let is_2015 = on.edition == OLDEST_EDITION;
    let mut targets = Vec::new();
    targets.extend(library(manifest, package, on));
    targets.extend(build_script(package, on));
    for (kind, declared, auto) in [
        (TargetKind::Bin, &manifest.bin, package.autobins),
        (TargetKind::Example, &manifest.example, package.autoexamples),
        (TargetKind::Test, &manifest.test, package.autotests),
        (TargetKind::Bench, &manifest.bench, package.autobenches),
    ] {
        let discovered = discovered(kind, package, on);
        let first = targets.len();
        targets.extend(
            declared
                .iter()
                .filter_map(|table| declared_target(kind, table, &discovered, is_2015, on)),
        );
        // In the 2015 edition, one declared target turns discovery off.
        if auto.unwrap_or(!is_2015 || declared.is_empty()) {
            let declared: Vec<Target> = targets.iter().skip(first).cloned().collect();
            let is_declared = |found: &Target| {
                let same = |d: &Target| d.name == found.name || d.root == found.root;
                declared.iter().any(same)
            };
            targets.extend(discovered.into_iter().filter(|found| !is_declared(found)));
        }
    }
    targets.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    targets
}

fn library(manifest: &Manifest, package: &PackageTable, on: &TargetGround) -> Option<Target> {
    let declared = manifest.lib.as_ref();
    if declared.is_none() && package.autolib == Some(false) {
        return None;
    }
    let name = declared.and_then(|lib| lib.name.as_ref());
    let path = declared.and_then(|lib| lib.path.as_deref());
    Some(Target {
        kind: TargetKind::Lib,
        name: crate_name(name.unwrap_or(&package.name)),
        root: on.file(path.unwrap_or("src/lib.rs"))?,
    })
}

fn build_script(package: &PackageTable, on: &TargetGround) -> Option<Target> {
    let path = match &package.build {
        None | Some(BuildScript::Flag(true)) => "build.rs",
        Some(BuildScript::Flag(false)) => return None,
        Some(BuildScript::Path(path)) => path,
        Some(BuildScript::Paths(paths)) => paths.first()?,
    };
    Some(Target {
        kind: TargetKind::BuildScript,
        name: "build_script_build".into(),
        root: on.file(path)?,
    })
}

fn declared_target(
    kind: TargetKind,
    table: &TargetTable,
    discovered: &[Target],
    is_2015: bool,
    on: &TargetGround,
) -> Option<Target> {
    let name = crate_name(table.name.as_ref()?);
    let root = match &table.path {
        Some(path) => on.file(path)?,
        None => discovered
            .iter()
            .find(|found| found.name == name)
            .map(|found| found.root.clone())
            .or_else(|| (is_2015 && kind == TargetKind::Bin).then(|| on.file("src/main.rs"))?)?,
    };
    Some(Target { kind, name, root })
}

/// The targets that are there by the place of their files alone.
fn discovered(kind: TargetKind, package: &PackageTable, on: &TargetGround) -> Vec<Target> {
    let folder = match kind {
        TargetKind::Bin => "src/bin",
        TargetKind::Example => "examples",
        TargetKind::Test => "tests",
        TargetKind::Bench => "benches",
        TargetKind::Lib | TargetKind::BuildScript => return Vec::new(),
    };
    let prefix = format!("{}/", file_in(on.folder, folder));
    let target =
        |name: &str, root: &FilePath| Target { kind, name: crate_name(name), root: root.clone() };
    let mut found = Vec::new();
    if kind == TargetKind::Bin
        && let Some(main) = on.file("src/main.rs")
    {
        found.push(target(&package.name, &main));
    }
    let start = on.own.partition_point(|file| file.as_str() < prefix.as_str());
    for file in on.own.iter().skip(start) {
        let Some(rest) = file.as_str().strip_prefix(&prefix) else {
            break;
        };
        match rest.split_once('/') {
            None => found.extend(rest.strip_suffix(".rs").map(|name| target(name, file))),
            Some((name, "main.rs")) => found.push(target(name, file)),
            Some(_) => {}
        }
    }
    found
}

impl TargetGround<'_> {
    /// The file that a manifest calls `path`, if there is one.
    fn file(&self, path: &str) -> Option<FilePath> {
        let path = normalize(&Utf8Path::new(self.folder).join(path));
        let file = FilePath::new(path);
        let at = self.all.binary_search(&file).ok()?;
        self.all.get(at).cloned()
    }
}

fn crate_name(name: impl AsRef<str>) -> String {
    name.as_ref().replace('-', "_")
}
