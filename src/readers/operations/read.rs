//! Reads the operations files of a project from disk: tells by name and content what each of them
//! is, in parallel, and orders what they say by place.

use camino::Utf8Path;
use rayon::prelude::*;

use super::{alerts, load_results as results, owners};
use crate::facts::{FilePath, LineIndex, OperationFacts, Unreadable};
use crate::readers::read_text;

/// The largest file that is read, in bytes. What people write is smaller; the rest is data.
const LARGEST: u64 = 2 << 20;

/// The places of CODEOWNERS, in the order in which the code hosts look; the first one counts.
const CODEOWNERS: [&str; 4] =
    [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Folders whose files are somebody else's, or say nothing of the project as it runs.
const ELSEWHERE: [&str; 10] = [
    "example",
    "examples",
    "fixture",
    "fixtures",
    "node_modules",
    "sample",
    "samples",
    "testdata",
    "third_party",
    "vendor",
];

/// Folders of tests, among which may be load tests.
const TESTS: [&str; 2] = ["test", "tests"];

/// Reads `files` under `root`. `guessed` says that nothing but their names made them operations
/// files; then those of tests and of other projects are left out.
pub(crate) fn read_all(
    root: &Utf8Path,
    files: &[FilePath],
    guessed: bool,
) -> (OperationFacts, Vec<Unreadable>) {
    let codeowners = CODEOWNERS.iter().find(|place| files.iter().any(|f| f.as_str() == **place));
    let kinds = files.iter().filter(|file| !guessed || !is_elsewhere(file)).filter_map(|file| {
        let kind = kind_of(file)?;
        let counts = kind != Kind::Codeowners || !guessed || codeowners == Some(&file.as_str());
        counts.then_some((file, kind))
    });
    let kinds: Vec<(&FilePath, Kind)> = kinds.collect();
    let read: Vec<(OperationFacts, Option<Unreadable>)> =
        kinds.par_iter().map(|(file, kind)| read_file(root, file, *kind)).collect();
    let mut facts = OperationFacts::default();
    let mut unreadable = Vec::new();
    for (found, failed) in read {
        facts.append(found);
        unreadable.extend(failed);
    }
    facts.load_tests = results::join(std::mem::take(&mut facts.load_tests));
    facts.sort();
    (facts, unreadable)
}

/// What a file may be, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Codeowners,
    Owners,
    Catalog,
    Yaml,
    Json,
    Csv,
}

fn kind_of(file: &FilePath) -> Option<Kind> {
    let name = file.file_name();
    match name {
        "CODEOWNERS" => return Some(Kind::Codeowners),
        "OWNERS" => return Some(Kind::Owners),
        "catalog-info.yaml" | "catalog-info.yml" => return Some(Kind::Catalog),
        _ => {}
    }
    let (stem, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "yaml" | "yml" if !stem.ends_with("-lock") => Some(Kind::Yaml),
        "json" if results::may_lie_at(file) => Some(Kind::Json),
        "csv" if results::may_lie_at(file) => Some(Kind::Csv),
        _ => None,
    }
}

fn is_elsewhere(file: &FilePath) -> bool {
    let mut folders = file.folder().split('/');
    folders.any(|folder| {
        ELSEWHERE.contains(&folder) || (TESTS.contains(&folder) && !results::may_lie_at(file))
    })
}

fn read_file(root: &Utf8Path, file: &FilePath, kind: Kind) -> (OperationFacts, Option<Unreadable>) {
    let mut facts = OperationFacts::default();
    let path = file.under(root);
    if std::fs::metadata(&path).is_ok_and(|about| about.len() > LARGEST) {
        return (facts, None);
    }
    let text = match read_text(&path) {
        Ok(text) => text,
        // Most of these files are none of ours; only of those that are is it worth a word.
        Err(_) if matches!(kind, Kind::Yaml | Kind::Json | Kind::Csv) => return (facts, None),
        Err(reason) => {
            let place = LineIndex::new("").place(file, "", 0..0);
            return (facts, Some(Unreadable { place, reason }));
        }
    };
    match kind {
        Kind::Codeowners => owners::read_codeowners(file, &text, &mut facts),
        Kind::Owners => owners::read_owners(file, &text, &mut facts),
        Kind::Catalog => owners::read_catalog(file, &text, &mut facts),
        Kind::Yaml if alerts::may_hold_rules(&text) => alerts::read(file, &text, &mut facts),
        Kind::Yaml => {}
        Kind::Json => facts.load_tests.extend(results::read_json(file, &text)),
        Kind::Csv => facts.load_tests = results::read_csv(file, &text),
    }
    (facts, None)
}

impl OperationFacts {
    fn append(&mut self, other: Self) {
        self.alerts.extend(other.alerts);
        self.recordings.extend(other.recordings);
        self.owners.extend(other.owners);
        self.code_owners.extend(other.code_owners);
        self.load_tests.extend(other.load_tests);
        self.unfollowed.extend(other.unfollowed);
    }

    /// Puts everything in the order of its places. The lines of CODEOWNERS stay in theirs.
    fn sort(&mut self) {
        self.alerts.sort_by(|a, b| a.name.place.cmp(&b.name.place));
        self.recordings.sort_by(|a, b| a.name.place.cmp(&b.name.place));
        self.owners.sort_by(|a, b| a.name.place.cmp(&b.name.place));
        self.load_tests.sort_by(|a, b| a.place.cmp(&b.place));
        self.unfollowed.sort();
    }
}
