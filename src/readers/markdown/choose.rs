//! Which Markdown files of a project are its architecture documents, when no configuration says so.
//!
//! Paths go in. A file that says `golive: architecture` in its front matter is one, and then only
//! such files are. Failing that it is a guess by names of files and folders, which leaves out
//! changelogs, contributing guides, templates, vendored trees, instructions for agents, proposals
//! and all translations of a document but one. Few files are opened, and only for front matter.

use std::collections::BTreeMap;

use super::words::topics;
use crate::facts::{CHECKLIST, FilePath};

/// The most files whose front matter is looked at, and the most documents of a guess.
const MOST: usize = 200;

/// The architecture documents of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Choice {
    pub files: Vec<FilePath>,
    /// True when their names made them candidates and nothing said that they are.
    pub guessed: bool,
}

/// Chooses among `documents`, all Markdown files of a project. `read` gives the text of a file, of
/// which only the front matter is looked at, and whether it is a written checklist.
pub(crate) fn choose(documents: &[FilePath], read: &dyn Fn(&FilePath) -> Option<String>) -> Choice {
    let mut candidates: Vec<&FilePath> = documents.iter().filter(|file| !left_out(file)).collect();
    candidates.sort_by_key(|file| (rank(file), depth(file), file.as_str()));
    let mut marked = Vec::new();
    // What this linter wrote would answer its own questions.
    let mut checklists = Vec::new();
    for file in candidates.iter().copied().take(MOST) {
        let Some(text) = read(file) else { continue };
        if text.contains(CHECKLIST[0]) {
            checklists.push(file);
        } else if is_marked(&text) {
            marked.push(file.clone());
        }
    }
    candidates.retain(|file| !checklists.contains(file));
    let guessed = marked.is_empty();
    let mut files = if guessed {
        let likely = candidates.into_iter().filter(|file| rank(file) < Rank::Other);
        one_of_each_translation(likely).into_iter().take(MOST).collect()
    } else {
        marked
    };
    files.sort();
    Choice { files, guessed }
}

/// How much a path looks like that of an architecture document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Name,
    Folder,
    Readme,
    Other,
}

fn rank(file: &FilePath) -> Rank {
    let words = &topics().documents;
    let (folders, name) = parts(file);
    let proper = without_language(&name);
    if words.names.are(&proper) || words.names.are_in(&proper) && proper.split(' ').count() <= 4 {
        Rank::Name
    } else if folders.iter().any(|folder| words.names.are(folder)) {
        Rank::Folder
    } else if proper == "readme" {
        Rank::Readme
    } else {
        Rank::Other
    }
}

/// True for files whose path says that they are something else.
pub(super) fn left_out(file: &FilePath) -> bool {
    let words = &topics().documents;
    let (folders, name) = parts(file);
    let numbered = name.starts_with("nnnn") || name.starts_with("0000");
    let of_tests = |folder: &String| matches!(folder.as_str(), "test" | "tests" | "examples");
    numbered
        || words.left_out.are_in(&name)
        || folders.iter().any(|folder| words.left_out.are(folder) || of_tests(folder))
}

/// The folders and the name without its ending, lower-case, with blanks for `-` and `_`.
fn parts(file: &FilePath) -> (Vec<String>, String) {
    let plain = |part: &str| part.to_lowercase().replace(['-', '_', '.'], " ").trim().to_string();
    let folders = file.folder().split('/').map(plain).filter(|folder| !folder.is_empty());
    let name = file.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    (folders.collect(), plain(stem))
}

/// A name without a language at its end: `readme` for `readme zh`, `README_cn` and the like.
fn without_language(name: &str) -> String {
    let words = &topics().documents.languages;
    for (at, _) in name.match_indices(' ') {
        let (before, behind) = name.split_at(at);
        if words.are(behind) {
            return before.to_string();
        }
    }
    name.to_string()
}

fn depth(file: &FilePath) -> usize {
    file.as_str().matches('/').count()
}

/// The first of each group of files that differ only in their language; one without a language
/// comes before one with.
fn one_of_each_translation<'f>(files: impl Iterator<Item = &'f FilePath>) -> Vec<FilePath> {
    let mut groups: BTreeMap<String, (usize, usize, &FilePath)> = BTreeMap::new();
    for (order, file) in files.enumerate() {
        let (key, marks) = without_languages(file);
        let entry = groups.entry(key).or_insert((marks, order, file));
        if marks < entry.0 {
            *entry = (marks, order, file);
        }
    }
    let first = |(_, order, file)| (order, file);
    let mut kept: Vec<(usize, &FilePath)> = groups.into_values().map(first).collect();
    kept.sort();
    kept.into_iter().map(|(_, file)| file.clone()).collect()
}

/// What all translations of a document share, and how many parts of the path name a language.
pub(super) fn without_languages(file: &FilePath) -> (String, usize) {
    let words = &topics().documents.languages;
    let (folders, name) = parts(file);
    let proper = without_language(&name);
    let mut kept: Vec<&str> = folders.iter().map(String::as_str).collect();
    kept.retain(|folder| !words.are(folder));
    let marks = folders.len() - kept.len() + usize::from(proper != name);
    kept.push(&proper);
    (kept.join("/"), marks)
}

/// True when front matter says `golive: architecture`.
fn is_marked(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let fence = match lines.next().map(str::trim_end) {
        Some(fence @ ("---" | "+++")) => fence,
        _ => return false,
    };
    lines.take_while(|line| line.trim_end() != fence).any(|line| {
        line.split_once([':', '=']).is_some_and(|(key, value)| {
            key.trim() == "golive" && value.trim().trim_matches(['"', '\'']) == "architecture"
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(files: &[&str]) -> Vec<String> {
        let files: Vec<FilePath> = files.iter().map(FilePath::new).collect();
        let choice = choose(&files, &|_| None);
        assert!(choice.guessed);
        choice.files.iter().map(|file| file.as_str().to_string()).collect()
    }

    #[test]
    fn a_guess_takes_architecture_design_operations_and_readmes() {
        let files = [
            "ARCHITECTURE.md",
            "README.md",
            "crates/api/README.md",
            "docs/architecture/queues.md",
            "docs/ops/load-test-2024.md",
            "docs/usage.md",
            "docs/架构设计.md",
            "runbooks/queue-full.md",
        ];
        let mut expected = files.to_vec();
        expected.retain(|file| *file != "docs/usage.md");
        assert_eq!(chosen(&files), expected);
    }

    #[test]
    fn a_guess_leaves_out_what_is_written_for_something_else() {
        let files = [
            ".github/PULL_REQUEST_TEMPLATE.md",
            "AGENTS.md",
            "CHANGELOG.md",
            "CLAUDE.md",
            "CODE_OF_CONDUCT.md",
            "CONTRIBUTING.md",
            "docs/rfcs/0012-architecture.md",
            "docs/templates/design.md",
            "node_modules/left/README.md",
            "skills/ops/SKILL.md",
            "vendor/lib/README.md",
        ];
        assert!(chosen(&files).is_empty());
    }

    #[test]
    fn a_written_checklist_is_no_architecture_document() {
        let files = ["docs/architecture.md", "docs/ops/go-live.md"].map(FilePath::new);
        let read = |file: &FilePath| {
            let is_checklist = file.file_name() == "go-live.md";
            is_checklist.then(|| format!("{}\n# Go-live checklist\n", CHECKLIST[0]))
        };
        assert_eq!(choose(&files, &read).files, files[..1]);
    }

    #[test]
    fn of_translations_one_stays() {
        let files = [
            "README.md",
            "README.zh-CN.md",
            "README_cn.md",
            "docs/cn/architecture.md",
            "docs/en/architecture.md",
        ];
        assert_eq!(chosen(&files), ["README.md", "docs/cn/architecture.md"]);
    }

    #[test]
    fn front_matter_decides_over_names() {
        let files = ["ARCHITECTURE.md", "docs/how-it-works.md"].map(FilePath::new);
        let read = |file: &FilePath| {
            let marked = file.as_str().ends_with("works.md");
            Some(
                if marked {
                    "---\ntitle: x\ngolive: architecture\n---\n"
                } else {
                    "golive: architecture"
                }
                .to_string(),
            )
        };
        let choice = choose(&files, &read);
        assert_eq!(choice.files, [FilePath::new("docs/how-it-works.md")]);
        assert!(!choice.guessed);
    }
}
