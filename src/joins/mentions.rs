//! What of a list of names the project mentions: items that its code defines, and settings that its code,
//! manifests and operations files mention.
//!
//! Names that documents use go in, and the files to look in; the names that are there come out. Files are
//! searched as text, so that a name counts wherever it may be meant.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rayon::prelude::*;
use regex::Regex;

use super::inventory::rows::{self, name_alone, names_files, names_to_look_for};
use crate::facts::{Facts, FilePath, Mentions};
use crate::workspace::Project;

/// What of the code and settings that the concurrency maps name is in `project`.
pub(crate) fn in_maps(facts: &Facts, project: &Project) -> Mentions {
    let sources = || project.packages().flat_map(|package| &package.sources);
    let code = || facts.map_rows().flat_map(|row| &row.code).map(|code| code.text.as_str());
    let (files, items): (Vec<&str>, Vec<&str>) =
        code().flat_map(names_to_look_for).partition(|name| names_files(name));
    let settings = facts.map_rows().flat_map(|row| &row.setting).map(|s| s.text.as_str());
    let settings = settings.chain(code().filter_map(name_alone));
    let wanted = Mentions {
        items: items.into_iter().map(str::to_owned).collect(),
        settings: settings.map(str::to_owned).collect(),
        ..Mentions::default()
    };
    let more = project.packages().map(|package| &package.manifest).chain(&project.operations);
    let mut found = find(&project.root, sources().chain(more), &wanted);
    let is_there = |name: &&str| {
        let named = rows::files(name);
        sources().any(|source| named.covers(source))
    };
    found.items.extend(files.into_iter().filter(is_there).map(str::to_owned));
    found
}

/// Those of `wanted` that are found in `files` under `root`.
pub(crate) fn find<'f>(
    root: &Utf8Path,
    files: impl IntoIterator<Item = &'f FilePath>,
    wanted: &Mentions,
) -> Mentions {
    let items = patterns(&wanted.items, item_pattern);
    let settings = patterns(&wanted.settings, setting_pattern);
    let metrics = patterns(&wanted.metrics, |name| format!(r"\b{}\b", regex::escape(name)));
    if items.is_empty() && settings.is_empty() && metrics.is_empty() {
        return Mentions::default();
    }
    let files: Vec<&FilePath> = files.into_iter().collect();
    let found = files.par_iter().map(|file| {
        let bytes = std::fs::read(file.under(root)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        Mentions {
            items: in_text(&items, &text),
            settings: in_text(&settings, &text),
            metrics: in_text(&metrics, &text),
        }
    });
    found.reduce(Mentions::default, |mut all, more| {
        all.items.extend(more.items);
        all.settings.extend(more.settings);
        all.metrics.extend(more.metrics);
        all
    })
}

fn patterns(names: &BTreeSet<String>, pattern: fn(&str) -> String) -> Vec<(&str, Regex)> {
    let compiled = names.iter().map(|name| Some((name.as_str(), Regex::new(&pattern(name)).ok()?)));
    compiled.flatten().collect()
}

fn in_text(patterns: &[(&str, Regex)], text: &str) -> BTreeSet<String> {
    let there = patterns.iter().filter(|(_, pattern)| pattern.is_match(text));
    there.map(|(name, _)| (*name).to_owned()).collect()
}

fn item_pattern(name: &str) -> String {
    let name = regex::escape(name);
    format!(
        r"\b(?:fn|struct|enum|union|trait|mod|const|static|type)\s+(?:mut\s+|r#)?{name}\b|\bmacro_rules!\s*{name}\b"
    )
}

/// The last part of a setting's name in any spelling.
fn setting_pattern(name: &str) -> String {
    let last = name.rsplit(['.', ':', '/']).find(|part| !part.is_empty()).unwrap_or(name);
    let words: Vec<String> = words_of(last).iter().map(|word| regex::escape(word)).collect();
    format!("(?i){}", words.join("[-_. ]?"))
}

/// `intakeBacklog`, `INTAKE_BACKLOG` and `--intake-backlog` as their words.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let is_new = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if is_new {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.push(c);
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_found_in_any_spelling_and_items_where_they_are_defined() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let text = "pub struct Intake;\nlet x = settings.intake_backlog;\nuse other::Gone;\n";
        std::fs::write(root.join("a.rs"), text).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let wanted = Mentions {
            items: names(&["Intake", "Gone", "Intak"]),
            settings: names(&[
                "INTAKE_BACKLOG",
                "--intake-backlog",
                "a.intakeBacklog",
                "backlog_of",
            ]),
            ..Mentions::default()
        };
        let found = find(root, &[FilePath::new("a.rs")], &wanted);
        assert_eq!(found.items, names(&["Intake"]));
        assert_eq!(
            found.settings,
            names(&["INTAKE_BACKLOG", "--intake-backlog", "a.intakeBacklog"])
        );
    }
}
