//! The reader of Rust: from the files of a workspace to sites with their context.

mod budget;
mod calls;
mod code;
mod comments;
mod files;
mod finder;
mod follow;
mod headers;
mod lower;
mod matching;
mod members;
mod metrics;
mod names;
mod queues;
mod scan;
mod serving;
mod standing;
mod syntax;
mod test_packages;
mod types;
mod waivers;
mod words;

pub(crate) use self::comments::code_lines;

use std::sync::Arc;

use camino::Utf8Path;
use memchr::memmem;
use rayon::prelude::*;

use self::files::{FileId, Files};
use self::finder::Found;
use self::members::Members;
use self::names::Names;
use self::scan::Scanner;
use self::syntax::outline::{self, Item, ItemKind};
use self::types::Context;
use crate::catalogue::{Catalogue, metric_crate};
use crate::facts::{
    CodeFacts, Crate, Line, LineIndex, MetricCrate, PackageFacts, Place, Position, Unreadable,
    WaiverComment,
};
use crate::readers::rust::code::Code;
use crate::workspace::{Package, TargetKind, Workspace};

/// What reading one workspace gives.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub code: CodeFacts,
    /// Files that could not be read, each once.
    pub unreadable: Vec<Unreadable>,
}

/// Reads the Rust sources of `workspace`, whose paths are relative to `root`.
///
/// With `chains`, calls of the workspace's own functions that block further down are sites too.
pub(crate) fn read(
    root: &Utf8Path,
    workspace: &Workspace,
    catalogue: &Catalogue,
    chains: bool,
) -> Read {
    let words = catalogue.words_of(&scan::libs_of(workspace, catalogue));
    let scanner = Scanner::new(&words);
    let files = Files::new(root, workspace, catalogue, words);
    let names = Names::new(&files);
    let members = Members::new(&files, &names);
    let code = &Code::new(&files, &names, &members);
    let ids: Vec<FileId> = code.files.ids().filter(|&id| scan::is_candidate(code, id)).collect();
    let found: Vec<(Found, Vec<WaiverComment>, Option<Unreadable>)> =
        ids.par_iter().map(|&id| read_file(code, &scanner, id)).collect();
    let mut read = Read::default();
    // Without anything that has async code run there is none that matters.
    let has_async = || {
        let packages = workspace.packages.iter();
        let mut used = packages.flat_map(|package| &package.dependencies).filter(|d| !d.dev_only);
        used.any(|dependency| catalogue.is_async(&catalogue.lib_name(&dependency.package)))
    };
    if chains && has_async() {
        read.code.sites = calls::chains::sites(code, &ids);
    }
    let (mut groups, mut serving) = (Vec::new(), Vec::new());
    for (found, waivers, unreadable) in found {
        groups.extend(found.groups);
        serving.extend(found.serving);
        read.code.waivers.extend(waivers);
        read.code.sites.extend(found.sites);
        read.code.metrics.extend(found.metrics);
        read.code.unfollowed.extend(found.unfollowed);
        read.unreadable.extend(unreadable);
    }
    read.code.metrics.extend(metrics::groups::metrics(&groups));
    let by_crates = workspace.packages.iter().any(|package| !metric_crates(package).is_empty());
    if !by_crates
        && read.code.metrics.is_empty()
        && read.code.sites.iter().any(|site| site.size.is_some())
    {
        read.code.metrics = metrics::by_hand::find(code);
    }
    read.code.sites.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.api.path.cmp(&b.api.path)));
    read.code.metrics.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.name.cmp(&b.name)));
    read.code.metrics.dedup();
    read.code.unfollowed.sort();
    let serves = serving::of_packages(code, &serving);
    let packages = workspace.packages.iter().zip(serves).enumerate();
    read.code.packages = packages
        .map(|(index, (package, serves))| {
            Arc::new(PackageFacts {
                name: package.name.clone(),
                manifest: package.manifest.clone(),
                crates: crates(package),
                selected: package.selected,
                kind: package.kind,
                is_test: files.is_test_package(index),
                serves,
                goes_live: true,
                executors: Vec::new(),
                dependencies: package
                    .dependencies
                    .iter()
                    .filter(|dependency| !dependency.dev_only)
                    .map(|dependency| dependency.package.clone())
                    .collect(),
                metric_crates: metric_crates(package),
            })
        })
        .collect();
    read
}

/// The first and the last line of the innermost function, constant or type of `text` around byte `at`.
pub(crate) fn item_around(text: &str, at: usize) -> Option<(Line, Line)> {
    let outline = outline::outline(text, &|_| None);
    let around = |item: &&Item| {
        let is_whole = !matches!(
            item.kind,
            ItemKind::Mod | ItemKind::Impl | ItemKind::Trait | ItemKind::MacroCall
        );
        is_whole && item.span.start as usize <= at && at < item.span.end as usize
    };
    let span = outline.items.iter().rfind(around)?.span.clone();
    let lines = LineIndex::new(text);
    Some((lines.line(span.start as usize), lines.line((span.end as usize).max(1) - 1)))
}

/// True when byte `at` of the source `text` stands inside a string or another literal.
pub(crate) fn is_inside_literal(text: &str, at: usize) -> bool {
    let tokens = syntax::lexer::tokens(text);
    tokens.iter().any(|token| (token.start as usize) < at && at < token.end as usize)
}

/// The crates through which `package` can emit metrics.
fn metric_crates(package: &Package) -> Vec<MetricCrate> {
    let used = package.dependencies.iter().filter(|dependency| !dependency.dev_only);
    // A crate of the project's own may have the name of another's.
    let outside = used.filter(|dependency| dependency.folder.is_none());
    let mut crates: Vec<_> = outside.filter_map(|d| metric_crate(&d.package)).collect();
    crates.sort();
    crates.dedup();
    crates
}

/// The crates of `package` that are built for use.
fn crates(package: &Package) -> Vec<Crate> {
    let of_kind = |kind| package.targets.iter().filter(move |target| target.kind == kind);
    let targets = of_kind(TargetKind::Lib).chain(of_kind(TargetKind::Bin));
    targets.map(|t| Crate { name: t.name.clone(), root: t.root.clone() }).collect()
}

fn read_file(
    code: &Code<'_>,
    scanner: &Scanner,
    id: FileId,
) -> (Found, Vec<WaiverComment>, Option<Unreadable>) {
    let mut found = Found::default();
    match read_text(&code.files.file(id).path.under(code.files.root), scanner) {
        Ok(Some(text)) => code.files.keep_text(id, text),
        Ok(None) => return (found, Vec::new(), None),
        Err((at, reason)) => {
            let file = code.files.file(id).path.clone();
            let place = Place { file, start: at, end: at, bytes: (0, 0) };
            let problem = Unreadable { place, reason };
            let problem = code.names.is_production(id).then_some(problem);
            return (found, Vec::new(), problem);
        }
    }
    let mut problem = None;
    for at in scan::items_with_hits(code, id) {
        match code.files.lowered(at) {
            Ok(Some(body)) => {
                let mut open = vec![&**body];
                while let Some(body) = open.pop() {
                    let more = finder::find(Context::with_body(code, at, body));
                    found.sites.extend(more.sites);
                    found.serving.extend(more.serving);
                    found.unfollowed.extend(more.unfollowed);
                    found.metrics.extend(more.metrics);
                    open.extend(&body.nested);
                }
            }
            Ok(None) => {}
            Err((offset, reason)) => {
                problem.get_or_insert_with(|| Unreadable {
                    place: code.files.place(id, *offset..*offset),
                    reason: reason.clone(),
                });
            }
        }
    }
    found.metrics.extend(metrics::macro_calls::in_macro_definitions(code, id));
    found.groups.extend(metrics::groups::in_file(code, id));
    (found, waivers_of(code, id), problem)
}

fn waivers_of(code: &Code<'_>, id: FileId) -> Vec<WaiverComment> {
    let text = code.files.text(id);
    if memmem::find(text.as_bytes(), waivers::MARK).is_none() {
        return Vec::new();
    }
    waivers::read(&code.files.file(id).path, text, code.files.outline(id))
}

/// The text of a file that holds words of the catalogue or a waiver; where and why there is none when it can't be
/// read.
fn read_text(path: &Utf8Path, scanner: &Scanner) -> Result<Option<String>, (Position, String)> {
    let start = Position { line: 1, column: 1 };
    let bytes = std::fs::read(path).map_err(|error| (start, error.to_string()))?;
    // Words of the catalogue are ASCII, so that no other encoding than those that contain it would ever show one.
    if is_wide(&bytes) {
        return Err((start, "it is not UTF-8, but UTF-16 or binary".to_owned()));
    }
    let matters = scanner.finds(&bytes) || memmem::find(&bytes, waivers::MARK).is_some();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(matters.then_some(text)),
        Err(error) => {
            let valid =
                error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let valid = String::from_utf8_lossy(valid);
            let at = LineIndex::new(&valid).position(&valid, valid.len());
            Err((at, "it is not valid UTF-8".to_owned()))
        }
    }
}

/// True for what starts with a mark of UTF-16, or with a zero as only other encodings and programs do.
fn is_wide(bytes: &[u8]) -> bool {
    let first = bytes.get(..4).unwrap_or(bytes);
    first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) || first.contains(&0)
}
