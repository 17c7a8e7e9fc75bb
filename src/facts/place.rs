//! Places in the files of a project: paths, positions and spans.
//!
//! Every piece of facts and every finding names its place with these types. Paths are relative
//! to the project's root and use `/`; lines and columns are 1-based, columns count characters.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Serialize, Serializer};

/// A file of the project, relative to the project's root, with `/` between its parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// The path `relative`, whose separators become `/`.
    pub fn new(relative: impl AsRef<str>) -> Self {
        let relative = relative.as_ref();
        if relative.contains('\\') {
            Self(relative.replace('\\', "/").into())
        } else {
            Self(relative.into())
        }
    }

    /// The path as text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a path.
    pub fn as_path(&self) -> &Utf8Path {
        Utf8Path::new(&*self.0)
    }

    /// Where the file lies when the project's root is `root`.
    pub fn under(&self, root: &Utf8Path) -> Utf8PathBuf {
        root.join(&*self.0)
    }

    /// The folder that holds this file, `""` for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for FilePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A 1-based line number.
pub type Line = u32;

/// A 1-based line and a 1-based column, the column counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: Line,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FilePath,
    /// The first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// The first byte and one past the last, in the file's text.
    pub bytes: (u32, u32),
}

impl Place {
    /// The stretch in bytes.
    pub fn byte_range(&self) -> Range<usize> {
        self.bytes.0 as usize..self.bytes.1 as usize
    }
}

/// `file:line:column`, as editors and terminals link it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.start.line, self.start.column)
    }
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SourceText {
    /// The text, without quotes.
    pub text: String,
    /// Where it is.
    pub place: Place,
}

/// The starts of the lines of one text, by which byte offsets become positions.
#[derive(Debug, Clone)]
pub(crate) struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub(crate) fn new(text: &str) -> Self {
        let after_newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(after_newlines).collect() }
    }

    /// The line that holds byte `offset`.
    pub(crate) fn line(&self, offset: usize) -> Line {
        self.starts.partition_point(|&start| start as usize <= offset) as Line
    }

    /// Line and column of byte `offset` of `text`, which must be the text that was indexed.
    pub(crate) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let column = text.get(start..offset).map_or(1, |before| before.chars().count() as u32 + 1);
        Position { line, column }
    }

    /// The place of `bytes` of `text` in `file`.
    pub(crate) fn place(&self, file: &FilePath, text: &str, bytes: Range<usize>) -> Place {
        Place {
            file: file.clone(),
            start: self.position(text, bytes.start),
            end: self.position(text, bytes.end),
            bytes: (bytes.start as u32, bytes.end as u32),
        }
    }
}
