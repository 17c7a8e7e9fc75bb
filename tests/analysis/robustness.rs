//! No source stops the run: the worst of files costs one finding, and the rest is linted.

use std::fs;

use super::project::{command, findings, folder, lint};

const GOOD: (&str, &str) = ("src/good.rs", "pub fn run() { tokio::spawn(async {}); }");
const FOUND: &str = "src/good.rs:1 direct-spawn";

/// Asserts that the file `text` beside a good one costs at most one `unreadable-source`.
#[track_caller]
fn survives(text: &str) -> bool {
    let found = findings(&[("src/lib.rs", "mod bad; mod good;"), GOOD, ("src/bad.rs", text)], &[]);
    let (good, bad): (Vec<_>, Vec<_>) = found.iter().partition(|line| *line == FOUND);
    assert_eq!(good.len(), 1, "{found:?}");
    assert!(bad.len() <= 1, "{found:?}");
    assert!(bad.iter().all(|line| line.ends_with(" unreadable-source")), "{found:?}");
    !bad.is_empty()
}

#[test]
fn deep_nesting_does_not_stop_the_run() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let text = format!("pub fn run() {{ tokio::sync::Semaphore::new({open}8{close}); }}");
        assert!(survives(&text), "{}", &open[..1]);
    }
    survives(&format!("pub fn run() {{ tokio::spawn({}", "(".repeat(100_000)));
    survives(&format!("pub fn run() {{ tokio::spawn(; }} {}", "}".repeat(100_000)));
    survives(&format!("pub fn run() {{ tokio::spawn({}", "&".repeat(100_000)));
}

#[test]
fn long_expressions_do_not_stop_the_run() {
    let size = |expression: &str| {
        format!("pub fn run() {{ tokio::sync::Semaphore::new({expression}, given); }}")
    };
    for text in [
        size(&format!("given{}", " + 1".repeat(100_000))),
        size(&format!("given{}", ".a()".repeat(20_000))),
        size(&format!("given{}", ".a".repeat(20_000))),
        size(&format!("given{}", "?".repeat(20_000))),
        size(&format!("given{}", " as usize".repeat(20_000))),
        size(&format!("{} given", "!".repeat(20_000))),
        size(&format!(
            "if a {{ given }} {} else {{ given }}",
            "else if a { given }".repeat(20_000)
        )),
        size(&format!("given{}", "::<".repeat(20_000))),
        format!(
            "fn f(a: {}u8{}) {{ tokio::spawn(a); }}",
            "Vec<".repeat(20_000),
            ">".repeat(20_000)
        ),
    ] {
        survives(&text);
    }
}

#[test]
fn broken_texts_do_not_stop_the_run() {
    for text in [
        "",
        "\u{feff}",
        "#!/usr/bin/env run\n",
        "pub fn run() { tokio::spawn(\"unterminated",
        "pub fn run() { tokio::spawn(r##\"unterminated\"#",
        "pub fn run() { tokio::spawn('",
        "pub fn run() { tokio::spawn(b'\\",
        "/* tokio::spawn /* unterminated */",
        "pub fn run() { tokio::spawn(async {}",
        "use tokio::{spawn, task::{",
        "#[tokio::main(",
        "pub fn 并发() { tokio::spawn(\u{0}) }",
        "<<<<<<< HEAD\nfn a() { tokio::spawn(b) }\n=======\n>>>>>>> b\n",
        "mod bad; mod good; mod bad;",
        "pub use self::*; pub use crate::bad::*; pub fn f() { spawn(async {}) }",
    ] {
        survives(text);
    }
}

#[test]
fn a_text_that_is_not_utf_8_is_one_finding() {
    let folder = folder(&[("src/lib.rs", "mod bad; mod good;"), GOOD]);
    fs::write(folder.path().join("src/bad.rs"), b"fn a() { tokio::spawn(\"\xff\"); }").unwrap();
    let output = lint(&folder, &[]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["summary"]["by_rule"]["unreadable-source"], 1);
    assert_eq!(report["summary"]["by_rule"]["direct-spawn"], 1);
}

#[test]
fn a_file_that_is_no_utf_8_text_is_named_whether_or_not_it_holds_a_known_word() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let quiet = "pub fn one() -> u8 { 1 }";
    for bytes in [
        b"pub const HEADING: &str = \"Auftr\xe4ge\";".to_vec(),
        wide(&format!("\u{feff}{quiet}")),
        wide("pub fn a() { tokio::spawn(async {}); }"),
        b"\x7fELF\x02\x01\x01\x00\xff\xfe".to_vec(),
        b"\x00\x00\x00\x00".to_vec(),
    ] {
        let folder = folder(&[("src/lib.rs", "mod bad; mod good;"), GOOD]);
        fs::write(folder.path().join("src/bad.rs"), &bytes).unwrap();
        // What is not part of the library is nobody's source.
        fs::create_dir_all(folder.path().join("tests")).unwrap();
        fs::write(folder.path().join("tests/bad.rs"), &bytes).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&lint(&folder, &[]).stdout).unwrap();
        assert_eq!(report["summary"]["by_rule"]["unreadable-source"], 1, "{bytes:?}");
        assert_eq!(report["summary"]["by_rule"]["direct-spawn"], 1);
    }
}

#[test]
fn a_text_without_a_known_word_is_not_looked_into() {
    for text in ["", "a", "fn broken() { (((", "pub const HEADING: &str = \"Aufträge \u{0}\";"] {
        assert!(!survives(text), "{text}");
    }
}

#[test]
fn a_broken_function_leaves_the_others_readable() {
    let source = "
        pub fn broken() { tokio::spawn(async {} +); }
        pub fn run() { tokio::spawn(async {}); }";
    let found = findings(&[("src/lib.rs", source)], &[]);
    assert_eq!(found, ["src/lib.rs:2 unreadable-source", "src/lib.rs:3 direct-spawn"]);
}

#[test]
fn byte_order_marks_line_ends_and_shebangs_keep_their_lines() {
    let code = "\npub fn run() {\n    tokio::spawn(async {});\n}\n";
    let crlf = code.replace('\n', "\r\n");
    for text in [
        code.to_owned(),
        crlf.clone(),
        format!("\u{feff}{code}"),
        format!("\u{feff}{crlf}"),
        format!("#!/usr/bin/env run{code}"),
        format!("\u{feff}#!/usr/bin/env run{crlf}"),
    ] {
        assert_eq!(
            findings(&[("src/lib.rs", &text)], &[]),
            ["src/lib.rs:3 direct-spawn"],
            "{text:?}"
        );
    }
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let source = |n: usize| {
        format!(
            "use crate::m{next}::queue;
             const SIZE: usize = {n} + crate::m{next}::SIZE;
             pub fn load() {{ crate::m{next}::load(); std::fs::read(\"a\"); }}
             pub async fn run() {{ load(); tokio::spawn(async {{}}); queue(SIZE); }}
             pub fn queue(size: usize) {{ tokio::sync::mpsc::channel::<u8>(size); }}",
            next = (n + 1) % 12,
        )
        .replace("= 11 + crate::m0::SIZE", "= 11")
    };
    let texts: Vec<(String, String)> =
        (0..12).map(|n| (format!("src/m{n}.rs"), source(n))).collect();
    let lib: String = (0..12).map(|n| format!("mod m{n};")).collect();
    let mut files: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("src/lib.rs", &lib));
    let folder = folder(&files);
    let run = |threads: &str| {
        let mut command = command(&folder, &["--min-confidence", "low"]);
        command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout
    };
    let one = run("1");
    let report: serde_json::Value = serde_json::from_slice(&one).unwrap();
    for rule in ["blocking-in-async", "direct-spawn", "hardcoded-concurrency"] {
        assert_eq!(report["summary"]["by_rule"][rule], 12);
    }
    for _ in 0..4 {
        assert!(one == run("4"));
    }
}

#[test]
fn modules_and_uses_nested_too_deep_are_named() {
    let modules = |n: usize| {
        let (open, close) = ("mod a {".repeat(n), "}".repeat(n));
        format!("{open} use tokio::spawn; pub fn run() {{ spawn(async {{}}); }} {close}")
    };
    assert!(survives(&modules(10_000)));
    assert_eq!(findings(&[("src/lib.rs", &modules(100))], &[]), ["src/lib.rs:1 direct-spawn"]);
    let (open, close) = ("{a::".repeat(20_000), "}".repeat(20_000));
    survives(&format!("use tokio::{open}spawn{close}; pub fn run(work: W) {{ drop(work) }}"));
}

#[test]
fn calls_and_indexes_in_a_row_do_not_stop_the_run() {
    for tail in ["()", "[0]"] {
        assert!(survives(&format!("fn run() {{ tokio::spawn(a{}); }}", tail.repeat(20_000))));
    }
}

#[test]
fn nesting_that_is_still_read_does_not_overflow_the_stack() {
    for depth in [100, 700, 2900] {
        for (open, close) in [
            ("(", ")"),
            ("{", "}"),
            ("|| ", ""),
            ("-", ""),
            ("if a { ", "}"),
            ("Vec::<", ">"),
            ("match a { _ => ", "}"),
            ("m!(", ")"),
        ] {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            lints(&format!("fn run() {{ tokio::sync::Semaphore::new({open}8{close}); }}"));
        }
        for (open, close) in [("&", ""), ("Vec<", ">"), ("fn() -> ", ""), ("(", ")")] {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            lints(&format!("fn run(a: {open}u8{close}) {{ tokio::spawn(a); }}"));
        }
        for tail in [" + 1", ".a()", "()", "[0]", "?", " as u8"] {
            lints(&format!("fn run() {{ tokio::spawn(a{}); }}", tail.repeat(depth)));
        }
    }
}

/// Asserts that `source` is linted to the end, whatever is found.
fn lints(source: &str) {
    findings(&[("src/lib.rs", source)], &[]);
}
