//! Reads the architecture documents of a project from disk.
//!
//! The project's root and its documents go in; the facts of all documents comes out, ordered by
//! file, with those that they link to in the project, one step far.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rayon::prelude::*;

use super::choose::{left_out, without_languages};
use super::{TemplateText, read_in};
use crate::facts::{CHECKLIST, Document, DocumentFacts, FilePath, LineIndex, Unreadable};
use crate::readers::read_text;

/// Reads `files` under `root` and the documents that they link to. `guessed` says that nothing but
/// their names made them architecture documents;
/// what they have from `template` answers nothing.
pub(crate) fn read_all(
    root: &Utf8Path,
    files: &[FilePath],
    guessed: bool,
    template: &TemplateText,
) -> (DocumentFacts, Vec<Unreadable>) {
    let mut first: Vec<FilePath> = files.to_vec();
    first.sort();
    first.dedup();
    let (mut documents, mut unreadable) = read_each(root, &first, template);
    let linked = linked(root, &documents, &first);
    let (more, more_unreadable) = read_each(root, &linked, template);
    documents.extend(more);
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    unreadable.extend(more_unreadable);
    unreadable.sort();
    (DocumentFacts { documents, guessed }, unreadable)
}

fn read_each(
    root: &Utf8Path,
    files: &[FilePath],
    template: &TemplateText,
) -> (Vec<Document>, Vec<Unreadable>) {
    let read: Vec<Result<Document, Unreadable>> = files
        .par_iter()
        .filter_map(|file| match read_text(&file.under(root)) {
            Ok(text) if is_checklist(&text) => None,
            Ok(text) => Some(Ok(read_in(Some(root), template, file, &text))),
            Err(reason) => {
                Some(Err(Unreadable { place: LineIndex::new("").place(file, "", 0..0), reason }))
            }
        })
        .collect();
    let mut documents = Vec::new();
    let mut unreadable = Vec::new();
    for result in read {
        match result {
            Ok(document) => documents.push(document),
            Err(file) => unreadable.push(file),
        }
    }
    (documents, unreadable)
}

/// True for a text that was nothing but a checklist of this tool.
fn is_checklist(text: &str) -> bool {
    let [start, end] = CHECKLIST;
    text.trim().strip_prefix(start).is_some_and(|rest| rest.trim() == end)
}

/// The Markdown files that exist, are linked to and are not among `known`, nor translations of
/// those. A README links to everything, so its links say nothing.
fn linked(root: &Utf8Path, documents: &[Document], known: &[FilePath]) -> Vec<FilePath> {
    let known: BTreeSet<String> = known.iter().map(|file| without_languages(file).0).collect();
    let sources = documents
        .iter()
        .filter(|document| !document.file.file_name().to_lowercase().starts_with("readme"));
    let targets: BTreeSet<&FilePath> = sources.flat_map(|document| &document.links).collect();
    targets
        .into_iter()
        .filter(|target| is_markdown(target.as_str()) && !left_out(target))
        .filter(|target| !known.contains(&without_languages(target).0))
        .filter(|target| target.under(root).is_file())
        .cloned()
        .collect()
}

/// True for names of Markdown files.
pub(crate) fn is_markdown(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{AnswerState, Topic};

    #[test]
    fn an_answer_in_a_linked_file_counts_and_a_file_that_is_not_text_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8Path::from_path(folder.path()).expect("a path in UTF-8");
        let write = |name: &str, bytes: &[u8]| {
            std::fs::write(root.join(name), bytes).expect("a file is written")
        };
        write(
            "architecture.md",
            b"# Architecture\n\nSee [alerts](./alerts.md#top) and [gone](gone.md).\n",
        );
        write("alerts.md", b"# Alerts\n\n- Queue depth > 800 for 5m pages the on-call.\n");
        write("broken.md", b"\xff\xfe");
        let files = ["broken.md", "architecture.md"].map(FilePath::new);
        let (docs, unreadable) = read_all(root, &files, false, &TemplateText::default());
        let names: Vec<&str> = docs.documents.iter().map(|d| d.file.as_str()).collect();
        assert_eq!(names, ["alerts.md", "architecture.md"]);
        let best = docs.best(Topic::Alerts).expect("documents were read");
        assert_eq!(best.state, AnswerState::Answered);
        assert_eq!(unreadable[0].place.file.as_str(), "broken.md");
        assert_eq!(unreadable[0].reason, "not valid UTF-8");
    }

    #[test]
    fn links_to_files_and_headings_that_are_not_there_are_dead_and_others_are_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8Path::from_path(folder.path()).expect("a path in UTF-8");
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            std::fs::write(path, text).expect("a file is written")
        };
        let alive = "[a](alerts.md#queue-full) [b](/docs/alerts.md#set) [c](#orders) [d](../out.csv) [e](guide) \
            [f](x.html) [g](https://a.b/c.md) [h](../../../x.md) [i]({{ base }}/x.md) [j](../target/y.txt) \
            [k](docs/alerts.md) [l](../sub/x.md) <a@b.md> [m](/static/z.md) ![n](n.png)";
        write(
            "docs/a.md",
            &format!("# Orders\n\n{alive}\n\n[1](alert.md) [2](alerts.md#queue) [3](#order)\n"),
        );
        write("docs/alerts.md", "# Queue full {#set}\n");
        write(".gitignore", "*.csv\n");
        write(".gitmodules", "[submodule \"sub\"]\n\tpath = sub\n");
        let (docs, _) =
            read_all(root, &[FilePath::new("docs/a.md")], false, &TemplateText::default());
        let dead = docs.documents.iter().flat_map(|document| &document.dead_links);
        let said: Vec<_> =
            dead.map(|d| (d.link.text.as_str(), d.why.as_str(), d.nearest.as_deref())).collect();
        assert_eq!(
            said,
            [
                ("alert.md", "there is no `docs/alert.md`", Some("alerts.md")),
                (
                    "alerts.md#queue",
                    "`docs/alerts.md` has no heading `#queue`",
                    Some("#queue-full")
                ),
                ("#order", "this document has no heading `#order`", Some("#orders")),
            ]
        );
    }
}
