//! The Rust files of one workspace, read, outlined and lowered when first asked for, and kept.
//!
//! Everything kept here depends on one file alone, so that it is the same in whatever order and
//! from whichever thread it is asked for. What joins files is in [`crate::readers::rust::names`].

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::Utf8Path;
use compact_str::CompactString;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::headers::Header;
use super::lower;
use super::lower::ir::{Body, TypeRef};
use super::syntax::outline::{self, Item, ItemKind, Outline};
use super::words::WordFilter;
use crate::catalogue::{ActiveWords, Catalogue};
use crate::facts::{FilePath, LineIndex, Place};
use crate::workspace::{Package, Workspace};

/// Index into [`Files::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FileId(pub(crate) u32);

/// One item of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ItemRef {
    pub(crate) file: FileId,
    pub(crate) item: u32,
}

/// A file and what has been asked of it.
pub(crate) struct File {
    pub(crate) path: FilePath,
    pub(crate) package: usize,
    text: OnceLock<Option<Arc<str>>>,
    lines: OnceLock<LineIndex>,
    outline: OnceLock<Outline>,
    bodies: OnceLock<Box<[OnceLock<Lowered>]>>,
    headers: OnceLock<Box<[OnceLock<Box<Header>>]>>,
    filter: OnceLock<WordFilter>,
}

impl File {
    /// False when `word` is surely not in the file.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        self.filter.get().is_none_or(|filter| filter.may_hold(word))
    }
}

/// The result of lowering an item; an error holds the byte where it is and the reason.
pub(crate) type Lowered = Result<Option<Arc<Body>>, lower::ParseError>;

/// The files of one workspace.
pub(crate) struct Files<'w> {
    pub(crate) root: &'w Utf8Path,
    pub(crate) workspace: &'w Workspace,
    pub(crate) catalogue: &'w Catalogue,
    pub(crate) words: ActiveWords<'w>,
    /// The packages that are tests.
    test_packages: FxHashSet<usize>,
    /// The catalogue has entries for crates of the workspace itself.
    pub(crate) has_own_entries: bool,
    pub(crate) files: Vec<File>,
    by_path: FxHashMap<FilePath, FileId>,
    filters_made: OnceLock<()>,
}

impl<'w> Files<'w> {
    pub(crate) fn new(
        root: &'w Utf8Path,
        workspace: &'w Workspace,
        catalogue: &'w Catalogue,
        words: ActiveWords<'w>,
    ) -> Self {
        let targets = workspace.packages.iter().flat_map(|package| &package.targets);
        let has_own_entries = targets.into_iter().any(|target| catalogue.knows_lib(&target.name));
        let mut files = Vec::new();
        let mut by_path = FxHashMap::default();
        for (package, found) in workspace.packages.iter().enumerate() {
            for path in &found.sources {
                by_path.insert(path.clone(), FileId(files.len() as u32));
                files.push(File {
                    path: path.clone(),
                    package,
                    text: OnceLock::new(),
                    lines: OnceLock::new(),
                    outline: OnceLock::new(),
                    bodies: OnceLock::new(),
                    headers: OnceLock::new(),
                    filter: OnceLock::new(),
                });
            }
        }
        Self {
            root,
            workspace,
            catalogue,
            words,
            has_own_entries,
            test_packages: super::test_packages::test_packages(workspace),
            files,
            by_path,
            filters_made: OnceLock::new(),
        }
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    pub(crate) fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// True when the only job of package `index` is tests or benchmarks.
    pub(crate) fn is_test_package(&self, index: usize) -> bool {
        self.test_packages.contains(&index)
    }

    pub(crate) fn package_of(&self, id: FileId) -> &Package {
        &self.workspace.packages[self.file(id).package]
    }

    pub(crate) fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(&FilePath::new(path)).copied()
    }

    /// The text, `""` for a file that is not there or not UTF-8.
    pub(crate) fn text(&self, id: FileId) -> &str {
        let file = self.file(id);
        let text = file.text.get_or_init(|| {
            let bytes = std::fs::read(file.path.under(self.root)).ok()?;
            String::from_utf8(bytes).ok().map(Arc::from)
        });
        text.as_deref().unwrap_or_default()
    }

    /// Keeps a text that the scan has read already.
    pub(crate) fn keep_text(&self, id: FileId, text: String) {
        // Another thread may have read the same file; both texts are the same.
        let _ = self.file(id).text.set(Some(text.into()));
    }

    pub(crate) fn outline(&self, id: FileId) -> &Outline {
        let cell = &self.file(id).outline;
        cell.get_or_init(|| outline::outline(self.text(id), &|word| self.words.id(word)))
    }

    pub(crate) fn item(&self, at: ItemRef) -> &Item {
        &self.outline(at.file).items[at.item as usize]
    }

    pub(crate) fn place(&self, id: FileId, bytes: Range<u32>) -> Place {
        let text = self.text(id);
        let lines = self.file(id).lines.get_or_init(|| LineIndex::new(text));
        lines.place(&self.file(id).path, text, bytes.start as usize..bytes.end as usize)
    }

    /// The body of a function, constant or static; `None` when it has none.
    pub(crate) fn body(&self, at: ItemRef) -> Option<&Arc<Body>> {
        self.lowered(at).as_ref().ok()?.as_ref()
    }

    /// As [`Self::body`], with the reason when it can't be parsed.
    pub(crate) fn lowered(&self, at: ItemRef) -> &Lowered {
        let bodies = self
            .file(at.file)
            .bodies
            .get_or_init(|| self.outline(at.file).items.iter().map(|_| OnceLock::new()).collect());
        bodies[at.item as usize].get_or_init(|| self.lower(at))
    }

    fn lower(&self, at: ItemRef) -> Lowered {
        let item = self.item(at);
        if item.too_deep {
            return Err((item.span.start, "nested too deep to be read".to_owned()));
        }
        let text = self.text(at.file);
        let slice = |range: Range<u32>| {
            text.get(range.start as usize..range.end as usize).unwrap_or_default()
        };
        let lowered = match item.kind {
            ItemKind::Fn if item.body.is_some() => {
                lower::function(slice(item.span.clone()), item.span.start).map(Some)
            }
            // A trait's method without a body still tells its types.
            ItemKind::Fn => {
                let signature = slice(item.span.clone()).trim_end_matches(';');
                lower::function(&format!("{signature}{{}}"), item.span.start).map(Some)
            }
            ItemKind::Const | ItemKind::Static => {
                let Some((ty, value)) = type_and_value(slice(item.name_at.end..item.span.end))
                else {
                    return Ok(None);
                };
                let base = item.name_at.end;
                lower::value(slice(base + value.start..base + value.end), base + value.start, ty)
                    .map(Some)
            }
            _ => Ok(None),
        };
        match lowered {
            Ok(body) => Ok(body.map(Arc::new)),
            // Item-like text in the arguments of a macro need not be Rust.
            Err(_) if self.in_macro(at) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn in_macro(&self, at: ItemRef) -> bool {
        self.ancestors(at).any(|outer| self.item(outer).kind == ItemKind::MacroCall)
    }

    /// The items around `at`, innermost first, without itself.
    pub(crate) fn ancestors(&self, at: ItemRef) -> impl Iterator<Item = ItemRef> {
        let mut next = self.item(at).parent;
        std::iter::from_fn(move || {
            let outer = ItemRef { file: at.file, item: next? };
            next = self.item(outer).parent;
            Some(outer)
        })
    }

    /// The impl or trait that `at` is a member of.
    pub(crate) fn owner(&self, at: ItemRef) -> Option<ItemRef> {
        let mut outer = self.ancestors(at);
        outer.find(|&outer| matches!(self.item(outer).kind, ItemKind::Impl | ItemKind::Trait))
    }

    /// What `at` says of types, besides its members.
    pub(crate) fn header(&self, at: ItemRef) -> &Header {
        let items = self.outline(at.file).items.len();
        let of_file = self
            .file(at.file)
            .headers
            .get_or_init(|| (0..items).map(|_| OnceLock::new()).collect());
        of_file[at.item as usize]
            .get_or_init(|| Box::new(Header::read(self.item(at), self.text(at.file))))
    }

    /// The fields of a struct, their types as written; those of a tuple struct are named `0`, `1`….
    pub(crate) fn fields(&self, at: ItemRef) -> &[(CompactString, TypeRef)] {
        match self.item(at).kind {
            ItemKind::Struct => &self.header(at).fields,
            _ => &[],
        }
    }

    /// The files that hold the word `word` and for which `wanted` is true, in order.
    pub(crate) fn mentioning(&self, word: &str, wanted: &dyn Fn(&File) -> bool) -> Vec<FileId> {
        self.filters_made.get_or_init(|| {
            self.files.par_iter().for_each(|file| {
                file.filter.get_or_init(|| match file.text.get() {
                    Some(text) => WordFilter::new(text.as_deref().unwrap_or_default()),
                    None => {
                        let bytes = std::fs::read(file.path.under(self.root)).unwrap_or_default();
                        WordFilter::new(&String::from_utf8_lossy(&bytes))
                    }
                });
            });
        });
        self.ids().filter(|&id| wanted(self.file(id)) && self.file(id).may_hold(word)).collect()
    }
}

/// The type and the value in `: Type = value;`, the rest of a constant behind its name.
fn type_and_value(rest: &str) -> Option<(Option<&str>, Range<u32>)> {
    let tokens = crate::readers::rust::syntax::lexer::tokens(rest);
    let mut depth = 0;
    let mut equals = None;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            crate::readers::rust::syntax::lexer::TokenKind::Open(_) => depth += 1,
            crate::readers::rust::syntax::lexer::TokenKind::Close(_) => depth -= 1,
            crate::readers::rust::syntax::lexer::TokenKind::Punct(b'=')
                if depth == 0 && !tokens.get(index + 1).is_some_and(|next| next.is(b'>')) =>
            {
                equals = Some(token);
                break;
            }
            _ => {}
        }
    }
    let equals = equals?;
    let last = tokens.iter().rev().find(|token| !token.is(b';'))?;
    let colon = tokens.first().filter(|token| token.is(b':'));
    let ty = colon.and_then(|colon| rest.get(colon.end as usize..equals.start as usize));
    (last.end > equals.end).then_some((ty, equals.end..last.end))
}
