//! Runbooks that alerts point to and that are not there.
//!
//! The alerts go in; those links come out that name a document of the repository that is gone, or
//! a heading that the document does not have. Addresses of other places are not looked at.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::facts::{Alert, DeadRunbook, FilePath};
use crate::readers::markdown::{anchors_of, is_markdown, lead_to, resolve};
use crate::readers::read_text;

/// The runbooks of `alerts` that are not there under `root`.
pub(crate) fn dead(root: &Utf8Path, alerts: &[Alert]) -> Vec<DeadRunbook> {
    let mut anchors: BTreeMap<FilePath, Vec<String>> = BTreeMap::new();
    let mut dead = Vec::new();
    for link in alerts.iter().filter_map(|alert| alert.runbook.as_ref()) {
        let (path, anchor) = link.text.split_once('#').unwrap_or((&link.text, ""));
        let is_template = path.contains(|c: char| c.is_whitespace() || "{}$<>".contains(c));
        if !is_markdown(path) || path.contains("://") || is_template {
            continue;
        }
        let root_file = FilePath::new("");
        let candidates = [resolve(&root_file, path), resolve(&link.place.file, path)];
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
            read_text(&file.under(root)).map(|text| anchors_of(&text)).unwrap_or_default()
        });
        if !anchor.is_empty() && !lead_to(anchor, known) {
            let why = format!("`{path}` has no heading `#{anchor}`");
            dead.push(DeadRunbook { link: link.clone(), why });
        }
    }
    dead
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{LineIndex, SourceText};

    fn alert(runbook: &str) -> Alert {
        let place = LineIndex::new("").place(&FilePath::new("ops/alerts.yaml"), "", 0..0);
        let text = |text: &str| SourceText { text: text.to_owned(), place: place.clone() };
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
            "ops/{{$labels.a}}.md",
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
