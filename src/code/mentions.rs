//! What of a list of names the project mentions: items that its code defines, and settings that its code,
//! manifests and operations files speak of.
//!
//! Names that documents use go in, and the files to look in; the names that are there come out. Files are
//! searched as text, so that a name counts wherever it may be meant.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rayon::prelude::*;
use regex::Regex;

use crate::source::FilePath;

/// Names, of items or of settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Names of functions, types, modules, constants: single segments of paths.
    pub items: BTreeSet<String>,
    /// Names of settings, in whatever spelling: `INTAKE_BACKLOG`, `intake.backlog`, `--intake-backlog`.
    pub settings: BTreeSet<String>,
    /// Names of metrics, as they are written.
    pub metrics: BTreeSet<String>,
}

/// Those of `wanted` that are found in `files` under `root`.
pub fn find<'f>(
    root: &Utf8Path,
    files: impl IntoIterator<Item = &'f FilePath>,
    wanted: &Names,
) -> Names {
    let items = patterns(&wanted.items, item_pattern);
    let settings = patterns(&wanted.settings, setting_pattern);
    let metrics = patterns(&wanted.metrics, |name| format!(r"\b{}\b", regex::escape(name)));
    if items.is_empty() && settings.is_empty() && metrics.is_empty() {
        return Names::default();
    }
    let files: Vec<&FilePath> = files.into_iter().collect();
    let found = files.par_iter().map(|file| {
        let bytes = std::fs::read(file.under(root)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        Names {
            items: in_text(&items, &text),
            settings: in_text(&settings, &text),
            metrics: in_text(&metrics, &text),
        }
    });
    found.reduce(Names::default, |mut all, more| {
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
        let wanted = Names {
            items: names(&["Intake", "Gone", "Intak"]),
            settings: names(&[
                "INTAKE_BACKLOG",
                "--intake-backlog",
                "a.intakeBacklog",
                "backlog_of",
            ]),
            ..Names::default()
        };
        let found = find(root, &[FilePath::new("a.rs")], &wanted);
        assert_eq!(found.items, names(&["Intake"]));
        assert_eq!(
            found.settings,
            names(&["INTAKE_BACKLOG", "--intake-backlog", "a.intakeBacklog"])
        );
    }
}
