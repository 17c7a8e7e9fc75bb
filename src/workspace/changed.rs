//! The changed lines of `--since`, asked of `git`.
//!
//! In: a folder in a repository and a revision. Out: the lines that differ between the merge base of
//! the revision with `HEAD` and the files as they are now, those that are not committed or not even
//! tracked included. Nothing that the repository could name is run: no hooks, no monitors, no drivers.

use std::collections::BTreeMap;
use std::process::Command;

use camino::Utf8Path;

use crate::facts::{FilePath, Line};

/// The changed lines of each changed file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    /// First and last line; a first behind the last stands for lines that are gone between the two.
    files: BTreeMap<FilePath, Vec<(Line, Line)>>,
}

/// Why changes can't be known.
#[derive(Debug, thiserror::Error)]
pub enum ChangedError {
    /// Git can't be run.
    #[error("`--since` needs `git`, which can't be run: {0}")]
    NoGit(std::io::Error),
    /// The project lies in no repository.
    #[error("`--since` needs a git repository, and git finds none at `{folder}`: {reason}")]
    NoRepository {
        /// Where it was looked for.
        folder: String,
        reason: String,
    },
    /// The revision is not there.
    #[error("there is no commit `{rev}` in this clone{hint}")]
    NoCommit {
        /// What was asked for.
        rev: String,
        hint: String,
    },
    /// Nothing joins the two.
    #[error(
        "`{0}` and `HEAD` have no commit in common, so that nothing says what was changed since"
    )]
    NoMergeBase(String),
    #[error("`git {command}` failed: {reason}")]
    Git { command: String, reason: String },
}

impl Changed {
    /// What was changed under `root` since `rev`.
    pub(crate) fn since(root: &Utf8Path, rev: &str) -> Result<Self, ChangedError> {
        if let Err(reason) = git(root, &["rev-parse", "--is-inside-work-tree"])? {
            let reason = reason.trim().replace('\n', ", ");
            return Err(ChangedError::NoRepository { folder: root.to_string(), reason });
        }
        let is_shallow = git(root, &["rev-parse", "--is-shallow-repository"])?
            .is_ok_and(|said| said.trim() == "true");
        let commit = format!("{rev}^{{commit}}");
        let Ok(commit) = git(root, &["rev-parse", "--verify", "--end-of-options", &commit])? else {
            return Err(ChangedError::NoCommit {
                rev: rev.to_owned(),
                hint: hint(rev, is_shallow),
            });
        };
        let commit = commit.trim();
        let base = match git(root, &["merge-base", commit, "HEAD"])? {
            Ok(base) => base,
            // The commits that would join the two were not fetched; the revision itself is there.
            Err(_) if is_shallow => commit.to_owned(),
            Err(_) => return Err(ChangedError::NoMergeBase(rev.to_owned())),
        };
        let mut changed =
            Self { files: hunks(&must(root, &[&DIFF[..], &[base.trim()]].concat())?) };
        let untracked = must(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for file in untracked.split('\0').filter(|file| !file.is_empty()) {
            changed.files.insert(FilePath::new(file), vec![(1, Line::MAX)]);
        }
        Ok(changed)
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &FilePath> {
        self.files.keys()
    }

    /// True when something in `file` was changed.
    pub(crate) fn holds(&self, file: &FilePath) -> bool {
        self.files.contains_key(file)
    }

    /// True when one of the lines from `first` to `last` was changed, or lines between them are gone.
    pub(crate) fn touches(&self, file: &FilePath, first: Line, last: Line) -> bool {
        let mut hunks = self.files.get(file).into_iter().flatten();
        hunks.any(|(start, end)| first <= *end && *start <= last)
    }
}

const DIFF: [&str; 11] = [
    "diff",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--relative",
    "--ignore-submodules=all",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--end-of-options",
];

/// What to do when a commit is not there.
fn hint(rev: &str, is_shallow: bool) -> String {
    match rev.split_once('/') {
        Some((remote, branch)) => {
            let depth = if is_shallow { "--depth=100 " } else { "" };
            format!(": run `git fetch {depth}{remote} {branch}:refs/remotes/{rev}`")
        }
        None if is_shallow => {
            format!(", which is shallow: run `git fetch --depth=100 origin {rev}`")
        }
        None => String::new(),
    }
}

/// What git prints, or what it complains about.
fn git(root: &Utf8Path, args: &[&str]) -> Result<Result<String, String>, ChangedError> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["-c", "core.quotePath=false", "-c", "diff.external="])
        .args(args)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .output()
        .map_err(ChangedError::NoGit)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(Ok(text(&output.stdout)))
    } else {
        Ok(Err(text(&output.stderr)))
    }
}

fn must(root: &Utf8Path, args: &[&str]) -> Result<String, ChangedError> {
    git(root, args)?.map_err(|said| ChangedError::Git {
        command: args.first().copied().unwrap_or_default().to_owned(),
        reason: said.trim().replace('\n', ", "),
    })
}

/// The changed lines in a difference without context.
fn hunks(difference: &str) -> BTreeMap<FilePath, Vec<(Line, Line)>> {
    let mut files: BTreeMap<FilePath, Vec<(Line, Line)>> = BTreeMap::new();
    let mut file = None;
    // How many lines of the files themselves follow: they may look like anything.
    let mut content = 0;
    for line in difference.split('\n') {
        if content > 0 && line.starts_with(['+', '-']) {
            content -= 1;
        } else if let Some(name) = line.strip_prefix("+++ ") {
            file = unquoted(name.trim_end_matches('\t')).strip_prefix("b/").map(FilePath::new);
        } else if let Some((before, after)) = ranges(line) {
            content = before.1 + after.1;
            let lines = match after {
                (start, 0) => (start + 1, start),
                (start, count) => (start, start + count - 1),
            };
            if let Some(file) = &file {
                files.entry(file.clone()).or_default().push(lines);
            }
        }
    }
    files
}

/// Start and count on both sides of `@@ -1,2 +3,4 @@`.
fn ranges(line: &str) -> Option<((Line, Line), (Line, Line))> {
    let range = |text: &str| -> Option<(Line, Line)> {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let mut words = line.strip_prefix("@@ -")?.split(' ');
    let before = range(words.next()?)?;
    Some((before, range(words.next()?.strip_prefix('+')?)?))
}

/// A name as git quotes it: in quotes, with `\` before signs, when it holds any.
fn unquoted(name: &str) -> String {
    let Some(inside) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut plain = String::new();
    let mut signs = inside.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) => match signs.next() {
                Some('t') => plain.push('\t'),
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            (sign, false) => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_look_like_headers_are_content() {
        let difference = "diff --git a/a b.rs b/a b.rs\n--- a/a b.rs\t\n+++ b/a b.rs\t\n@@ -0,0 +1,2 @@\n+++ b/x.rs\n+@@ -1 +1 @@\n@@ -9,2 +10,0 @@ fn a\n--- a\n-b\n";
        let changed = Changed { files: hunks(difference) };
        let file = FilePath::new("a b.rs");
        assert_eq!(changed.files().collect::<Vec<_>>(), [&file]);
        assert_eq!(changed.files[&file], [(1, 2), (11, 10)]);
        assert!(changed.touches(&file, 10, 11) && !changed.touches(&file, 11, 12));
    }
}
