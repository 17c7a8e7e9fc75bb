//! `--message-format json`: cargo's messages, read with the crate that editors' servers use.

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel};

use super::*;

fn messages(text: &str) -> Vec<Message> {
    let messages: Vec<Message> =
        Message::parse_stream(text.as_bytes()).collect::<Result<_, _>>().unwrap();
    assert!(!messages.iter().any(|m| matches!(m, Message::TextLine(_))), "{text}");
    messages
}

fn diagnostics<'m>(messages: &'m [Message]) -> Vec<&'m Diagnostic> {
    let diagnostic = |message: &'m Message| match message {
        Message::CompilerMessage(message) => Some(&message.message),
        _ => None,
    };
    messages.iter().filter_map(diagnostic).collect()
}

fn of<'d>(diagnostics: &[&'d Diagnostic], rule: &str) -> &'d Diagnostic {
    let has = |d: &&&Diagnostic| d.code.as_ref().is_some_and(|code| code.code == rule);
    diagnostics.iter().find(has).unwrap()
}

const JSON: [&str; 3] = ["check", "--message-format", "json"];

#[test]
fn a_finding_is_a_diagnostic_with_bytes_lines_and_columns_of_its_file() {
    let messages = messages(&Project::shop().printed(&JSON));
    let diagnostics = diagnostics(&messages);
    let sized = of(&diagnostics, "hardcoded-concurrency");
    assert_eq!(sized.level, DiagnosticLevel::Warning);
    assert_eq!(sized.message, "`worker_threads` fixes its runtime worker threads at 16");
    assert_eq!(sized.children[0].level, DiagnosticLevel::Help);
    assert!(sized.rendered.as_ref().unwrap().contains("warn[hardcoded-concurrency]"));
    let [call, declared] = sized.spans.as_slice() else { panic!("{sized:?}") };
    assert!(call.is_primary && !declared.is_primary);
    assert_eq!(declared.label.as_deref(), Some("`WORKERS` is declared here"));
    let words = |span: &cargo_metadata::diagnostic::DiagnosticSpan| {
        assert_eq!(span.file_name, "src/线程,池.rs");
        let line = &span.text[0];
        let range = line.highlight_start - 1..line.highlight_end - 1;
        assert_eq!(line.text, POOL_OF_SHOP.lines().nth(span.line_start - 1).unwrap());
        assert_eq!(range, span.column_start - 1..span.column_end - 1);
        let by_column: String = line.text.chars().skip(range.start).take(range.len()).collect();
        let by_byte = &POOL_OF_SHOP[span.byte_start as usize..span.byte_end as usize];
        assert_eq!(by_byte, by_column);
        by_column
    };
    assert_eq!((words(call), words(declared)), ("worker_threads".into(), "WORKERS".into()));
}

#[test]
fn a_message_names_the_package_and_target_of_its_file() {
    let project = Project::shop();
    let messages = messages(&project.printed(&JSON));
    let Message::CompilerMessage(message) = &messages[0] else { panic!("{messages:?}") };
    assert_eq!(message.target.name, "shop");
    assert!(message.target.src_path.ends_with("a b/src/main.rs"));
    assert_eq!(message.target.edition, cargo_metadata::Edition::E2024);
    assert!(message.package_id.repr.ends_with("a%20b#shop"), "{}", message.package_id);
}

#[test]
fn a_finding_without_a_place_stands_in_the_manifest_where_editors_show_it() {
    let messages = messages(&Project::shop().printed(&JSON));
    let diagnostics = diagnostics(&messages);
    let [span] = of(&diagnostics, "missing-alerts").spans.as_slice() else { panic!() };
    assert_eq!((span.file_name.as_str(), span.line_start), ("Cargo.toml", 1));
    assert!(span.is_primary);
}

#[test]
fn the_last_message_says_whether_anything_is_denied() {
    let project = Project::shop();
    let success = |args: &[&str]| {
        let output = project.golive(&[&JSON, args].concat());
        let messages = messages(std::str::from_utf8(&output.stdout).unwrap());
        let levels: Vec<_> = diagnostics(&messages).iter().map(|d| d.level).collect();
        let Some(Message::BuildFinished(end)) = messages.last() else { panic!("{messages:?}") };
        assert_eq!(end.success, output.status.success());
        (end.success, levels.contains(&DiagnosticLevel::Error))
    };
    assert_eq!(success(&[]), (true, false));
    assert_eq!(success(&["-D", "missing-alerts"]), (false, true));
}

#[test]
fn rendered_texts_have_colours_only_when_asked_for() {
    let project = Project::shop();
    let rendered = |format: &str| {
        let messages = messages(&project.printed(&["check", "--message-format", format]));
        diagnostics(&messages)[0].rendered.clone().unwrap()
    };
    assert!(!rendered("json").contains('\u{1b}'));
    assert!(rendered("json-diagnostic-rendered-ansi").contains("\u{1b}["));
}

#[test]
fn a_finding_in_a_member_is_told_of_that_member() {
    let member = |name: &str| SHOP.replace("shop", name);
    let project = Project::new(&[
        ("a b/Cargo.toml", "[workspace]\nmembers = [\"one\", \"one/two\"]\nresolver = \"3\"\n"),
        ("a b/one/Cargo.toml", &member("one")),
        ("a b/one/src/lib.rs", ""),
        ("a b/one/two/Cargo.toml", &member("two")),
        ("a b/one/two/src/lib.rs", POOL_OF_SHOP),
    ]);
    let messages = messages(&project.printed(&JSON));
    let Message::CompilerMessage(message) = &messages[0] else { panic!("{messages:?}") };
    assert_eq!(message.message.spans[0].file_name, "one/two/src/lib.rs");
    assert_eq!(message.target.name, "two");
}
