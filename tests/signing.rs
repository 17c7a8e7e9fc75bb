//! A checklist that is committed: what people write in it stays, and `--verify` says when it is out of
//! date.

use std::fs;
use std::path::Path;
use std::process::Output;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::command::golive;

fn checklist(folder: &Path, args: &[&str]) -> Output {
    golive(folder, &[&["checklist", "--today", "2026-03-02"], args].concat())
}

fn said(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text)).concat();
    // Long messages are wrapped.
    text.replace("\n  │ ", " ")
}

/// Two packages, of which `orders` has a queue without a bound in a folder with a bad name.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write("Cargo.toml", "[workspace]\nmembers = [\"orders\", \"calm\"]\nresolver = \"3\"\n");
    for name in ["orders", "calm"] {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        write(&format!("{name}/Cargo.toml"), &manifest);
    }
    write("calm/src/lib.rs", "pub fn calm() {}\n");
    write("orders/src/lib.rs", "#[path = \"odd [a] (b)/q_u.rs\"]\nmod q;\n");
    write("orders/src/odd [a] (b)/q_u.rs", QUEUE);
    folder
}

const QUEUE: &str = "fn q() {\n    let _ = std::sync::mpsc::channel::<Vec<u8>>();\n}\n";
const QUEUE_FILE: &str = "orders/src/odd [a] (b)/q_u.rs";

/// The project with its checklist in `GOLIVE.md` after `edit`, and what the edit made of it.
fn written(edit: impl Fn(&str) -> String) -> (tempfile::TempDir, String) {
    let project = project();
    let file = project.path().join("GOLIVE.md");
    let output = checklist(project.path(), &["-o", "GOLIVE.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = edit(&fs::read_to_string(&file).unwrap());
    fs::write(&file, &text).unwrap();
    (project, text)
}

/// The file written once more; writing it yet again must change nothing.
fn again(project: &Path, args: &[&str]) -> String {
    let write = || {
        let output = checklist(project, &[&["-o", "GOLIVE.md"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        fs::read_to_string(project.join("GOLIVE.md")).unwrap()
    };
    let once = write();
    assert_eq!(write(), once);
    once
}

fn under(text: &str, id: &str, more: &str) -> String {
    let mark = format!("<!-- golive:{id} -->");
    assert!(text.contains(&mark));
    text.replace(&mark, &format!("{mark}\n{more}"))
}

fn head<'t>(text: &'t str, id: &str) -> &'t str {
    let mark = format!("<!-- golive:{id} -->");
    text.lines().find(|line| line.contains(&mark)).unwrap()
}

/// The text as a formatter with other habits lays it out.
fn reformatted(text: &str) -> String {
    let line = |line: &str| {
        let content = line.trim_start();
        let indent = " ".repeat(2 * (line.len() - content.len()));
        match content.strip_prefix("- ") {
            Some(item) => format!("{indent}*   {}\n", item.replace(": **", ":\n    **")),
            None => format!("{indent}{content}\n"),
        }
    };
    text.lines().map(line).collect()
}

#[test]
fn a_formatter_takes_nothing_from_people() {
    let (project, _) = written(|text| {
        let signature = "  - Who: Ana\n  - Date: 2026-03-01\n  - ours\n    - below";
        reformatted(&under(text, "owner-agreed", signature))
    });
    let verified = checklist(project.path(), &["--verify", "-o", "GOLIVE.md"]);
    assert_eq!(verified.status.code(), Some(1), "the signature is not counted yet");
    let text = again(project.path(), &[]);
    assert!(head(&text, "owner-agreed").contains("[x]"), "{text}");
    assert!(text.contains("  - Who: Ana\n  - Date: 2026-03-01\n  - ours\n"), "{text}");
    assert!(text.contains("  below\n"), "{text}");
    assert!(!text.contains("Notes found"), "{text}");
}

#[test]
fn text_between_generated_lines_stays_at_its_item_or_is_listed_at_the_end() {
    let (project, _) = written(|text| {
        let text = under(text, "queues-have-bounds", "  - Bo: known since May");
        let text =
            text.replace("\n## 2.", "\nA paragraph\nof ours.\n\n- [ ] no id\n\n[a]: b.md\n\n## 2.");
        text.replace("need a person**", "need a person** says Ana")
    });
    let text = again(project.path(), &[]);
    let (_, item) = text.split_once("golive:queues-have-bounds -->\n").unwrap();
    let (item, _) = item.split_once("\n- [").unwrap();
    assert!(item.ends_with("  - Bo: known since May"), "{text}");
    let (_, notes) = text.split_once("## Notes found in this block\n").unwrap();
    for note in ["- A paragraph\n  of ours.\n", "- [ ] no id\n", "[a]: b.md\n", " says Ana\n"] {
        assert!(notes.contains(note), "{note}: {text}");
    }
}

#[test]
fn what_can_not_be_told_apart_is_refused_with_its_line_and_the_file_stays() {
    type Edit = fn(&str) -> String;
    let edits: [(Edit, &str); 3] = [
        (|text| text.replace("golive:alerts -->", "golive:owner-agreed -->"), "stands here again"),
        (|text| text.replace("- [ ] The owner has", "> The owner has"), "inside other text"),
        (|text| text.replace("\n## 2.", "\n<<<<<<< ours\n## 2."), "a merge stopped here"),
    ];
    for (edit, why) in edits {
        let (project, text) = written(edit);
        let output = checklist(project.path(), &["-o", "GOLIVE.md"]);
        assert_eq!(output.status.code(), Some(2));
        let message = said(&output);
        assert!(message.contains(why) && message.contains("line "), "{message}");
        assert_eq!(fs::read_to_string(project.path().join("GOLIVE.md")).unwrap(), text);
    }
}

#[test]
fn a_forged_tick_and_a_signature_pass_no_failing_item() {
    let (project, _) = written(|text| {
        let text = under(text, "queues-have-bounds", "  - Who: Eve\n  - Date: 2026-03-01");
        let head = head(&text, "queues-have-bounds").to_owned();
        text.replace(&head, &head.replace("[ ]", "[x]").replace("**fail**", "**pass**"))
    });
    let verified = checklist(project.path(), &["--verify", "-o", "GOLIVE.md"]);
    assert_eq!(verified.status.code(), Some(1));
    let text = again(project.path(), &[]);
    let head = head(&text, "queues-have-bounds");
    assert!(head.starts_with("- [ ]") && head.contains("**fail**"), "{head}");
    assert!(text.contains("  - Who: Eve\n"), "{text}");
}

#[test]
fn verify_passes_until_the_project_says_something_else() {
    let (project, text) = written(str::to_owned);
    let verify = || checklist(project.path(), &["--verify", "-o", "GOLIVE.md"]);
    assert_eq!(verify().status.code(), Some(0));
    let source = project.path().join(QUEUE_FILE);
    fs::write(&source, format!("\n\n{QUEUE}")).unwrap();
    assert_eq!(verify().status.code(), Some(0), "lines alone moved");
    fs::write(&source, "fn q() {}\n").unwrap();
    let output = verify();
    assert_eq!(output.status.code(), Some(1));
    let diff = said(&output);
    assert!(diff.starts_with("--- GOLIVE.md\n+++ what the project shows\n@@"), "{diff}");
    assert!(diff.contains("\n-- [ ] Every queue has a bound: **fail**"), "{diff}");
    assert_eq!(fs::read_to_string(project.path().join("GOLIVE.md")).unwrap(), text);
}

#[test]
fn the_configuration_names_the_file_and_a_missing_one_says_how_to_write_it() {
    let project = project();
    let output = checklist(project.path(), &["--verify"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("`checklist = \"docs/go-live.md\"`"), "{}", said(&output));
    fs::write(project.path().join("golive.toml"), "checklist = \"GOLIVE.md\"\n").unwrap();
    let output = checklist(project.path(), &["--verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("`cargo golive checklist -o` writes it"), "{}", said(&output));
    assert_eq!(checklist(project.path(), &["-o"]).status.code(), Some(0));
    assert_eq!(checklist(project.path(), &["--verify"]).status.code(), Some(0));
}

#[test]
fn an_item_whose_findings_are_waived_shows_the_waiver_and_never_passes() {
    let project = project();
    let waiver = "// golive: allow(unbounded-queue, reason = \"few\", owner = \"@a/b\", \
        until = 2027-01-31)\n";
    fs::write(project.path().join(QUEUE_FILE), format!("{waiver}{QUEUE}")).unwrap();
    let text = again(project.path(), &[]);
    assert!(head(&text, "queues-have-bounds").contains("**waived**"), "{text}");
    assert!(text.contains(": waived by @a/b until 2027-01-31: few: ["), "{text}");
}

#[test]
fn a_file_is_read_in_both_languages() {
    let (project, _) = written(|text| {
        under(text, "owner-agreed", "  - Who: Ana\n  - Date: 2026-03-01\n  - 谁来看：张")
    });
    let chinese = again(project.path(), &["--lang", "zh"]);
    assert!(head(&chinese, "owner-agreed").contains("**已签字**"), "{chinese}");
    assert!(chinese.contains("# 上线检查清单\n") && chinese.contains("  - 谁：\n"), "{chinese}");
    assert!(!chinese.contains("Notes found") && !chinese.contains("发现的备注"), "{chinese}");
    fs::write(project.path().join("golive.toml"), "lang = \"zh\"\n").unwrap();
    assert_eq!(again(project.path(), &[]), chinese);
    let back = again(project.path(), &["--lang", "en"]);
    assert!(back.contains("谁来看：张") && !back.contains("检查"), "{back}");
}

#[test]
fn a_written_checklist_is_no_evidence_about_the_project() {
    let project = project();
    fs::create_dir(project.path().join("docs")).unwrap();
    let args = ["-o", "docs/architecture.md"];
    checklist(project.path(), &args);
    let verified = checklist(project.path(), &[&["--verify"], &args[..]].concat());
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
}

const SERVICES: &str = "[[service]]\nname = \"or|ders_x\"\npackages = [\"ord*\"]\nowner = \"@acme/orders\"\n\n\
    [[service]]\nname = \"calm\"\npackages = [\"calm\"]\n";

#[test]
fn each_declared_service_has_a_row_with_its_own_failing_items() {
    let project = project();
    fs::write(project.path().join("golive.toml"), SERVICES).unwrap();
    let output = checklist(project.path(), &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [orders, calm] = report["services"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!(orders["owner"], "@acme/orders");
    let failing = |service: &serde_json::Value| service["failing"].as_u64().unwrap();
    assert_eq!(failing(orders), failing(calm) + 1, "the queue is that of orders alone");
    let text = again(project.path(), &[]);
    let row = format!("| or\\|ders\\_x | not ready | {} | @acme/orders |", failing(orders));
    assert!(text.contains(&row), "{text}");
}

#[test]
fn a_service_without_packages_or_named_twice_is_an_error() {
    let project = project();
    let twice = format!("{SERVICES}\n[[service]]\nname = \"calm\"\npackages = [\"nobody-*\"]\n");
    fs::write(project.path().join("golive.toml"), twice).unwrap();
    let output = checklist(project.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let message = said(&output);
    assert!(message.contains("`nobody-*` matches no package of this project"), "{message}");
    assert!(message.contains("service `calm` is declared twice"), "{message}");
}

#[test]
fn links_lead_from_the_written_file_to_files_and_items_are_tasks_without_stray_markup() {
    let project = project();
    fs::write(project.path().join("golive.toml"), SERVICES).unwrap();
    fs::create_dir(project.path().join("docs")).unwrap();
    checklist(project.path(), &["-o", "docs/go.md"]);
    let text = fs::read_to_string(project.path().join("docs/go.md")).unwrap();
    let (mut links, mut tasks, mut cells, mut depth, mut items) = (0, 0, 0, 0, 0);
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let (file, line) = dest_url.split_once("#L").unwrap();
                let file = percent_encoding::percent_decode_str(file).decode_utf8().unwrap();
                assert!(project.path().join("docs").join(&*file).is_file(), "{dest_url}");
                assert!(line.parse::<u32>().is_ok(), "{dest_url}");
                links += 1;
            }
            Event::TaskListMarker(_) => tasks += 1,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 => items += 1,
            Event::Start(
                Tag::Emphasis | Tag::CodeBlock(_) | Tag::Image { .. } | Tag::BlockQuote(_),
            ) => {
                panic!("stray markup in {text}")
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(html.starts_with("<!-- ") && html.contains("golive:"), "{html}");
            }
            _ => {}
        }
    }
    assert!(links > 0 && tasks > 15, "{text}");
    assert_eq!((tasks, cells), (items, 12));
}
