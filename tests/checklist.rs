//! `cargo golive checklist` from outside.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::command::golive;

fn checklist(folder: &Path, args: &[&str]) -> Output {
    golive(folder, &[&["checklist"], args].concat())
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// A package without concurrency.
fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"calm\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "pub fn calm() {}\n").unwrap();
    folder
}

#[test]
fn it_is_a_task_list_under_the_three_questions() {
    let package = package();
    let output = checklist(package.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    let headings: Vec<&str> = text.lines().filter(|l| l.starts_with("## ")).collect();
    assert_eq!(
        headings,
        [
            "## 1. Where is it concurrent?",
            "## 2. Who scales it?",
            "## 3. How do we know it can't keep up?"
        ]
    );
    let items: Vec<&str> = text.lines().filter(|l| l.starts_with("- [")).collect();
    assert!(items.len() > 15);
    for item in items {
        assert!(item.contains(": **") && item.contains(" <!-- golive:"), "{item}");
    }
}

#[test]
fn an_item_that_only_a_person_can_decide_has_blanks_to_sign() {
    let package = package();
    let output = checklist(package.path(), &[]);
    let text = stdout(&output);
    let (_, item) = text.split_once("<!-- golive:owner-agreed -->\n").unwrap();
    assert!(item.starts_with("  - Who:\n  - Date:\n  - Note:\n"), "{item}");
}

#[test]
fn a_file_gets_what_would_be_printed_and_nothing_is_left_beside_it() {
    let package = package();
    let printed = checklist(package.path(), &[]);
    let written = checklist(package.path(), &["-o", "GOLIVE.md"]);
    assert_eq!(written.status.code(), Some(0));
    assert!(stdout(&written).starts_with("GOLIVE.md: "), "{}", stdout(&written));
    let text = fs::read_to_string(package.path().join("GOLIVE.md")).unwrap();
    assert_eq!(text, stdout(&printed));
    let mut names: Vec<_> = fs::read_dir(package.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["Cargo.toml", "GOLIVE.md", "src"]);
}

#[test]
fn a_file_that_can_not_be_written_is_named_and_stays_as_it_was() {
    let package = package();
    let output = checklist(package.path(), &["-o", "no/such/folder.md"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: can't write `no/such/folder.md`: "), "{said}");

    fs::create_dir(package.path().join("taken")).unwrap();
    let output = checklist(package.path(), &["-o", "taken"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(package.path().join("taken").is_dir());
}

#[cfg(unix)]
#[test]
fn a_written_file_keeps_its_permissions_and_a_new_one_is_readable_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let package = package();
    let mode = |name: &str| {
        let metadata = fs::metadata(package.path().join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    fs::write(package.path().join("plain"), "").unwrap();
    checklist(package.path(), &["-o", "new.md"]);
    assert_eq!(mode("new.md"), mode("plain"));
    fs::set_permissions(package.path().join("plain"), fs::Permissions::from_mode(0o600)).unwrap();
    checklist(package.path(), &["-o", "plain"]);
    assert_eq!(mode("plain"), 0o600);
}

#[test]
fn json_is_the_same_report_as_that_of_check() {
    let package = package();
    let output = checklist(package.path(), &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["schema"], 1);
    let verdicts = ["pass", "fail", "waived", "unknown", "sign-off", "n/a"];
    for item in report["checklist"].as_array().unwrap() {
        assert!(verdicts.contains(&item["verdict"].as_str().unwrap()));
    }
}

/// Writes the checklist, replaces `from` with `to` in it, writes it again, and returns it.
fn edited(edit: impl Fn(String) -> String) -> String {
    let package = package();
    let file = package.path().join("GOLIVE.md");
    let args = ["-o", "GOLIVE.md", "--today", "2026-03-02"];
    checklist(package.path(), &args);
    let text = edit(fs::read_to_string(&file).unwrap());
    fs::write(&file, text).unwrap();
    assert_eq!(checklist(package.path(), &args).status.code(), Some(0));
    fs::read_to_string(&file).unwrap()
}

fn sign(text: &str, who: &str, date: &str) -> String {
    let id = "<!-- golive:owner-agreed -->\n";
    let blank = format!("{id}  - Who:\n  - Date:\n");
    assert!(text.contains(&blank));
    text.replace(&blank, &format!("{id}  - Who: {who}\n  - Date: {date}\n  - ours\n"))
}

fn item(text: &str) -> &str {
    text.lines().find(|line| line.ends_with("<!-- golive:owner-agreed -->")).unwrap()
}

#[test]
fn a_signature_with_a_name_and_a_date_settles_an_item_and_stays() {
    let text = edited(|text| sign(&text, "Ana", "2026-03-01"));
    assert!(item(&text).starts_with("- [x]") && item(&text).contains("**signed**"), "{text}");
    assert!(text.contains("  - Who: Ana\n  - Date: 2026-03-01\n  - ours\n  - Note:\n"));
}

#[test]
fn a_blank_name_or_a_date_that_is_not_real_or_in_the_future_is_no_signature() {
    for (who, date) in [
        ("____", "2026-03-01"),
        ("TBD", "2026-03-01"),
        ("Ana", "2026-02-30"),
        ("Ana", "2026-03-03"),
    ] {
        let text = edited(|text| sign(&text, who, date));
        assert!(item(&text).contains("**sign-off**"), "{who} {date}: {text}");
        assert!(text.contains(&format!("  - Who: {who}\n")));
    }
}

#[test]
fn text_around_the_block_and_line_endings_and_gone_items_stay() {
    let text = edited(|text| {
        let text =
            sign(&text, "Ana", "2026-03-01").replace("golive:owner-agreed", "golive:old-item");
        format!("before\r\n{}after", text.replace('\n', "\r\n"))
    });
    assert!(text.starts_with("before\r\n<!-- golive:checklist -->\r\n"));
    assert!(text.ends_with("<!-- /golive:checklist -->\r\nafter"));
    assert!(!text.replace("\r\n", "").contains('\n'));
    let (_, gone) = text.split_once("## No longer asked").unwrap();
    assert!(gone.contains("<!-- golive:old-item -->\r\n  - Who: Ana\r\n"));
}

#[test]
fn a_file_without_a_generated_block_is_not_overwritten() {
    let package = package();
    fs::write(package.path().join("notes.md"), "ours\n").unwrap();
    assert_eq!(checklist(package.path(), &["-o", "notes.md"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(package.path().join("notes.md")).unwrap(), "ours\n");
}
