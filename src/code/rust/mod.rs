//! The reader of Rust: from the files of a workspace to sites with their context.

mod ask;
mod attributes;
mod chains;
mod entry;
mod files;
mod finder;
mod flow;
mod handed;
mod ir;
mod lexer;
mod lower;
mod lower_macros;
mod lower_types;
mod matching;
mod modules;
mod outline;
mod settings;
mod standing;
mod types;
mod uses;
mod values;
mod words;

use aho_corasick::{AhoCorasick, MatchKind};
use camino::Utf8Path;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::ask::is_body;
use self::files::{FileId, Files, ItemRef};
use self::types::Context;
use super::catalogue::{ActiveWords, Catalogue};
use super::sites::{CodeEvidence, PackageEvidence, Site};
use crate::evidence::Unreadable;
use crate::workspace::{TargetKind, Workspace};

/// What reading one workspace gives.
#[derive(Debug, Default)]
pub struct Read {
    /// Packages and sites.
    pub code: CodeEvidence,
    /// Files that could not be read, each once.
    pub unreadable: Vec<Unreadable>,
}

/// Reads the Rust sources of `workspace`, whose paths are relative to `root`.
///
/// With `chains`, calls of the workspace's own functions that block further down are sites too.
pub fn read(root: &Utf8Path, workspace: &Workspace, catalogue: &Catalogue, chains: bool) -> Read {
    let words = catalogue.words_of(&libs_of(workspace, catalogue));
    let scanner = Scanner::new(&words);
    let files = Files::new(root, workspace, catalogue, words);
    let ids: Vec<FileId> = files.ids().filter(|&id| is_candidate(&files, id)).collect();
    let found: Vec<(Vec<Site>, Option<Unreadable>)> =
        ids.par_iter().map(|&id| read_file(&files, &scanner, id)).collect();
    let mut read = Read::default();
    if chains {
        read.code.sites = chains::sites(&files, &ids);
    }
    for (sites, unreadable) in found {
        read.code.sites.extend(sites);
        read.unreadable.extend(unreadable);
    }
    read.code.sites.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.api.path.cmp(&b.api.path)));
    read.code.packages = workspace
        .packages
        .iter()
        .map(|package| PackageEvidence {
            name: package.name.clone(),
            manifest: package.manifest.clone(),
            executors: Vec::new(),
        })
        .collect();
    read
}

/// The libraries that the packages of `workspace` depend on, and their own.
fn libs_of(workspace: &Workspace, catalogue: &Catalogue) -> FxHashSet<String> {
    let dependencies = workspace.packages.iter().flat_map(|package| &package.dependencies);
    let own = workspace.packages.iter().flat_map(|package| &package.targets);
    dependencies
        .map(|dependency| catalogue.lib_name(&dependency.package))
        .chain(own.map(|target| target.name.clone()))
        .collect()
}

/// Finds the catalogue's words in files.
struct Scanner {
    automaton: AhoCorasick,
}

impl Scanner {
    fn new(words: &ActiveWords<'_>) -> Self {
        let words: Vec<&str> = words.opening().collect();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
        // Only patterns of more than four gigabytes fail to build.
        Self {
            automaton: automaton
                .unwrap_or_else(|_| AhoCorasick::new([""; 0]).expect("no patterns always build")),
        }
    }

    /// True when a word of the catalogue stands in `text` as a whole word.
    fn finds(&self, text: &[u8]) -> bool {
        let is_word =
            |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        self.automaton.find_iter(text).any(|found| {
            !is_word(found.start().checked_sub(1).and_then(|before| text.get(before)))
                && !is_word(text.get(found.end()))
        })
    }
}

/// Files that may hold production code: tests, benches, examples and build scripts never do.
fn is_candidate(files: &Files<'_>, id: FileId) -> bool {
    let file = files.file(id);
    let package = &files.workspace.packages[file.package];
    if !package.selected || is_test_package(&package.name) {
        return false;
    }
    let folder = package.folder.as_str();
    let below = file
        .path
        .as_str()
        .strip_prefix(folder)
        .unwrap_or(file.path.as_str())
        .trim_start_matches('/');
    let first = below.split('/').next().unwrap_or_default();
    let is_production_root = || {
        let mut roots = package.targets.iter().filter(|target| target.root == file.path);
        roots.any(|target| matches!(target.kind, TargetKind::Lib | TargetKind::Bin))
    };
    !matches!(first, "tests" | "benches" | "examples" | "build.rs") || is_production_root()
}

/// A crate whose only job is tests or benchmarks, by its name.
fn is_test_package(name: &str) -> bool {
    name.split(['-', '_']).any(|word| {
        matches!(
            word,
            "test"
                | "tests"
                | "testing"
                | "testsuite"
                | "testkit"
                | "testutil"
                | "testutils"
                | "bench"
                | "benches"
                | "benchmark"
                | "benchmarks"
                | "fuzz"
                | "e2e"
        )
    })
}

fn read_file(files: &Files<'_>, scanner: &Scanner, id: FileId) -> (Vec<Site>, Option<Unreadable>) {
    let path = &files.file(id).path;
    let bytes = match std::fs::read(path.under(files.root)) {
        Ok(bytes) => bytes,
        Err(error) => {
            return (Vec::new(), Some(unreadable(files, id, 0, error.to_string())));
        }
    };
    if !scanner.finds(&bytes) {
        return (Vec::new(), None);
    }
    match String::from_utf8(bytes) {
        Ok(text) => files.keep_text(id, text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count() + 1;
            return (
                Vec::new(),
                Some(unreadable(files, id, 0, format!("not valid UTF-8 (line {line})"))),
            );
        }
    }
    let mut sites = Vec::new();
    let mut problem = None;
    for at in items_with_hits(files, id) {
        match files.lowered(at) {
            Ok(Some(body)) => {
                let mut open = vec![&**body];
                while let Some(body) = open.pop() {
                    sites.extend(finder::sites(Context::with_body(files, at, body)));
                    open.extend(&body.nested);
                }
            }
            Ok(None) => {}
            Err((offset, reason)) => {
                problem.get_or_insert_with(|| unreadable(files, id, *offset, reason.clone()));
            }
        }
    }
    (sites, problem)
}

/// The functions, constants and statics outside test code in which words of the catalogue stand.
fn items_with_hits(files: &Files<'_>, id: FileId) -> Vec<ItemRef> {
    let outline = files.outline(id);
    let words = &files.words;
    let held: FxHashSet<u32> = outline.hits.iter().map(|hit| hit.word).collect();
    let holds = |word: u32| held.contains(&word);
    let text = files.text(id);
    let slice = |item: u32| {
        let span = &outline.items[item as usize].span;
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    };
    let mut items: Vec<u32> = Vec::new();
    for hit in &outline.hits {
        let Some(item) = hit.item else { continue };
        let readable = is_body(outline.items[item as usize].kind);
        if readable && items.last() != Some(&item) && words.counts(hit.word, &holds) {
            // What only blocks matters in async code alone.
            if !words.only_blocks(hit.word) || slice(item).contains("async") {
                items.push(item);
            }
        }
    }
    let aliases = aliased_words(files, id);
    if !aliases.is_empty() {
        let holds_alias =
            |item: &u32| aliases.iter().any(|alias| slice(*item).contains(alias.as_str()));
        let bodies = (0..outline.items.len() as u32)
            .filter(|&item| is_body(outline.items[item as usize].kind));
        items.extend(bodies.filter(holds_alias));
    }
    items.sort_unstable();
    items.dedup();
    let items = items.into_iter().map(|item| ItemRef { file: id, item });
    let items: Vec<ItemRef> = items.filter(|&at| !files.is_test_item(at)).collect();
    if items.is_empty() || !files.is_production(id) { Vec::new() } else { items }
}

/// Names under which the file imports what the catalogue knows by another name.
fn aliased_words(files: &Files<'_>, id: FileId) -> Vec<compact_str::CompactString> {
    let uses = files.outline(id).items.iter().flat_map(|item| &item.uses);
    let renamed = uses
        .filter(|leaf| !leaf.glob && leaf.alias != "_" && leaf.path.last() != Some(&leaf.alias));
    let known =
        renamed.filter(|leaf| leaf.path.last().is_some_and(|last| files.words.id(last).is_some()));
    known.map(|leaf| leaf.alias.clone()).collect()
}

fn unreadable(files: &Files<'_>, id: FileId, offset: u32, reason: String) -> Unreadable {
    Unreadable { place: files.place(id, offset..offset), reason }
}
