//! The formats for people: `human`, and `short` for editors.

use std::fs;

use super::*;
use crate::facts::LineIndex;
use crate::report::{human, short};

#[test]
fn a_related_place_a_few_lines_away_is_a_second_label() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let hop = related(project.place("src/pool.rs", "fn b"), "called here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("beside.txt", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_related_place_further_away_in_the_same_file_is_a_note_with_its_own_lines() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("same_file.txt", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_related_place_in_another_file_is_a_note_with_its_own_lines() {
    let project = Project::new(&[
        ("src/pool.rs", POOL),
        ("src/config.rs", "//! Settings.\npub const N: u8 = 16;\n"),
    ]);
    let hop = related(project.place("src/config.rs", "16"), "fixed here");
    let place = project.place("src/pool.rs", "worker_threads");
    assert_golden("other_file.txt", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn a_finding_about_the_project_has_no_place() {
    let project = Project::new(&[]);
    assert_golden("no_place.txt", &project.human(vec![finding(None, vec![])]));
}

#[test]
fn labels_stand_under_their_words_after_tabs_and_with_crlf() {
    let text = "fn start() {\r\n\tlet\tpool = Pool::new(16);\r\n}\r\n";
    let project = Project::new(&[("src/pool.rs", text)]);
    let place = project.place("src/pool.rs", "new");
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    assert_golden("tab_crlf.txt", &project.human(vec![finding(Some(place), vec![hop])]));
}

#[test]
fn labels_stand_under_their_words_after_wide_characters() {
    let text = "# 架构\n\n线程池大小固定为 16，无法调整。\n";
    let project = Project::new(&[("docs/架构.md", text)]);
    let place = project.place("docs/架构.md", "16");
    assert_golden("cjk.txt", &project.human(vec![finding(Some(place), vec![])]));
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
    assert_golden("gone.txt", &project.human(vec![finding(Some(place), vec![])]));
}

#[test]
fn a_file_that_became_shorter_is_named_without_its_lines() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    fs::write(project.root().join("src/pool.rs"), "fn a() {}\n").unwrap();
    assert_golden("gone.txt", &project.human(vec![finding(Some(place), vec![])]));
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
    let said = written(|out| human::write(out, &context(&report, PLAIN, true)));
    let (_, summary) = said.rsplit_once("\n\n     1  deny").unwrap();
    assert_golden("summary.txt", &format!("     1  deny{summary}"));
}

#[test]
fn colours_are_only_there_when_asked_for() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "16");
    let report = report(vec![finding(Some(place), vec![])]);
    let color = Terminal { color: true, ..PLAIN };
    let plain = written(|out| human::write(out, &context(&report, PLAIN, true)));
    let coloured = written(|out| human::write(out, &context(&report, color, true)));
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

#[test]
fn only_what_is_shown_denies_and_what_is_allowed_is_not_even_hidden() {
    let with = |level, confidence| Finding { level, confidence, ..finding(None, vec![]) };
    let findings = vec![
        with(Level::Deny, Confidence::Low),
        with(Level::Warn, Confidence::Medium),
        with(Level::Allow, Confidence::Low),
    ];
    let report = |least| {
        let shown = Shown::new(findings.clone(), least);
        Report::new(shown, Checklist::default())
    };
    let by_default = report(Confidence::Medium);
    assert!(!by_default.denies());
    assert_eq!(by_default.summary.hidden, 1);
    assert!(report(Confidence::Low).denies());
}
