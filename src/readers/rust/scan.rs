//! The scan: which files and items are worth reading.
//!
//! Every file is searched once for the words of the catalogue, all at once. In a file that holds some,
//! the items whose code holds them are read; all else is never parsed.

use aho_corasick::{AhoCorasick, MatchKind};
use compact_str::CompactString;
use rustc_hash::FxHashSet;

use super::files::{FileId, ItemRef};
use super::syntax::outline::ItemKind;
use crate::catalogue::{ActiveWords, Catalogue};
use crate::readers::rust::code::Code;
use crate::workspace::{TargetKind, Workspace};

/// The libraries that the packages of `workspace` depend on, and their own.
pub(crate) fn libs_of(workspace: &Workspace, catalogue: &Catalogue) -> FxHashSet<String> {
    let dependencies = workspace.packages.iter().flat_map(|package| &package.dependencies);
    let own = workspace.packages.iter().flat_map(|package| &package.targets);
    let mut libs: FxHashSet<String> =
        dependencies.map(|dependency| catalogue.lib_name(&dependency.package)).collect();
    // A crate that nobody knows may give out the runtime that a workspace does not name.
    if libs.iter().any(|lib| !catalogue.knows_lib(lib)) {
        libs.insert("tokio".to_owned());
    }
    libs.extend(own.map(|target| target.name.clone()));
    libs
}

/// Finds the catalogue's words in files.
pub(crate) struct Scanner {
    /// `None` when the words can't be compiled: then every file is read.
    automaton: Option<AhoCorasick>,
}

impl Scanner {
    pub(crate) fn new(words: &ActiveWords<'_>) -> Self {
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words.opening());
        Self { automaton: automaton.ok() }
    }

    /// True when a word of the catalogue is in `text` as a whole word.
    pub(crate) fn finds(&self, text: &[u8]) -> bool {
        let is_word =
            |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let Some(automaton) = &self.automaton else { return true };
        automaton.find_iter(text).any(|found| {
            let before = found.start().checked_sub(1).and_then(|before| text.get(before));
            !is_word(before) && !is_word(text.get(found.end()))
        })
    }
}

/// Files that may hold production code: tests, benches, examples and build scripts never do.
pub(crate) fn is_candidate(code: &Code<'_>, id: FileId) -> bool {
    let file = code.files.file(id);
    let package = code.files.package_of(id);
    if !package.selected || code.files.is_test_package(file.package) {
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

/// The functions, constants and statics outside test code in which words of the catalogue stand.
pub(crate) fn items_with_hits(code: &Code<'_>, id: FileId) -> Vec<ItemRef> {
    let outline = code.files.outline(id);
    let words = &code.files.words;
    let held: FxHashSet<u32> = outline.hits.iter().map(|hit| hit.word).collect();
    let holds = |word: u32| held.contains(&word);
    let text = code.files.text(id);
    let slice = |item: u32| {
        let span = &outline.items[item as usize].span;
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    };
    let mut items: Vec<u32> = Vec::new();
    for hit in &outline.hits {
        let Some(item) = hit.item else { continue };
        let found = &outline.items[item as usize];
        // A module whose inside is too deep to be read is asked for, so that its reason is told.
        let readable = found.kind.has_body() || found.kind == ItemKind::Mod && found.too_deep;
        if readable && items.last() != Some(&item) && words.counts(hit.word, &holds) {
            // What only blocks matters in async code alone.
            if !words.only_blocks(hit.word) || slice(item).contains("async") {
                items.push(item);
            }
        }
    }
    let aliases = aliased_words(code, id);
    if !aliases.is_empty() {
        let holds_alias =
            |item: &u32| aliases.iter().any(|alias| slice(*item).contains(alias.as_str()));
        let bodies = (0..outline.items.len() as u32)
            .filter(|&item| outline.items[item as usize].kind.has_body());
        items.extend(bodies.filter(holds_alias));
    }
    items.sort_unstable();
    items.dedup();
    let items = items.into_iter().map(|item| ItemRef { file: id, item });
    let items: Vec<ItemRef> = items.filter(|&at| !code.names.is_test_item(at)).collect();
    if items.is_empty() || !code.names.is_production(id) { Vec::new() } else { items }
}

/// Names under which the file imports what the catalogue knows by another name.
fn aliased_words(code: &Code<'_>, id: FileId) -> Vec<CompactString> {
    let uses = code.files.outline(id).items.iter().flat_map(|item| &item.uses);
    let renamed = uses
        .filter(|leaf| !leaf.glob && leaf.alias != "_" && leaf.path.last() != Some(&leaf.alias));
    let known = renamed
        .filter(|leaf| leaf.path.last().is_some_and(|last| code.files.words.id(last).is_some()));
    known.map(|leaf| leaf.alias.clone()).collect()
}
