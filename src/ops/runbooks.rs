//! Runbooks that alerts point to and that are not there.
//!
//! The alerts go in; those links come out that name a document of the repository that is gone, or
//! a heading that the document does not have. Addresses of other places are not looked at.

use std::collections::BTreeMap;

use camino::Utf8Path;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Alert;
use crate::docs::{is_markdown, read_text};
use crate::source::{FilePath, Text};

/// A link of an alert that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadRunbook {
    /// The link as it is written.
    pub link: Text,
    /// Why it leads nowhere, lower-case.
    pub why: String,
}

/// The runbooks of `alerts` that are not there under `root`.
pub(super) fn dead(root: &Utf8Path, alerts: &[Alert]) -> Vec<DeadRunbook> {
    let mut anchors: BTreeMap<FilePath, Vec<String>> = BTreeMap::new();
    let mut dead = Vec::new();
    for link in alerts.iter().filter_map(|alert| alert.runbook.as_ref()) {
        let (path, anchor) = link.text.split_once('#').unwrap_or((&link.text, ""));
        if !is_markdown(path) || path.contains("://") || path.contains(char::is_whitespace) {
            continue;
        }
        let beside = resolve(link.place.file.folder(), path);
        let candidates = [resolve("", path), beside.filter(|_| !path.starts_with('/'))];
        let found = candidates.into_iter().flatten().find(|file| file.under(root).is_file());
        let Some(file) = found else {
            // A folder that is not here either may lie above the project, in the same repository.
            let folder = path.trim_start_matches(['.', '/']).split_once('/').map(|(top, _)| top);
            if folder.is_some_and(|top| !root.join(top).is_dir()) {
                continue;
            }
            dead.push(DeadRunbook { link: link.clone(), why: format!("there is no `{path}`") });
            continue;
        };
        let known = anchors.entry(file).or_insert_with_key(|file| {
            read_text(&file.under(root)).map(|text| headings(&text)).unwrap_or_default()
        });
        if !anchor.is_empty() && !known.iter().any(|known| known.eq_ignore_ascii_case(anchor)) {
            let why = format!("`{path}` has no heading `#{anchor}`");
            dead.push(DeadRunbook { link: link.clone(), why });
        }
    }
    dead
}

/// `path` as seen from `folder`; `None` when it leaves the project.
fn resolve(folder: &str, path: &str) -> Option<FilePath> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(FilePath::new(parts.join("/")))
}

/// The anchors of a document's headings as code hosts make them, and those it sets itself.
fn headings(text: &str) -> Vec<String> {
    let options = Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES;
    let mut anchors: Vec<String> = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                anchors.extend(id.map(|id| id.to_string()));
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let free = |n: &usize| {
                    let name = if *n == 0 { slug.clone() } else { format!("{slug}-{n}") };
                    !anchors.contains(&name)
                };
                let number = (0..).find(free).unwrap_or_default();
                anchors.push(if number == 0 { slug } else { format!("{slug}-{number}") });
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                for attribute in ["id=\"", "name=\""] {
                    let values = html.split(attribute).skip(1).filter_map(|v| v.split('"').next());
                    anchors.extend(values.map(str::to_owned));
                }
            }
            _ => {}
        }
    }
    anchors
}

/// A heading as the end of an address: lower-case, blanks as `-`, no punctuation.
fn slug(heading: &str) -> String {
    let kept =
        heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::LineIndex;

    fn alert(runbook: &str) -> Alert {
        let place = LineIndex::new("").place(&FilePath::new("ops/alerts.yaml"), "", 0..0);
        let text = |text: &str| Text { text: text.to_owned(), place: place.clone() };
        Alert {
            name: text("A"),
            metrics: vec![],
            followed: true,
            hold: None,
            severity: None,
            owner: None,
            runbook: Some(text(runbook)),
        }
    }

    #[test]
    fn files_and_headings_must_be_there_and_other_places_are_not_looked_at() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8Path::from_path(folder.path()).expect("a path in UTF-8");
        std::fs::create_dir(root.join("ops")).expect("a folder");
        let text =
            "# Queue is `full`!\n\n## 队列 已满\n\n## Again\n\n## Again\n\n<a id=\"own\"></a>\n";
        std::fs::write(root.join("ops/runbook.md"), text).expect("a file is written");
        let there = ["#queue-is-full", "#队列-已满", "#again-1", "#own", ""];
        let mut alerts: Vec<Alert> =
            there.iter().map(|a| alert(&format!("ops/runbook.md{a}"))).collect();
        for elsewhere in [
            "runbook.md",
            "./runbook.md",
            "https://a.b/gone.md",
            "wiki/Page",
            "ask us",
            "above/gone.md",
        ] {
            alerts.push(alert(elsewhere));
        }
        assert_eq!(dead(root, &alerts), []);
        let gone = ["/runbook.md", "ops/gone.md", "ops/runbook.md#again-2"].map(alert);
        let why: Vec<String> = dead(root, &gone).into_iter().map(|d| d.why).collect();
        assert_eq!(
            why,
            [
                "there is no `/runbook.md`",
                "there is no `ops/gone.md`",
                "`ops/runbook.md` has no heading `#again-2`"
            ]
        );
    }
}
