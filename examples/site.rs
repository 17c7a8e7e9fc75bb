//! Writes the sources of the documentation site to a folder, for mdBook to build:
//!
//! ```sh
//! cargo run --example site -- target/site && mdbook build target/site
//! ```
//!
//! Nothing is written for the site alone but its order: the chapters are the README, the documents
//! and the pages of the rules, so that they can't disagree with what the tool says.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

use cargo_golive::{Page, Question, pages, split_marker};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use serde::Deserialize;

/// The chapters that are documents of the repository: title, file, name in the book.
const BEFORE_RULES: &[(&str, &str, &str)] = &[
    ("cargo golive", "README.md", "README.md"),
    ("The checklist explained", "docs/checklist.md", "checklist.md"),
    ("In CI", "docs/ci.md", "ci.md"),
];
const AFTER_RULES: &[(&str, &str, &str)] = &[
    ("Contributing", "CONTRIBUTING.md", "contributing.md"),
    ("Architecture", "docs/architecture.md", "architecture.md"),
    ("Changelog", "CHANGELOG.md", "changelog.md"),
    ("中文", "README.zh.md", "zh.md"),
];

const BOOK: &str = "\
[book]
title = \"cargo golive\"
description = \"An architecture checklist linter for Rust services\"
language = \"en\"

[output.html]
no-section-label = true

[output.html.playground]
runnable = false

[output.html.search]
enable = true
";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder to write to")?;
    write_site(Path::new(&folder))
}

/// Writes `book.toml` and the chapters under `folder`.
pub(crate) fn write_site(folder: &Path) -> Result<(), Box<dyn Error>> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = folder.join("src");
    fs::create_dir_all(source.join("rules"))?;
    fs::write(folder.join("book.toml"), BOOK)?;

    let pages = pages()?;
    let chapters = BEFORE_RULES.iter().chain(AFTER_RULES);
    let mut places: BTreeMap<PathBuf, PathBuf> =
        chapters.clone().map(|(_, file, chapter)| (file.into(), chapter.into())).collect();
    places.insert("rules".into(), "rules/README.md".into());
    for page in &pages {
        let name = format!("rules/{}.md", page.id);
        places.insert(name.clone().into(), name.into());
    }
    for (_, file, chapter) in chapters {
        let text = fs::read_to_string(repository.join(file)).map_err(|e| format!("{file}: {e}"))?;
        let mut text = relinked(&text, Path::new(file), Path::new(chapter), &places);
        if *chapter == "checklist.md" {
            text.push_str(&items_table()?);
        }
        fs::write(source.join(chapter), text)?;
    }
    fs::write(source.join("rules/README.md"), rules_table(&pages))?;
    for page in &pages {
        let name = format!("rules/{}.md", page.id);
        let text = relinked(&rule_chapter(page), Path::new(&name), Path::new(&name), &places);
        fs::write(source.join(&name), text)?;
    }
    fs::write(source.join("SUMMARY.md"), summary(&pages))?;
    Ok(())
}

fn summary(pages: &[Page]) -> String {
    let mut text = String::from("# Summary\n\n");
    let line = |(title, _, chapter): &(&str, &str, &str)| format!("- [{title}]({chapter})\n");
    text.extend(BEFORE_RULES.iter().map(line));
    text.push_str("- [Rules](rules/README.md)\n");
    text.extend(pages.iter().map(|page| format!("  - [{0}](rules/{0}.md)\n", page.id)));
    text.extend(AFTER_RULES.iter().map(line));
    text
}

fn rules_table(pages: &[Page]) -> String {
    let mut text = String::from("# Rules\n");
    for question in Question::ALL {
        let _ = write!(text, "\n## {}. {}\n\n", question.number(), question.text());
        text.push_str("| rule | level | |\n| --- | --- | --- |\n");
        for page in pages.iter().filter(|page| page.question == question) {
            let (id, level) = (&page.id, page.level.as_str());
            let _ = writeln!(text, "| [{id}]({id}.md) | {level} | {} |", in_cell(&page.summary));
        }
    }
    text
}

/// The part of `rules/checklist.toml` that the site shows.
#[derive(Deserialize)]
struct Items {
    item: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    question: Question,
    title: BTreeMap<String, String>,
    #[serde(default)]
    rules: Vec<String>,
}

fn items_table() -> Result<String, Box<dyn Error>> {
    let mut text = String::from("\n## The items\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/checklist.toml");
    let Items { item: items } = toml::from_str(&fs::read_to_string(file)?)?;
    for question in Question::ALL {
        let _ = write!(text, "\n### {}. {}\n\n", question.number(), question.text());
        text.push_str("| item | decided by |\n| --- | --- |\n");
        for item in items.iter().filter(|item| item.question == question) {
            let rules = item.rules.iter().map(|id| format!("[{id}](rules/{id}.md)"));
            let rules: Vec<String> = rules.collect();
            let by = if rules.is_empty() { "a person".to_owned() } else { rules.join(", ") };
            let _ = writeln!(text, "| {} | {by} |", in_cell(&item.title["en"]));
        }
    }
    Ok(text)
}

/// The page with its front matter as a line, its examples labelled and without markers.
fn rule_chapter(page: &Page) -> String {
    let mut text = format!(
        "# {}\n\n*{}, {} by default; question {}: {}*\n\n",
        page.id,
        page.group.as_str(),
        page.level.as_str(),
        page.question.number(),
        page.question.text()
    );
    let mut fence: Option<&str> = None;
    for line in page.body.trim_start().lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => {
                let (marks, info) = line.split_at(ticks);
                fence = Some(marks);
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                for promise in words.filter(|word| matches!(*word, "bad" | "good")) {
                    let label = if promise == "bad" { "Reported:" } else { "Silent:" };
                    let _ = write!(text, "{label}\n\n");
                }
                let _ = writeln!(text, "{marks}{language}");
            }
            Some(marks) => {
                if line.trim_end() == marks {
                    fence = None;
                }
                let _ = writeln!(text, "{}", split_marker(line).0);
            }
            None => {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    text
}

/// `text` of `file` with its links for `chapter`: to other chapters where there is one, and none where
/// only the repository has the file.
fn relinked(
    text: &str,
    file: &Path,
    chapter: &Path,
    places: &BTreeMap<PathBuf, PathBuf>,
) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut label = None;
    for (event, at) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                label = local(&dest_url).map(|target| (at, target.to_owned()));
            }
            Event::End(TagEnd::Link) => {
                let Some((at, target)) = label.take() else { continue };
                let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
                let path = joined(file.parent().unwrap_or(Path::new("")), path);
                let whole = &text[at.clone()];
                let shown = whole.rfind("](").map_or(whole, |end| &whole[1..end]);
                new.push_str(&text[done..at.start]);
                match places.get(&path) {
                    Some(place) => {
                        let up = "../".repeat(chapter.components().count() - 1);
                        let hash = if anchor.is_empty() { "" } else { "#" };
                        let _ = write!(new, "[{shown}]({up}{}{hash}{anchor})", place.display());
                    }
                    None => new.push_str(shown),
                }
                done = at.end;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => label = None,
            _ => {}
        }
    }
    new.push_str(&text[done..]);
    new
}

/// The target of a link that stays in the repository.
fn local(target: &str) -> Option<&str> {
    (!target.contains("://") && !target.starts_with('#')).then_some(target)
}

fn joined(folder: &Path, path: &str) -> PathBuf {
    let mut joined = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::ParentDir => {
                joined.pop();
            }
            Component::Normal(name) => joined.push(name),
            _ => {}
        }
    }
    joined
}

fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
