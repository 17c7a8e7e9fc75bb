//! Waivers: what they silence, how they end, and that none of them goes wrong in silence.

use crate::repositories::Repository;
use serde_json::Value;

const WAIVER: &str =
    "golive: allow(direct-spawn, reason = \"one per process\", owner = \"@a\", until = 2027-03-31)";

/// A package with `text` for its only source.
fn package(text: &str) -> Repository {
    let package = Repository::new();
    package.write("src/lib.rs", text);
    package
}

fn report(package: &Repository, args: &[&str]) -> Value {
    let args = [&["check", "--format", "json", "--today", "2027-01-01"], args].concat();
    let output = package.golive(&args);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The rules of the findings in code, in their order, each with its line.
fn found(package: &Repository, args: &[&str]) -> Vec<String> {
    let report = report(package, args);
    let findings = report["findings"].as_array().unwrap().iter();
    let placed = findings.filter(|finding| finding["line"].is_u64());
    let line =
        |finding: &Value| format!("{}:{}", finding["line"], finding["rule"].as_str().unwrap());
    placed.map(line).filter(|line| !line.ends_with("missing-executor-abstraction")).collect()
}

#[test]
fn a_waived_finding_is_silent_and_kept_with_its_reason() {
    let package =
        package(&format!("// {WAIVER}\npub fn a() {{\n    tokio::spawn(async {{}});\n}}\n"));
    assert_eq!(found(&package, &[]), [""; 0]);
    let report = report(&package, &[]);
    assert_eq!(report["summary"]["waived"], 1);
    let waived = &report["waived"][0];
    assert_eq!((&waived["rule"], &waived["line"]), (&"direct-spawn".into(), &3.into()));
    let expected = serde_json::json!({
        "file": "src/lib.rs", "line": 1,
        "reason": "one per process", "owner": "@a", "until": "2027-03-31",
    });
    assert_eq!(waived["waiver"], expected);
    let human = package.stdout(&["check", "--today", "2027-01-01"]);
    assert!(human.contains("1 finding waived"), "{human}");
}

#[test]
fn an_item_whose_findings_are_all_waived_has_that_verdict_with_the_decision() {
    let unbounded = WAIVER.replace("direct-spawn", "unbounded-queue");
    let package = package(&format!(
        "// {unbounded}\npub fn a() {{\n    drop(tokio::sync::mpsc::unbounded_channel::<u8>());\n}}\n"
    ));
    let report = report(&package, &[]);
    let item =
        report["checklist"].as_array().unwrap().iter().find(|item| item["verdict"] == "waived");
    let text = item.expect("an item is waived")["evidence"][0]["text"].as_str().unwrap();
    assert!(text.ends_with("waived by @a until 2027-03-31: one per process"), "{text}");
}

#[test]
fn an_expired_waiver_comes_alive_with_what_it_silenced() {
    let package =
        package(&format!("pub fn a() {{\n    tokio::spawn(async {{}}); // {WAIVER}\n}}\n"));
    let on = |day: &str| package.golive(&["check", "--format", "short", "--today", day]);
    assert_eq!(on("2027-03-31").status.code(), Some(0), "on its last day");
    let after = on("2027-04-01");
    assert_eq!(after.status.code(), Some(1));
    let stdout = String::from_utf8(after.stdout).unwrap();
    assert!(stdout.contains("src/lib.rs:2:12: warn[direct-spawn]"), "{stdout}");
    assert!(stdout.contains("src/lib.rs:2:29: deny[expired-waiver]"), "{stdout}");
}

#[test]
fn golive_toml_waives_by_rule_and_path_and_the_project_as_a_whole() {
    let package = package("mod b;\npub fn a() {\n    tokio::spawn(async {});\n}\n");
    package.write("src/b.rs", "pub fn c() {\n    tokio::spawn(async {});\n}\npub fn d() {\n    tokio::spawn(async {});\n}\n");
    let waiver =
        "[[waiver]]\nrule = \"direct-spawn\"\npath = \"src/b.rs\"\nreason = \"vendored\"\n";
    package.write("golive.toml", waiver);
    assert_eq!(found(&package, &[]), ["3:direct-spawn"]);
    package.write("golive.toml", &format!("{waiver}item = \"crate::b::c\"\n"));
    assert_eq!(found(&package, &[]), ["5:direct-spawn", "3:direct-spawn"]);
    package.write("golive.toml", "[[waiver]]\nrule = \"missing-alerts\"\nreason = \"a library\"\n");
    assert_eq!(report(&package, &[])["waived"][0]["rule"], "missing-alerts");
}

#[test]
fn a_waiver_in_the_configuration_must_be_in_order() {
    let package = package("pub fn a() {}\n");
    for (entry, said) in [
        ("rule = \"direct-spawn\"\npath = \"src/gone.rs\"\nreason = \"a\"", "matches no file"),
        ("rule = \"direct-spawn\"\npath = \"src\"", "missing key `reason`"),
        ("rule = \"direct-spawn\"\nitem = \"crate::a\"\nreason = \"a\"", "`item` needs `path`"),
        ("rule = \"direct-spawn\"\nreason = \"a\"\nuntil = 2027-03-31T01:02:03Z", "is not a date"),
    ] {
        package.write("golive.toml", &format!("[[waiver]]\n{entry}\n"));
        let output = package.golive(&["check"]);
        assert_eq!(output.status.code(), Some(2), "{entry}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(said), "{entry}");
    }
    package.write("golive.toml", "[[waiver]]\nrule = \"drect-spawn\"\nreason = \"a\"\n");
    assert_eq!(found(&package, &[]), ["2:malformed-waiver"]);
}

#[test]
fn what_the_policy_requires_is_required() {
    let spawn = |terms: &str| {
        format!(
            "pub fn a() {{\n    tokio::spawn(async {{}}); // golive: allow(direct-spawn, reason = \"b\"{terms})\n}}\n"
        )
    };
    let policy = "[waivers]\nrequire-owner = true\nrequire-until = true\nlongest = \"180 days\"\n";
    for (terms, is_in_order) in [
        (", owner = \"@a\", until = 2027-06-30", true),
        (", owner = \"@a\", until = 2027-07-01", false),
        (", owner = \"@a\"", false),
        (", owner = \" \", until = 2027-06-30", false),
        (", until = 2027-06-30", false),
    ] {
        let package = package(&spawn(terms));
        package.write("golive.toml", policy);
        let expected: &[&str] =
            if is_in_order { &[] } else { &["2:direct-spawn", "2:malformed-waiver"] };
        assert_eq!(found(&package, &[]), expected, "{terms}");
    }
    let package = package("");
    package.write("golive.toml", "[waivers]\nlongest = \"soon\"\n");
    assert!(package.stderr(&["check"]).contains("`soon` is not a span of time"));
}

#[test]
fn a_waiver_is_unused_only_when_its_rule_looked() {
    let package = package(&format!("// {WAIVER}\npub fn a() {{}}\n"));
    assert_eq!(found(&package, &[]), ["1:unused-waiver"]);
    assert_eq!(found(&package, &["-A", "direct-spawn"]), [""; 0]);
    assert_eq!(found(&package, &["--exclude", "old"]), [""; 0]);
}

#[test]
fn a_waiver_of_a_call_that_blocks_further_down_is_used() {
    let text = "pub async fn a() {\n    // golive: allow(blocking-in-async, reason = \"short\")\n    b();\n}\nfn b() {\n    std::fs::read(\"a\").unwrap();\n}\n";
    let package = package(text);
    assert_eq!(found(&package, &[]), [""; 0]);
    assert_eq!(found(&package, &["--min-confidence", "low"]), [""; 0]);
}

#[test]
fn nothing_silences_the_rules_about_waivers() {
    for rule in ["expired-waiver", "unused-waiver", "malformed-waiver", "warnings", "*"] {
        let package =
            package(&format!("// golive: allow({rule}, reason = \"quiet\")\npub fn a() {{}}\n"));
        assert_eq!(found(&package, &[]), ["1:malformed-waiver"], "{rule}");
    }
}
