//! Which concurrency points a row of a concurrency map covers.
//!
//! A row names code by the path of an item, a module or a type, whole or from any part on
//! (`orders::intake::Intake`, `Intake::new`), by a pattern of paths (`orders::net::*`), by a file, a folder
//! or a pattern of these (`src/net/**`), or by a package.

use crate::facts::{Facts, FilePath, PathGlobs, Point};

/// One entry of a row's cell for the code, its pattern of files compiled.
pub(crate) struct RowEntry<'t> {
    text: &'t str,
    files: Option<PathGlobs>,
}

impl<'t> RowEntry<'t> {
    /// The entry that is written as `text`.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, files: names_files(text).then(|| files(text)) }
    }

    /// True when it covers `point`.
    pub(crate) fn covers(&self, point: &Point) -> bool {
        match &self.files {
            Some(files) => file_covers(files, point),
            None => path_covers(self.text, point),
        }
    }
}

/// True for an entry that names files and no items.
pub(crate) fn names_files(entry: &str) -> bool {
    entry.contains('/') || entry.ends_with(".rs")
}

/// True when `entry`, which is in a map of `facts`, names code that is nowhere. False when that can't be known.
pub(crate) fn is_gone(entry: &str, facts: &Facts) -> bool {
    let rows = facts.docs.documents.iter().flat_map(|document| &document.map);
    let was_looked_for = rows.flat_map(|row| &row.code).any(|code| code.text == entry);
    // Code of packages that were left out was not looked at.
    let packages = &facts.code.packages;
    was_looked_for
        && packages.iter().all(|package| package.selected)
        && looks_like_code(entry)
        && !is_mentioned(entry, facts)
}

/// True when the code has all names of `entry`, or may have them: a name that stands alone may be that of a
/// variable, a field or a thread, so that it is enough when a source mentions it.
pub(crate) fn is_mentioned(entry: &str, facts: &Facts) -> bool {
    let packages = &facts.code.packages;
    let mentioned = &facts.mentioned;
    let is_there = |name: &str| {
        let mut packages = packages.iter();
        mentioned.items.contains(name)
            || packages.any(|p| p.name == *name || p.crates.iter().any(|found| found.name == *name))
    };
    let alone = name_alone(entry).is_some_and(|name| mentioned.settings.contains(name));
    alone || names_to_look_for(entry).all(is_there)
}

/// The name in `entry` when it is no path: `intake_queue`, `run()`.
pub(crate) fn name_alone(entry: &str) -> Option<&str> {
    let name = entry.trim_end_matches("()");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// The names that the code must have when what `entry` names is there: a file, or each plain segment of a path.
pub(crate) fn names_to_look_for(entry: &str) -> impl Iterator<Item = &str> {
    let is_plain = |name: &str| {
        let is_word =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        is_word && !matches!(name, "crate" | "self" | "super" | "Self")
    };
    let (file, path) = if names_files(entry) { (Some(entry), "") } else { (None, entry) };
    let segments = path.trim_end_matches("()").split("::");
    file.into_iter().chain(segments.filter(move |name| is_plain(name)))
}

/// False for what may be prose in the column of the code: several words, a single word such as `disk` or
/// `摄取` that has nothing of code about it, and words with a slash between them.
pub(crate) fn looks_like_code(entry: &str) -> bool {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_:/.*-(){}<>#&, []".contains(c);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let has_hump = entry
        .chars()
        .zip(entry.chars().skip(1))
        .any(|(c, next)| c.is_ascii_lowercase() && next.is_ascii_uppercase());
    !entry.contains(char::is_whitespace)
        && entry.chars().all(is_path)
        && (has_hump || !entry.chars().all(is_word))
        && (!entry.contains('/') || names_sources(entry))
}

/// True for a path to a file of Rust, to a folder as such, or into one of sources; `read/write` is none.
fn names_sources(entry: &str) -> bool {
    let path = entry.rsplit_once(':').map_or(entry, |(path, _)| path);
    let in_sources = path.split('/').any(|folder| folder == "src") && !path.contains('.');
    path.ends_with(".rs") || path.ends_with(['/', '*']) || in_sources
}

/// True when `files` are those of `point`, from the project's root or the package's folder.
fn file_covers(files: &PathGlobs, point: &Point) -> bool {
    let folder = point.package.manifest.folder();
    let file = &point.place.file;
    let below = file.as_str().strip_prefix(folder).map(|below| below.trim_start_matches('/'));
    files.covers(file) || below.is_some_and(|below| files.covers(&FilePath::new(below)))
}

/// The files that `entry` names: one (`src/net/mod.rs:12`), a folder, or a pattern of either. None where it is no pattern.
pub(crate) fn files(entry: &str) -> PathGlobs {
    let path = match entry.rsplit_once(':') {
        Some((path, line)) if line.chars().all(|c| c.is_ascii_digit()) => path,
        _ => entry,
    };
    PathGlobs::new([path.trim_start_matches('/')]).unwrap_or_default()
}

/// The name of the item that `entry` names by its path: the last segment that is no pattern.
pub(crate) fn last_segment(entry: &str) -> &str {
    let segments = entry.trim_end_matches("()").split("::");
    segments.filter(|segment| !segment.is_empty() && !segment.contains('*')).last().unwrap_or(entry)
}

fn path_covers(entry: &str, point: &Point) -> bool {
    let package = &point.package;
    let entry = entry.trim_end_matches("()").trim_end_matches("::");
    if entry == package.name {
        return true;
    }
    let mut wanted: Vec<&str> = entry.split("::").filter(|segment| !segment.is_empty()).collect();
    while matches!(wanted.last(), Some(&"*" | &"**")) {
        wanted.pop();
    }
    let segments: Vec<&str> = point.code.split("::").skip(1).collect();
    match wanted.split_first() {
        None => false,
        Some((&"crate", rest)) => starts_with(&segments, rest),
        Some((first, rest)) if package.crates.iter().any(|c| c.name == *first) => {
            starts_with(&segments, rest)
        }
        // From any part on: only whole segments count.
        Some(_) => (0..segments.len()).any(|at| starts_with(&segments[at..], &wanted)),
    }
}

fn starts_with(segments: &[&str], wanted: &[&str]) -> bool {
    wanted.len() <= segments.len()
        && wanted.iter().zip(segments).all(|(wanted, segment)| *wanted == "*" || wanted == segment)
}
