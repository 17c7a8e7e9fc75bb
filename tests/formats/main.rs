//! What each format promises, on findings made up for the purpose.

mod cargo;
mod comment;
mod github;
mod gitlab;
mod junit;
mod sarif;
mod several;

use std::fs;
use std::process::{Command, Output};

use camino::Utf8PathBuf;
use cargo_golive::checklist::items::form;
use cargo_golive::checklist::words::Lang;
use cargo_golive::checklist::written::Written;
use cargo_golive::checklist::{Checklist, Item, Proof, Verdict};
use cargo_golive::code::sites::Unfollowed;
use cargo_golive::finding::{Confidence, Finding, Level, Related, RuleId};
use cargo_golive::report::terminal::Terminal;
use cargo_golive::report::{Report, Shown, human, json, markdown, short};
use cargo_golive::rules::page::Question;
use cargo_golive::source::{FilePath, LineIndex, Place};
use serde_json::json;

const PLAIN: Terminal = Terminal { width: 80, height: None, color: false };

const SHOP: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
    [dependencies]\ntokio = \"1\"\n";

/// Wide characters, a tab and CRLF before what is found.
const POOL_OF_SHOP: &str = "// 架构\r\nconst WORKERS: usize = 16;\r\n\r\npub fn start() {\r\n\
    \tlet 名 = \"架构\"; tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS);\r\n}\r\n";

/// A project on disk with some files.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    fn root(&self) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.folder.path().to_owned()).unwrap()
    }

    /// The place of the first `words` in `file`.
    fn place(&self, file: &str, words: &str) -> Place {
        let text = fs::read_to_string(self.folder.path().join(file)).unwrap();
        let start = text.find(words).unwrap();
        LineIndex::new(&text).place(&FilePath::new(file), &text, start..start + words.len())
    }

    /// A package in a folder of a repository, with names that need care: findings in code, and on the
    /// project as a whole because it has no documents.
    fn shop() -> Self {
        let project = Self::new(&[
            ("a b/Cargo.toml", SHOP),
            ("a b/src/main.rs", "fn main() {}\r\n"),
            ("a b/src/线程,池.rs", POOL_OF_SHOP),
        ]);
        fs::create_dir(project.folder.path().join(".git")).unwrap();
        project
    }

    /// Runs the command in the package of [`Self::shop`].
    fn golive(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-golive"));
        command.current_dir(self.folder.path().join("a b")).args(args);
        command.env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    /// What the command prints, which must be able to do its work.
    fn printed(&self, args: &[&str]) -> String {
        let output = self.golive(args);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        String::from_utf8(output.stdout).unwrap()
    }

    fn human(&self, findings: Vec<Finding>) -> String {
        let report = report(findings);
        written(|out| human::write(out, &report, &self.root(), PLAIN, false))
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

fn written(write: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Compares with `tests/golden/<name>.txt`; `GOLDEN=write` writes the file instead.
fn assert_golden(name: &str, text: &str) {
    let path = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    assert_eq!(text, golden.replace("\r\n", "\n"), "differs from {path}");
}

const POOL: &str = "const WORKERS: usize = 16;\n\nfn a() {}\n\nfn b() {}\n\nfn start() {\n    \
    Builder::new().worker_threads(WORKERS).build()\n}\n";

#[test]
fn a_related_place_a_few_lines_away_is_a_second_label() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let hop = related(project.place("src/pool.rs", "fn b"), "called here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("beside", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_related_place_further_away_in_the_same_file_is_a_note_with_its_own_lines() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("same_file", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_related_place_in_another_file_is_a_note_with_its_own_lines() {
    let project = Project::new(&[
        ("src/pool.rs", POOL),
        ("src/config.rs", "//! Settings.\npub const N: u8 = 16;\n"),
    ]);
    let hop = related(project.place("src/config.rs", "16"), "fixed here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("other_file", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_finding_about_the_project_has_no_place() {
    let project = Project::new(&[]);
    assert_golden("no_place", &project.human(vec![finding(None, vec![])]));
}

#[test]
fn labels_stand_under_their_words_after_tabs_and_with_crlf() {
    let text = "fn start() {\r\n\tlet\tpool = Pool::new(16);\r\n}\r\n";
    let project = Project::new(&[("src/pool.rs", text)]);
    let place = project.place("src/pool.rs", "new");
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    assert_golden("tab_crlf", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn labels_stand_under_their_words_after_wide_characters() {
    let text = "# 架构\n\n线程池大小固定为 16，无法调整。\n";
    let project = Project::new(&[("docs/架构.md", text)]);
    let place = project.place("docs/架构.md", "16");
    assert_golden("cjk", &project.human(vec![finding(Some(place), vec![])]));
}

#[test]
fn a_long_line_is_cut_around_the_label_and_keeps_its_column() {
    let text = format!("{}Pool::new(16);{}\n", "x();".repeat(5000), "y();".repeat(5000));
    let project = Project::new(&[("src/min.rs", &text)]);
    let place = project.place("src/min.rs", "new");
    let said = project.human(vec![finding(Some(place), vec![])]);
    assert!(said.contains("src/min.rs:1:20007"), "{said}");
    assert!(said.contains("Pool::new(16)"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() < 200), "{said}");
}

#[test]
fn a_file_that_is_gone_is_named_without_its_lines() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    fs::remove_file(project.root().join("src/pool.rs")).unwrap();
    assert_golden("gone", &project.human(vec![finding(Some(place), vec![])]));
}

#[test]
fn a_file_that_became_shorter_is_named_without_its_lines() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    fs::write(project.root().join("src/pool.rs"), "fn a() {}\n").unwrap();
    assert_golden("gone", &project.human(vec![finding(Some(place), vec![])]));
}

#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    let text = "fn a() { let s = \"\u{1b}[2J\u{7}\r \"; pool(16) }\n";
    let project = Project::new(&[("src/pool.rs", text)]);
    let place = project.place("src/pool.rs", "pool");
    let mut evil = finding(Some(place), vec![]);
    evil.message = "a\u{1b}[31m".into();
    let said = project.human(vec![evil.clone()]);
    assert!(said.contains("pool(16)"), "{said}");
    let short = written(|out| short::write(out, &report(vec![evil.clone()])));
    for text in [said, short] {
        assert!(!text.contains(['\u{1b}', '\u{7}', '\r']), "{text:?}");
    }
}

#[test]
fn any_two_places_of_any_text_can_be_shown() {
    let long = "字\t".repeat(120);
    let texts = ["", "\n", "a", "a\r\nb\r\n\tc", "架构\u{301} e\u{301}\n\n👩‍👩‍👧\tx", &long];
    for text in texts {
        let project = Project::new(&[("a.rs", text)]);
        let index = LineIndex::new(text);
        let step = text.len() / 8 + 1;
        let offsets: Vec<usize> = (0..=text.len()).step_by(step).collect();
        let places: Vec<Place> = offsets
            .iter()
            .flat_map(|&from| offsets.iter().map(move |&to| from..to.max(from)))
            .map(|bytes| index.place(&FilePath::new("a.rs"), text, bytes))
            .collect();
        for place in &places {
            for other in &places {
                let hop = related(other.clone(), "fixed here");
                let said = project.human(vec![finding(Some(place.clone()), vec![hop])]);
                assert!(said.contains("a.rs:"), "{said}");
                assert!(!said.contains("Failed to read"), "{said}");
            }
        }
    }
}

#[test]
fn the_summary_counts_by_rule_and_says_what_is_hidden() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "16");
    let mut denied = finding(None, vec![]);
    denied.level = Level::Deny;
    denied.rule = RuleId("dead-alert");
    let mut guess = finding(Some(place.clone()), vec![]);
    guess.confidence = Confidence::Low;
    let mut report = report(vec![
        finding(Some(place.clone()), vec![]),
        denied,
        guess,
        finding(Some(project.place("src/pool.rs", "fn b")), vec![]),
    ]);
    report.checklist = checklist(place);
    let said = written(|out| human::write(out, &report, &project.root(), PLAIN, true));
    let (_, summary) = said.rsplit_once("\n\n     1  deny").unwrap();
    assert_golden("summary", &format!("     1  deny{summary}"));
}

#[test]
fn colours_are_only_there_when_asked_for() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "16");
    let report = report(vec![finding(Some(place), vec![])]);
    let color = Terminal { color: true, ..PLAIN };
    let plain = written(|out| human::write(out, &report, &project.root(), PLAIN, true));
    let coloured = written(|out| human::write(out, &report, &project.root(), color, true));
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn findings_are_sorted_by_place_and_those_without_one_come_last() {
    let project = Project::new(&[("a.rs", POOL), ("b.rs", POOL)]);
    let at = |file, words| finding(Some(project.place(file, words)), vec![]);
    let report = report(vec![
        finding(None, vec![]),
        at("b.rs", "16"),
        at("a.rs", "worker_threads"),
        at("a.rs", "16"),
    ]);
    let lines = written(|out| short::write(out, &report));
    let places: Vec<&str> = lines.lines().filter_map(|l| l.split(": ").next()).collect();
    assert_eq!(places, ["a.rs:1:24", "a.rs:8:20", "b.rs:1:24", "."]);
}

#[test]
fn a_short_line_can_be_taken_apart() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let mut two_lines = finding(Some(project.place("src/pool.rs", "16")), vec![]);
    two_lines.message = "one:\ntwo".into();
    let text = written(|out| short::write(out, &report(vec![two_lines.clone()])));
    let line = text.strip_suffix('\n').unwrap();
    let pattern = r"^(\S+):(\d+):(\d+): (warn|deny)\[([a-z-]+)\] (.*)$";
    let parts = regex::Regex::new(pattern).unwrap();
    let parts = parts.captures(line).unwrap();
    let parts: Vec<&str> = parts.iter().flatten().map(|part| part.as_str()).collect();
    assert_eq!(parts[1..], ["src/pool.rs", "1", "24", "warn", "hardcoded-concurrency", "one: two"]);
}

fn checklist(place: Place) -> Checklist {
    let item = |id: &str, question, verdict, proofs| Item {
        id: id.into(),
        question,
        title: format!("The title of <{id}>").into(),
        verdict,
        proofs,
    };
    let proof = |text: &str, place| Proof { text: text.into(), place };
    Checklist {
        items: vec![
            item(
                "sizes",
                Question::Where,
                Verdict::Fail,
                vec![proof("`Vec<u8>` is_fixed at 16", Some(place))],
            ),
            item(
                "spawns",
                Question::Where,
                Verdict::Pass,
                vec![proof("3 sites read in 2 files", None)],
            ),
            item("owner", Question::Who, Verdict::SignOff, vec![]),
            item("limits", Question::Overload, Verdict::NotApplicable, vec![]),
        ],
        services: vec![],
        texts: form().unwrap().texts,
    }
}

#[test]
fn json_says_all_that_the_report_holds_under_stable_keys() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    let mut report = report(vec![finding(Some(place.clone()), vec![hop]), finding(None, vec![])]);
    report.checklist = checklist(place);
    let at = project.place("src/pool.rs", "16");
    let note = Unfollowed { place: at, what: "no way further".to_string() };
    let report = report.with_unfollowed(vec![note], true);
    let text = written(|out| json::write(out, &report));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        json!({
            "schema": 1,
            "summary": {
                "deny": 0, "warn": 2, "files": 1, "hidden": 0,
                "waived": 0, "accepted": 0, "fixed": 0, "left_out": 0, "unfollowed": 1,
                "by_rule": {"hardcoded-concurrency": 2},
            },
            "findings": [
                {
                    "rule": "hardcoded-concurrency", "level": "warn", "confidence": "high",
                    "message": "the number of workers is fixed at 16",
                    "help": "read it from a setting, with 16 as the default",
                    "file": "src/pool.rs",
                    "line": 8, "column": 20, "end_line": 8, "end_column": 34,
                    "related": [{
                        "file": "src/pool.rs", "line": 1, "column": 24, "message": "fixed here",
                    }],
                },
                {
                    "rule": "hardcoded-concurrency", "level": "warn", "confidence": "high",
                    "message": "the number of workers is fixed at 16",
                    "help": "read it from a setting, with 16 as the default",
                    "file": null, "line": null, "column": null,
                    "end_line": null, "end_column": null, "related": [],
                },
            ],
            "waived": [],
            "notes": [{
                "file": "src/pool.rs", "line": 1, "column": 24, "message": "no way further",
            }],
            "checklist": [
                {
                    "id": "sizes", "question": 1, "title": "The title of <sizes>",
                    "verdict": "fail",
                    "evidence": [{
                        "text": "`Vec<u8>` is_fixed at 16", "file": "src/pool.rs", "line": 8,
                    }],
                },
                {
                    "id": "spawns", "question": 1, "title": "The title of <spawns>",
                    "verdict": "pass",
                    "evidence": [
                        {"text": "3 sites read in 2 files", "file": null, "line": null},
                    ],
                },
                {
                    "id": "owner", "question": 2, "title": "The title of <owner>",
                    "verdict": "sign-off", "evidence": [],
                },
                {
                    "id": "limits", "question": 3, "title": "The title of <limits>",
                    "verdict": "n/a", "evidence": [],
                },
            ],
            "services": [],
        })
    );
    assert!(text.starts_with("{\n  \"schema\": 1,\n  \"summary\": {\n    \"deny\": 0,"));
}

#[test]
fn markdown_has_ticks_verdicts_links_and_blanks_to_sign() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let mut report = report(vec![]);
    report.checklist = checklist(project.place("src/pool.rs", "worker_threads"));
    let text = written(|out| markdown::write(out, &report, "../", Lang::En, &Written::default()));
    assert_golden("checklist", &text);
    let text = written(|out| markdown::write(out, &report, "../", Lang::Zh, &Written::default()));
    assert_golden("checklist_zh", &text);
}
