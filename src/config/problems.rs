//! What is wrong with a configuration: all of it, each problem with its place.

use std::fmt;
use std::ops::Range;

use crate::facts::{FilePath, LineIndex, Place};

/// Every problem of one configuration, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors {
    /// The problems; never empty.
    pub problems: Vec<ConfigProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigProblem {
    pub place: Place,
    /// What is wrong and what was expected, lower-case.
    pub message: String,
}

/// One line per problem.
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.problems.iter().map(ConfigProblem::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// `file:line:column: message`.
impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The problems of one file, as they are found.
pub(super) struct Problems<'a> {
    file: &'a FilePath,
    text: &'a str,
    lines: LineIndex,
    found: Vec<ConfigProblem>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a FilePath, text: &'a str) -> Self {
        Self { file, text, lines: LineIndex::new(text), found: Vec::new() }
    }

    /// The place of these bytes of the file.
    pub(super) fn place(&self, at: Range<usize>) -> Place {
        self.lines.place(self.file, self.text, at)
    }

    /// Adds the problem `message` at these bytes of the file.
    pub(super) fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.found.push(ConfigProblem { place: self.place(at), message: message.into() });
    }

    /// `value` when there are no problems.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, ConfigErrors> {
        if self.found.is_empty() {
            return Ok(value);
        }
        let mut problems = self.found;
        problems.sort_by(|a, b| (a.place.bytes, &a.message).cmp(&(b.place.bytes, &b.message)));
        problems.dedup();
        Err(ConfigErrors { problems })
    }
}
