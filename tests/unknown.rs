//! What can't be followed: where the way ended and why, in `check --strict` and in the inventory.

use crate::command::golive;
use crate::support::folders::{files, root_of};

const MANIFEST: &str = "[package]\nname = \"relay\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\nfutures = \"0.3\"\n";

/// What `cargo golive` with `args` says about a package of this code.
fn said(code: &str, args: &[&str]) -> String {
    let folder = files(&[("Cargo.toml", MANIFEST), ("src/lib.rs", code)]);
    let output = golive(root_of(&folder), args);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

/// The notes about the code.
fn notes(code: &str) -> Vec<String> {
    let text = said(code, &["check", "--strict", "--format", "short"]);
    let notes = text.lines().filter_map(|line| line.split_once(": note: "));
    notes.map(|(place, note)| format!("{place}: {note}")).collect()
}

/// A queue of capacity `size`, in a function that takes `parameters`; `rest` follows from line 2.
#[track_caller]
fn size_ends(parameters: &str, size: &str, rest: &str, end: &str) {
    let queue = format!("tokio::sync::mpsc::channel::<u8>({size})");
    let code = format!("pub fn queue({parameters}) {{ {queue}; }}\n{rest}\n");
    let place = code.find("channel").unwrap() + 1;
    assert_eq!(
        notes(&code),
        [format!(
            "src/lib.rs:1:{place}: the queue capacity of `mpsc::channel` can't be followed: {end}"
        )]
    );
}

#[test]
fn a_size_that_is_not_known_says_where_the_way_to_it_ended_and_why() {
    size_ends("n: usize", "n", "", "a parameter whose callers can't all be seen");
    size_ends("", "other::size()", "", "the result of `other::size`");
    size_ends("", "other::SIZE", "", "`other::SIZE`, which can't be resolved");
    size_ends("", "std::mem::size_of::<u8>()", "", "the result of `std::mem::size_of`");
    size_ends("", "sizes!(8)", "", "the result of a macro");
    size_ends("list: &[u8]", "list.len()", "", "the result of `len`");
    size_ends(
        "s: &S",
        "s.n",
        "#[derive(Default)] pub struct S { n: usize }",
        "the field `n`, which nothing sets",
    );
    let elsewhere = "the field `n`, which is set where it can't be followed";
    size_ends("s: &S", "s.n", "pub struct S { n: usize }\nmake!(S, 8);", elsewhere);
    size_ends(
        "",
        "size()",
        "fn size() -> usize {\n    others().count()\n}",
        "the result of `count` (src/lib.rs:3)",
    );
    size_ends(
        "s: &S",
        "s.n",
        "pub struct S { n: usize }\nimpl S {\n    pub fn new(n: usize) -> S {\n        S { n }\n    }\n}",
        "a parameter whose callers can't all be seen (src/lib.rs:5)",
    );
}

/// The only note about `code` is about the method `spawn`, and ends with `end`.
#[track_caller]
fn receiver_ends(code: &str, end: &str) {
    let notes = notes(code);
    let [note] = notes.as_slice() else { panic!("{notes:?}") };
    assert!(note.contains("`spawn` may be `"), "{note}");
    let expected = format!("the type of its receiver can't be told: {end}");
    assert!(note.ends_with(&expected), "{note}");
}

#[test]
fn a_receiver_that_is_not_known_says_where_the_way_to_it_ended_and_why() {
    receiver_ends("pub fn a() { other::pool().spawn(async {}); }", "the result of `other::pool`");
    receiver_ends(
        "pub fn a(of: &Of) { of.pool.spawn(async {}); }\npub struct Of;",
        "the field `pool`",
    );
    receiver_ends("pub fn a() { pool!().spawn(async {}); }", "the result of a macro");
    receiver_ends(
        "pub fn a() {\n    let pool = other::pool();\n    pool.spawn(async {});\n}",
        "the result of `other::pool` (src/lib.rs:2)",
    );
    receiver_ends("pub fn a() { each(|pool| pool.spawn(async {})); }", "a parameter of a closure");
    receiver_ends(
        "pub fn a() { other::POOL.spawn(async {}); }",
        "`other::POOL`, which can't be resolved",
    );
}

#[test]
fn the_inventory_says_why_a_size_is_not_known() {
    let code = "pub fn queue() {\n    tokio::sync::mpsc::channel::<u8>(size());\n}\nfn size() -> usize {\n    others().count()\n}\n";
    let why = "the result of `count` (src/lib.rs:5)";
    let human = said(code, &["inventory"]).replace("\n      ", " ");
    assert!(human.contains(&format!("size unknown: {why}")), "{human}");
    let csv = said(code, &["inventory", "--format", "csv"]);
    assert!(csv.contains(&format!(",unknown: {why},")), "{csv}");
    let json = said(code, &["inventory", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let size = &json["points"][0]["size"];
    assert_eq!((&size["provenance"], &size["why"]), (&"unknown".into(), &why.into()));
    // What people write into a map is an answer, and a reason is none.
    let map = said(code, &["inventory", "--format", "markdown"]);
    assert!(!map.contains("unknown"), "{map}");
}
