//! What formats make of findings that are made up for the purpose.

mod github;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;

use std::fs;
use std::sync::LazyLock;

use camino::Utf8PathBuf;

use super::repository::Repository;
use super::terminal::Terminal;
use super::{Context, Report, Shown};
use crate::checklist::items::form;
use crate::checklist::{Checklist, Evidence, Item, Verdict};
use crate::facts::{Confidence, FilePath, Finding, Level, LineIndex, Place, Related, RuleId};
use crate::page::{Page, Question};
use crate::rules;
use crate::support::folders::{self, root_of};
use crate::support::golden::assert_golden;
use crate::workspace::Project as LintedProject;

const PLAIN: Terminal = Terminal { width: 80, height: None, color: false };

const POOL: &str = "const WORKERS: usize = 16;\n\nfn a() {}\n\nfn b() {}\n\nfn start() {\n    \
    Builder::new().worker_threads(WORKERS).build()\n}\n";

/// A project on disk with some files.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        Self { folder: folders::files(files) }
    }

    fn root(&self) -> Utf8PathBuf {
        root_of(&self.folder)
    }

    /// The place of the first `words` in `file`.
    fn place(&self, file: &str, words: &str) -> Place {
        let text = fs::read_to_string(self.folder.path().join(file)).unwrap();
        let start = text.find(words).unwrap();
        LineIndex::new(&text).place(&FilePath::new(file), &text, start..start + words.len())
    }

    fn human(&self, findings: Vec<Finding>) -> String {
        let project = LintedProject { root: self.root(), ..LintedProject::default() };
        let report = Report { project, ..report(findings) };
        written(|out| super::human::write(out, &context(&report, PLAIN, false)))
    }
}

fn finding(place: Option<Place>, related: Vec<Related>) -> Finding {
    Finding {
        confidence: Confidence::High,
        label: "sized here".into(),
        help: "read it from a setting, with 16 as the default".into(),
        place,
        related,
        ..Finding::new(RuleId("hardcoded-concurrency"), "the number of workers is fixed at 16")
    }
}

fn related(place: Place, message: &str) -> Related {
    Related { place, message: message.into() }
}

fn report(findings: Vec<Finding>) -> Report {
    Report::new(Shown::new(findings, Confidence::Medium), Checklist::default())
}

fn checklist(place: Place) -> Checklist {
    let item = |id: &str, question, verdict, evidence| Item {
        id: id.into(),
        question,
        title: format!("The title of <{id}>").into(),
        verdict,
        evidence,
    };
    let shown = |text: &str, place| Evidence { text: text.into(), place };
    Checklist {
        left_out: Vec::new(),
        items: vec![
            item(
                "sizes",
                Question::Where,
                Verdict::Fail,
                vec![shown("`Vec<u8>` is_fixed at 16", Some(place))],
            ),
            item(
                "spawns",
                Question::Where,
                Verdict::Pass,
                vec![shown("3 sites read in 2 files", None)],
            ),
            item("owner", Question::Who, Verdict::SignOff, vec![]),
            item("limits", Question::Overload, Verdict::NotApplicable, vec![]),
        ],
        services: vec![],
        texts: form().unwrap().texts,
    }
}

fn written(write: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What `write` writes of `report` for a terminal without colours, in no repository.
fn in_context(
    report: &Report,
    write: impl Fn(&mut dyn std::io::Write, &Context<'_>) -> std::io::Result<()>,
) -> String {
    written(|out| write(out, &context(report, PLAIN, false)))
}

fn context(report: &Report, terminal: Terminal, with_summary: bool) -> Context<'_> {
    static PAGES: LazyLock<Vec<Page>> =
        LazyLock::new(|| rules::pages().unwrap().into_iter().map(|(_, page)| page).collect());
    static NOWHERE: LazyLock<Repository> = LazyLock::new(Repository::default);
    Context { report, pages: &PAGES, repository: &NOWHERE, terminal, with_summary }
}
