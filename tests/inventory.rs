//! `cargo golive inventory` from outside: what it lists, and how it keeps a map up to date.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::command::golive;
use crate::support::fixtures::copy_of_fixture;
use crate::support::golden::assert_golden;
use tempfile::TempDir;

fn inventory(folder: &Path, args: &[&str]) -> Output {
    golive(folder, &[&["inventory"], args].concat())
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// A queue of a configured size and a task in `net`, and a thread in `clock`.
fn package() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"relay\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::create_dir(folder.path().join("docs")).unwrap();
    let lib = "pub mod net;\npub mod clock;\n";
    fs::write(folder.path().join("src/lib.rs"), lib).unwrap();
    let net = "use tokio::sync::mpsc;\npub fn queue() { let _ = mpsc::channel::<u8>(64); }\npub fn pump() { tokio::spawn(async {}); }\n";
    fs::write(folder.path().join("src/net.rs"), net).unwrap();
    let clock = "pub fn tick() { std::thread::spawn(|| {}); }\n";
    fs::write(folder.path().join("src/clock.rs"), clock).unwrap();
    folder
}

const QUEUE: &str = "| `relay::net::queue` | bounded queue | tokio | 64 |  |  |  |  |";
const PUMP: &str = "| `relay::net::pump` | task | tokio |  |  |  |  |  |";
const TICK: &str = "| `relay::clock::tick` | thread | threads |  |  |  |  |  |";
const HEADER: &str = "| Code | Kind | Model | Size | Setting | Metric | Alert | Owner |\n| --- | --- | --- | --- | --- | --- | --- | --- |";

/// Brings `text` up to date in `package`; a second pass must change nothing, as `--check` must say before and
/// after.
fn updated(package: &TempDir, text: &str) -> String {
    let file = package.path().join("docs/architecture.md");
    fs::write(&file, text).unwrap();
    let check = inventory(package.path(), &["--write", "docs/architecture.md", "--check"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), text, "--check writes nothing");
    let written = inventory(package.path(), &["--write", "docs/architecture.md"]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let new = fs::read_to_string(&file).unwrap();
    assert_eq!(check.status.code(), Some(i32::from(new != text)), "{new}");

    let again = inventory(package.path(), &["--write", "docs/architecture.md"]);
    assert_eq!(stdout(&again), "docs/architecture.md: the concurrency map is up to date\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), new, "a second pass changes nothing");
    let check = inventory(package.path(), &["--write", "docs/architecture.md", "--check"]);
    assert_eq!(check.status.code(), Some(0));
    new
}

#[test]
fn a_new_file_gets_a_section_with_the_map() {
    let package = package();
    let output = inventory(package.path(), &["--write", "docs/architecture.md"]);
    assert_eq!(stdout(&output), "docs/architecture.md: the concurrency map was updated\n");
    let expected = format!(
        "## Concurrency map\n\n<!-- golive:map -->\n\n{HEADER}\n{TICK}\n{QUEUE}\n{PUMP}\n\n<!-- /golive:map -->\n"
    );
    assert_eq!(fs::read_to_string(package.path().join("docs/architecture.md")).unwrap(), expected);
    assert_eq!(updated(&package, &expected), expected);
}

#[test]
fn a_document_without_a_map_gets_a_section_and_keeps_its_text() {
    for text in ["# Relay\n\nIt relays.\n", "# Relay\n\nIt relays.", "# Relay\r\n\r\nIt relays."] {
        let new = updated(&package(), text);
        let rest = new.strip_prefix(text).unwrap();
        let rest = rest.replace("\r\n", "\n");
        assert!(rest.trim_start_matches('\n').starts_with("## Concurrency map\n\n"), "{rest}");
        assert_eq!(new.contains("\r\n"), text.contains("\r\n"));
        assert_eq!(
            new.matches("\r\n").count() * usize::from(text.contains("\r\n")),
            if text.contains("\r\n") { new.matches('\n').count() } else { 0 }
        );
    }
}

#[test]
fn the_only_map_of_a_document_is_put_between_the_comments_and_all_around_it_stays() {
    let before =
        "\u{feff}# Relay\n\n| Name | Colour |\n| :-- | --: |\n| a   |b|\n\n## Concurrency\n\n";
    let after = "\n\nTrailing blanks   \n\n| x | y |\n|-|-|\n| 1 | 2 |\n\nno end of line";
    let map = format!("{HEADER}\n{QUEUE}");
    let new = updated(&package(), &format!("{before}{map}{after}"));
    let expected = format!(
        "{before}<!-- golive:map -->\n\n{map}\n{TICK}\n{PUMP}\n\n<!-- /golive:map -->{after}"
    );
    assert_eq!(new, expected);
}

#[test]
fn line_endings_of_windows_stay() {
    let text =
        format!("# Relay\n\n## Concurrency\n\n{HEADER}\n{QUEUE}\n\nend\n").replace('\n', "\r\n");
    let new = updated(&package(), &text);
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    assert!(
        new.contains(&format!(
            "{QUEUE}\r\n{TICK}\r\n{PUMP}\r\n\r\n<!-- /golive:map -->\r\n\r\nend\r\n"
        )),
        "{new}"
    );
}

/// The rows of the map in `text`, the header among them, without the delimiters.
fn rows(text: &str) -> Vec<&str> {
    let rows = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("| --"));
    rows.collect()
}

#[test]
fn other_columns_in_another_order_are_filled_where_they_are_blank_and_kept_where_not() {
    let text = "## Concurrency\n\n| Owner | Why | Size | Kind | Code |\n| --- | --- | --- | --- | --- |\n| @acme/net | bursts | a few | | `relay::net::queue` |\n|||||relay::net::pump|\n";
    let new = updated(&package(), text);
    assert_eq!(
        rows(&new),
        [
            "| Owner | Why | Size | Kind | Code |",
            "| @acme/net | bursts | a few | bounded queue | `relay::net::queue` |",
            "|||| task |relay::net::pump|",
            "|  |  |  | thread | `relay::clock::tick` |",
        ]
    );
}

#[test]
fn a_chinese_map_is_kept_in_chinese() {
    let text = "# 中继\n\n## 并发地图\n\n| 代码 | 类型 | 大小 | 负责人 |\n| --- | --- | --- | --- |\n| `relay::net::queue` |  |  | 网络组 |\n| `relay::old::gone` | 线程 | 1 | 网络组 |\n";
    let new = updated(&package(), text);
    assert_eq!(
        rows(&new),
        [
            "| 代码 | 类型 | 大小 | 负责人 |",
            "| `relay::net::queue` | 有界队列 | 64 | 网络组 |",
            "| ~~`relay::old::gone`~~ (已移除) | 线程 | 1 | 网络组 |",
            "| `relay::clock::tick` | 线程 |  |  |",
            "| `relay::net::pump` | 任务 |  |  |",
        ]
    );
    let new = updated(&package(), "# 中继\n\n转发消息的服务。\n");
    assert!(new.contains("## 并发地图\n"), "{new}");
    assert_eq!(
        rows(&new)[0],
        "| 代码 | 类型 | 并发模型 | 大小 | 大小设置 | 指标 | 告警 | 负责人 |"
    );
}

#[test]
fn rows_of_code_that_is_gone_are_marked_once_and_unmarked_when_it_is_back() {
    let package = package();
    let text = updated(&package, "");
    let clock = package.path().join("src/clock.rs");
    let code = fs::read_to_string(&clock).unwrap();
    fs::write(&clock, "").unwrap();
    let marked = updated(&package, &text);
    let gone = "| ~~`relay::clock::tick`~~ (gone) | thread |";
    assert!(marked.contains(gone), "{marked}");
    assert_eq!(marked.replace(gone, "| `relay::clock::tick` | thread |"), text);
    fs::write(&clock, code).unwrap();
    assert_eq!(updated(&package, &marked), text);
}

#[test]
fn rows_are_not_marked_when_their_code_is_there_or_was_not_looked_at() {
    let package = package();
    let code = "pub mod net;\npub mod clock;\npub mod quiet;\n";
    fs::write(package.path().join("src/lib.rs"), code).unwrap();
    fs::write(package.path().join("src/quiet.rs"), "pub fn unknown_library() {}\n").unwrap();
    let rows = "| `relay::quiet::unknown_library` | thread | 1 |\n| whatever else runs | thread | 1 |\n| `relay::net` | many | 2 |\n| `relay::clock` | thread | 1 |\n";
    let text = format!("## Concurrency\n\n| Code | Kind | Size |\n|-|-|-|\n{rows}");
    let new = updated(&package, &text);
    assert!(new.contains(rows), "{new}");

    let manifest = package.path().join("Cargo.toml");
    let workspace =
        fs::read_to_string(&manifest).unwrap() + "\n[workspace]\nmembers = [\"other\"]\n";
    fs::write(&manifest, workspace).unwrap();
    let other = package.path().join("other");
    fs::create_dir_all(other.join("src")).unwrap();
    let manifest = "[package]\nname = \"other\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(other.join("Cargo.toml"), manifest).unwrap();
    fs::write(other.join("src/lib.rs"), "").unwrap();
    let of_other = ["--write", "docs/architecture.md", "--check", "-p", "other"];
    assert_eq!(inventory(package.path(), &of_other).status.code(), Some(0));
}

#[test]
fn one_row_may_stand_for_a_module_a_pattern_or_a_file() {
    for code in
        ["relay::net", "`relay::net::*`", "`src/net.rs`", "[net](../src/net.rs)", "`src/n*.rs`"]
    {
        let row = format!("| {code} | all of it | 2 |");
        let text = format!("## Concurrency\n\n| Code | Kind | Size |\n|-|-|-|\n{row}\n");
        let new = updated(&package(), &text);
        assert_eq!(rows(&new)[2..], [&row, "| `relay::clock::tick` | thread |  |"], "{code}");
    }
}

#[test]
fn an_item_that_does_several_things_has_one_row() {
    let package = package();
    let code =
        "pub fn both() { let _ = tokio::sync::mpsc::channel::<u8>(8); tokio::spawn(async {}); }\n";
    fs::write(package.path().join("src/net.rs"), code).unwrap();
    let new = updated(&package, "");
    let of_it: Vec<&str> = rows(&new).into_iter().filter(|row| row.contains("both")).collect();
    assert_eq!(of_it, ["| `relay::net::both` | bounded queue, task | tokio | 8 |  |  |  |  |"]);
}

#[test]
fn check_shows_what_would_change() {
    let package = package();
    let text = format!(
        "## Concurrency\n\n<!-- golive:map -->\n{HEADER}\n{QUEUE}\n{PUMP}\n<!-- /golive:map -->\n"
    );
    fs::write(package.path().join("docs/architecture.md"), &text).unwrap();
    let output = inventory(package.path(), &["--write", "docs/architecture.md", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    let diff: Vec<&str> = stdout(&output).lines().filter(|l| l.starts_with(['+', '-'])).collect();
    assert_eq!(diff, ["--- docs/architecture.md", "+++ up to date", &format!("+{TICK}")]);
    assert!(updated(&package, &text).contains(&format!("{PUMP}\n{TICK}\n<!-- /golive:map -->")));
}

#[test]
fn each_format_lists_the_points_of_the_clean_service() {
    let service = copy_of_fixture("clean-service");
    for format in ["human", "markdown", "csv", "json"] {
        let output = inventory(service.path(), &["--format", format]);
        assert_eq!(output.status.code(), Some(0));
        let found = stdout(&output).replace("\r\n", "\n");
        assert_golden(&format!("inventory/{format}.txt"), &found);
    }
}

#[test]
fn comments_in_a_code_block_are_no_map_and_any_table_between_real_ones_is() {
    let package = package();
    let sample = "# A\n\n```md\n<!-- golive:map -->\n<!-- /golive:map -->\n```\n";
    let map = "\n<!-- golive:map -->\n\n| Code | Owner |\n| --- | --- |\n| `relay::net` | @a |\n";
    let text = format!("{sample}{map}\n<!-- /golive:map -->\n");
    let new = updated(&package, &text);
    assert_eq!(new, text.replace("| @a |\n", "| @a |\n| `relay::clock::tick` |  |\n"));
}

#[test]
fn a_row_that_ends_early_gets_the_cells_it_lacks_on_its_own_line() {
    let text = "## Concurrency\n\n| Code | Kind | Model | Size | Owner |\n|-|-|-|-|-|\n| `relay::net::queue` |\n| `relay::net::pump` | pump\n| `relay::clock` |\n\nend\n";
    let new = updated(&package(), text);
    assert_eq!(
        rows(&new)[2..],
        [
            "| `relay::net::queue` | bounded queue | tokio | 64 |",
            "| `relay::net::pump` | pump | tokio |",
            "| `relay::clock` | thread | threads |",
        ]
    );
    assert!(new.ends_with("\n\nend\n"), "{new}");
    let windows = updated(&package(), &text.replace('\n', "\r\n"));
    assert_eq!(windows, new.replace('\n', "\r\n"));
}

#[test]
fn where_the_map_can_not_be_told_the_line_is_named_and_the_file_stays() {
    let map = "| Code | Kind | Size |\n|-|-|-|\n| `relay::net` | a | 1 |\n";
    let (open, close) = ("<!-- golive:map -->", "<!-- /golive:map -->");
    for (text, reason) in [
        (format!("# A\n\n{open}\n\n{map}"), "line 3: `<!-- golive:map -->` has no"),
        (format!("# A\n\n{map}\n{close}\n"), "line 7: `<!-- /golive:map -->` has no"),
        (
            format!("{open}\n{open}\n\n{map}\n{close}\n"),
            "line 2: `<!-- golive:map -->` stands here again",
        ),
        (
            format!("{open}\n\n{map}\n{close}\n\n{open}\n{close}\n"),
            "line 9: a second map is marked here",
        ),
        (
            format!("{open}\n\n| Stelle | Art |\n|-|-|\n| a | b |\n\n{close}\n"),
            "line 3: the table between the comments",
        ),
        (
            format!("# A\n\n## Concurrency\n\n{map}\ntwo\n\n{map}"),
            "line 5: the first of 2 concurrency maps",
        ),
    ] {
        let package = package();
        let file = package.path().join("docs/architecture.md");
        fs::write(&file, &text).unwrap();
        for args in [
            &["--write", "docs/architecture.md"][..],
            &["--write", "docs/architecture.md", "--check"],
        ] {
            let output = inventory(package.path(), args);
            assert_eq!(output.status.code(), Some(2), "{text}");
            let said = String::from_utf8_lossy(&output.stderr).replace("\n  │", "");
            assert!(said.contains(reason), "{said}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn comments_on_one_line_hold_a_map_and_those_in_front_matter_are_none() {
    let front = "---\nsample: |\n  <!-- golive:map -->\n  <!-- /golive:map -->\n---\n";
    let text = format!("{front}# A\n\n<!-- golive:map --><!-- /golive:map -->\n\nend\n");
    let new = updated(&package(), &text);
    assert!(new.starts_with(&format!("{front}# A\n\n<!-- golive:map -->\n\n{HEADER}\n")), "{new}");
    assert_eq!(new.matches("golive:map -->").count(), 4, "{new}");
}

#[test]
fn rows_are_marked_gone_in_a_document_of_any_name() {
    let package = package();
    let text = "# Notes\n\n## Concurrency\n\n| Code | Kind | Size |\n|-|-|-|\n| `relay::old::gone` | thread | 1 |\n";
    fs::write(package.path().join("docs/architecture.md"), "# Architecture\n").unwrap();
    fs::create_dir(package.path().join("notes")).unwrap();
    fs::write(package.path().join("notes/rooms.md"), text).unwrap();
    let output = inventory(package.path(), &["--write", "notes/rooms.md"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let new = fs::read_to_string(package.path().join("notes/rooms.md")).unwrap();
    assert!(new.contains("| ~~`relay::old::gone`~~ (gone) | thread | 1 |"), "{new}");
}

#[test]
fn a_size_that_is_not_known_is_left_blank_and_all_kinds_of_one_item_are_named() {
    let package = package();
    let net = "pub fn all(n: usize) {\n    let _ = tokio::sync::mpsc::channel::<u8>(n);\n    let _ = tokio::sync::mpsc::unbounded_channel::<u8>();\n    tokio::spawn(async {});\n    tokio::task::spawn_blocking(|| {});\n    std::thread::spawn(|| {});\n}\n";
    fs::write(package.path().join("src/net.rs"), net).unwrap();
    let new = updated(&package, "");
    assert_eq!(
        rows(&new)[2],
        "| `relay::net::all` | bounded queue, unbounded queue, task, blocking task, thread | tokio, threads |  |  |  |  |  |"
    );
}
