//! Every rule has a page, and what the page shows is true: its code blocks are linted.
//!
//! A block `rust bad` or `rust good` is one file of a package that depends on every crate of the
//! catalogue: `src/lib.rs`, or the path in a comment on its first line. A block `md bad` or
//! `md good` is the only architecture document of a package, a block `yaml bad` or `yaml good` its only
//! file of alert rules, and `@acme/orders` owns it all. A block of these languages that promises nothing
//! is there too for the blocks behind it on its page. A block `toml` is a `golive.toml`. Findings
//! of any confidence count.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use cargo_golive::{Block, Page, Promise, pages};
use rayon::prelude::*;

use crate::command::golive;

/// The name of the package around a block, so that pages can mention its items.
const PACKAGE: &str = "my-service";

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let rules: BTreeSet<String> = pages().unwrap().into_iter().map(|page| page.id).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let pages: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".md").map(str::to_owned)
        })
        .collect();
    assert_eq!(pages, rules);
}

#[test]
fn every_page_shows_what_is_reported_and_what_is_not() {
    for page in pages().unwrap() {
        let id = &page.id;
        let blocks = page.blocks().unwrap();
        for promise in [Promise::Bad, Promise::Good] {
            let shown = blocks.iter().any(|block| block.promise == Some(promise));
            assert!(shown, "rules/{id}.md has no block that is {promise:?}");
        }
    }
}

#[test]
fn what_a_page_calls_bad_is_reported_where_it_says_and_what_it_calls_good_is_not() {
    let pages = pages().unwrap();
    let blocks: Vec<(&Page, Vec<Block>)> =
        pages.iter().map(|page| (page, page.blocks().unwrap())).collect();
    let promised = blocks.iter().flat_map(|(page, blocks)| {
        let promises = |index: &usize| blocks[*index].promise.is_some();
        (0..blocks.len()).filter(promises).map(move |index| (*page, &blocks[..=index]))
    });
    let promised: Vec<(&Page, &[Block])> = promised.collect();
    let lies: Vec<String> =
        promised.par_iter().filter_map(|(page, blocks)| lie(page, blocks)).collect();
    assert!(lies.is_empty(), "\n{}", lies.join("\n"));
}

#[test]
fn the_options_that_a_page_shows_can_be_set() {
    for page in pages().unwrap() {
        for block in page.blocks().unwrap() {
            if block.language != "toml" {
                continue;
            }
            let folder = package("src/lib.rs", "pub fn calm() {}\n");
            fs::write(folder.path().join("golive.toml"), &block.text).unwrap();
            let output = check(folder.path());
            assert_eq!(
                output.status.code(),
                Some(0),
                "{}:{}: {}",
                page.file,
                block.line,
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

/// What is untrue about the last of `blocks`, the others of which come before it on the page.
fn lie(page: &Page, blocks: &[Block]) -> Option<String> {
    let (block, before) = blocks.split_last()?;
    let Some(file) = file_of(block) else {
        panic!("{}:{}: can't lint `{}`", page.file, block.line, block.language)
    };
    let folder = package(file, &block.text);
    for silent in before.iter().filter(|silent| silent.promise.is_none()) {
        if let Some(file) = file_of(silent) {
            write(folder.path(), file, &silent.text);
        }
    }
    let reported = reported(folder.path(), &page.id);
    let marked: Vec<u64> = block.marked.iter().map(|&line| line.into()).collect();
    let (promised, holds) = match block.promise? {
        Promise::Good => ("nothing", reported == Ok(vec![])),
        Promise::Bad if marked.is_empty() => {
            let some = reported.as_ref().is_ok_and(|lines| !lines.is_empty());
            ("something", some)
        }
        Promise::Bad => ("the marked lines", reported.as_ref() == Ok(&marked)),
    };
    (!holds).then(|| {
        format!(
            "{}:{}: `{}` must report {promised} {marked:?}, and came to {reported:?}",
            page.file, block.line, page.id
        )
    })
}

/// The file that a block is.
fn file_of(block: &Block) -> Option<&str> {
    match block.language.as_str() {
        "rust" => Some(rust_file(block)),
        "md" => Some("docs/architecture.md"),
        "yaml" => Some("ops/alerts.yaml"),
        _ => None,
    }
}

/// The path that the block's first line names.
fn rust_file(block: &Block) -> &str {
    let first = block.text.lines().next().unwrap_or_default();
    let named = first.strip_prefix("// ").filter(|p| p.ends_with(".rs"));
    named.unwrap_or("src/lib.rs")
}

/// A package that depends on all that the catalogue knows, with one file.
fn package(file: &str, text: &str) -> tempfile::TempDir {
    let mut manifest = format!(
        "[package]\nname = \"{PACKAGE}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n"
    );
    for known in known_crates().iter().filter(|name| *name != "std") {
        manifest.push_str(&format!("{known} = \"*\"\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let calm = "pub fn calm() {}\n";
    let owners = ".github/CODEOWNERS";
    for (path, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/lib.rs", calm),
        (owners, "* @acme/orders\n"),
        (file, text),
    ] {
        write(folder.path(), path, text);
    }
    folder
}

/// The packages that the catalogue has a file for.
fn known_crates() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/apis");
    let stem = |entry: fs::DirEntry| entry.path().file_stem().unwrap().to_str().unwrap().to_owned();
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| stem(entry.unwrap())).collect();
    names.sort();
    names
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The lines on which `rule` reports in `folder`, 0 for the project as a whole, or what stopped the
/// run.
fn reported(folder: &Path, rule: &str) -> Result<Vec<u64>, String> {
    let output = check(folder);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let findings = report["findings"].as_array().into_iter().flatten();
    Ok(findings
        .filter(|finding| finding["rule"] == rule)
        .map(|finding| finding["line"].as_u64().unwrap_or_default())
        .collect())
}

fn check(folder: &Path) -> Output {
    golive(folder, &["check", "--format", "json", "--min-confidence", "low"])
}
