//! The documentation site: every page is in it, and its links lead somewhere.

#[path = "../examples/site.rs"]
#[allow(dead_code, reason = "`main` is the example's own")]
mod example;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag};

#[test]
fn every_rule_has_a_page_that_the_summary_lists() {
    let folder = tempfile::tempdir().unwrap();
    example::write_site(folder.path()).unwrap();
    let source = folder.path().join("src");
    let summary = fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    for page in cargo_golive::pages().unwrap() {
        let id = page.id;
        let name = format!("rules/{id}.md");
        assert!(summary.contains(&format!("({name})")), "{name} is not listed");
        let page = fs::read_to_string(source.join(&name)).unwrap();
        assert!(page.starts_with(&format!("# {id}\n")));
        assert!(!page.contains("//~") && !page.contains("+++"), "{name} shows what tests need");
    }
    let checklist = fs::read_to_string(source.join("checklist.md")).unwrap();
    assert!(checklist.contains("[unbounded-queue](rules/unbounded-queue.md)"));
}

#[test]
fn links_between_chapters_lead_to_chapters() {
    let folder = tempfile::tempdir().unwrap();
    example::write_site(folder.path()).unwrap();
    let source = folder.path().join("src");
    let mut dead = Vec::new();
    let chapters = markdown_files(&source);
    assert!(chapters.len() > cargo_golive::pages().unwrap().len());
    for chapter in chapters {
        let text = fs::read_to_string(&chapter).unwrap();
        for target in links(&text) {
            let path = target.split('#').next().unwrap();
            let outside = target.contains("://") || path.is_empty();
            if !outside && !chapter.parent().unwrap().join(path).is_file() {
                dead.push(format!("{}: {target}", chapter.display()));
            }
        }
    }
    assert_eq!(dead, Vec::<String>::new());
}

fn markdown_files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect()
}

fn links(text: &str) -> Vec<String> {
    let targets = Parser::new(text).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    targets.collect()
}
