//! `cargo golive docs`: which document answers which question, and where.
//!
//! Files and folders go in, read as they are, outside a workspace too; the text to print comes out.
//! A named file is read alone; in a folder the architecture documents are chosen by
//! [`docs::choose`](crate::readers::markdown::choose).

use std::fmt::Write;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use ignore::WalkBuilder;
use serde_json::{Map, Value, json};

use super::Outcome;
use super::error::{DocsError, Error};
use super::options::current_folder;
use crate::engine;
use crate::facts::{AnswerState, Document, DocumentFacts, FilePath, Topic, Unreadable};
use crate::readers::markdown::{TemplateText, choose, is_markdown, read_all, read_with};
use crate::readers::read_text;

/// The arguments of `docs`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Documents to read, and folders to look for architecture documents in; the current folder
    /// when there are none
    #[arg(value_name = "PATHS")]
    paths: Vec<Utf8PathBuf>,
    /// How to write what is found
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: DocsFormat,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum DocsFormat {
    /// A table per document, and the verdict per topic.
    #[default]
    Human,
    /// JSON, for programs.
    Json,
}

/// Runs `docs`.
pub(super) fn run(args: &Args, out: &mut dyn io::Write) -> Result<Outcome, Error> {
    let folder = current_folder()?;
    let of_project = if args.paths.is_empty() { engine::documents(&folder)? } else { None };
    let text = match of_project {
        Some((docs, unreadable)) => written(&docs, &unreadable, args.format),
        None => answers(&args.paths, args.format, &engine::templates(&folder)?)?,
    };
    out.write_all(text.as_bytes())?;
    Ok(Outcome::Clean)
}

/// Reads `paths`, the current folder when there are none, and returns what to print.
fn answers(
    paths: &[Utf8PathBuf],
    format: DocsFormat,
    template: &TemplateText,
) -> Result<String, DocsError> {
    let here = [Utf8PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut docs = DocumentFacts::default();
    let mut unreadable = Vec::new();
    for path in paths {
        if path.is_dir() {
            read_folder(path, template, &mut docs, &mut unreadable);
        } else if path.is_file() {
            docs.documents.push(read_file(path, template)?);
        } else {
            return Err(DocsError::NotFound(path.clone()));
        }
    }
    Ok(written(&docs, &unreadable, format))
}

fn written(docs: &DocumentFacts, unreadable: &[Unreadable], format: DocsFormat) -> String {
    match format {
        DocsFormat::Human => human(docs, unreadable),
        DocsFormat::Json => as_json(docs),
    }
}

fn read_file(path: &Utf8Path, template: &TemplateText) -> Result<Document, DocsError> {
    let text = read_text(path)
        .map_err(|reason| DocsError::Unreadable { path: path.to_owned(), reason })?;
    Ok(read_with(template, &FilePath::new(path), &text))
}

/// Reads the architecture documents of a folder.
fn read_folder(
    folder: &Utf8Path,
    template: &TemplateText,
    docs: &mut DocumentFacts,
    unreadable: &mut Vec<Unreadable>,
) {
    let files = markdown_files(folder);
    let choice = choose(&files, &|file| read_text(&file.under(folder)).ok());
    let (mut found, more) = read_all(folder, &choice.files, choice.guessed, template);
    if folder != "." {
        found.documents.iter_mut().for_each(|document| prefix(document, folder));
    }
    docs.guessed |= choice.guessed;
    docs.documents.extend(found.documents);
    unreadable.extend(more);
}

/// Names the files of `document` as seen from the current folder.
fn prefix(document: &mut Document, folder: &Utf8Path) {
    let prefixed = |file: &FilePath| FilePath::new(file.under(folder));
    document.file = prefixed(&document.file);
    let answers = document.answers.iter_mut().filter_map(|answer| answer.place.as_mut());
    let placeholders = document.placeholders.iter_mut().map(|placeholder| &mut placeholder.place);
    for place in answers.chain(placeholders) {
        place.file = prefixed(&place.file);
    }
}

/// All Markdown files under `folder` that are not ignored, relative to it and sorted.
fn markdown_files(folder: &Utf8Path) -> Vec<FilePath> {
    let walk = WalkBuilder::new(folder).require_git(false).build();
    let mut files: Vec<FilePath> = walk
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| {
            let path = Utf8Path::from_path(entry.path())?;
            let relative = path.strip_prefix(folder).ok()?;
            is_markdown(relative.as_str()).then(|| FilePath::new(relative))
        })
        .collect();
    files.sort();
    files
}

fn as_json(docs: &DocumentFacts) -> String {
    let documents: Vec<Value> = docs
        .documents
        .iter()
        .map(|document| {
            json!({
                "file": document.file,
                "topics": topics(document),
                "map_rows": document.map.len(),
                "dead_links": dead_links(document),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "schema": 1, "documents": documents }))
}

fn topics(document: &Document) -> Map<String, Value> {
    let answers = document.answers.iter();
    answers
        .map(|answer| {
            let line = answer.place.as_ref().map(|place| place.start.line);
            let value = json!({ "state": answer.state.as_str(), "line": line });
            (answer.topic.as_str().to_string(), value)
        })
        .collect()
}

fn dead_links(document: &Document) -> Vec<Value> {
    let links = document.dead_links.iter();
    links
        .map(|dead| json!({ "line": dead.link.place.start.line, "link": dead.link.text, "why": dead.why }))
        .collect()
}

fn human(docs: &DocumentFacts, unreadable: &[Unreadable]) -> String {
    let mut out = String::new();
    for document in &docs.documents {
        let _ = writeln!(out, "{}", document.file);
        for answer in &document.answers {
            let place = answer
                .place
                .as_ref()
                .map_or("-".into(), |place| format!("line {}", place.start.line));
            line(&mut out, answer.topic, answer.state, &place, &answer.why);
        }
        if !document.map.is_empty() {
            let _ = writeln!(out, "  {} rows of a concurrency map", document.map.len());
        }
        for dead in &document.dead_links {
            let at = dead.link.place.start.line;
            let _ = writeln!(out, "  line {at}: broken link to `{}`: {}", dead.link.text, dead.why);
        }
        out.push('\n');
    }
    for file in unreadable {
        let _ = writeln!(out, "{}: {}\n", file.place.file, file.reason);
    }
    if docs.documents.is_empty() {
        out.push_str("no architecture document was found: name one, or mark it with `golive: architecture` in its front matter\n");
        return out;
    }
    let guess = if docs.guessed { " (chosen by their names)" } else { "" };
    let _ = writeln!(out, "all documents{guess}");
    for topic in Topic::ALL {
        let Some(best) = docs.best(topic) else {
            continue;
        };
        let place = best
            .place
            .as_ref()
            .map_or("-".into(), |place| format!("{}:{}", place.file, place.start.line));
        line(&mut out, topic, best.state, &place, &best.why);
    }
    out
}

fn line(out: &mut String, topic: Topic, state: AnswerState, place: &str, why: &str) {
    let _ = writeln!(out, "  {:<18}  {:<11}  {place:<9}  {why}", topic.as_str(), state.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_is_read_alone_and_a_folder_is_searched() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8Path::from_path(folder.path()).expect("a path in UTF-8");
        let write = |name: &str, text: &str| {
            std::fs::write(root.join(name), text).expect("a file is written")
        };
        write("architecture.md", "# App\n\n## Alerts\n\n- error rate > 1% for 5m\n");
        write("CHANGELOG.md", "# Changelog\n");
        write(".gitignore", "ignored.md\n");
        write("ignored.md", "# Architecture\n");

        let none = TemplateText::default();
        let text = answers(&[root.join("CHANGELOG.md")], DocsFormat::Json, &none)
            .expect("the file can be read");
        let value: Value = serde_json::from_str(&text).expect("the output is JSON");
        assert_eq!(value["documents"][0]["topics"]["alerts"]["state"], "absent");
        assert_eq!(value["documents"][0]["topics"]["alerts"]["line"], Value::Null);

        let text =
            answers(&[root.to_owned()], DocsFormat::Json, &none).expect("the folder can be read");
        let value: Value = serde_json::from_str(&text).expect("the output is JSON");
        assert_eq!(value["schema"], 1);
        let documents = value["documents"].as_array().map_or(0, Vec::len);
        assert_eq!(documents, 1);
        assert_eq!(value["documents"][0]["file"], root.join("architecture.md").as_str());
        assert_eq!(
            value["documents"][0]["topics"]["alerts"],
            json!({"state": "answered", "line": 5})
        );

        let text =
            answers(&[root.to_owned()], DocsFormat::Human, &none).expect("the folder can be read");
        assert!(text.contains("architecture.md:5  \"error rate > 1% for 5m\""), "{text}");
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let error = answers(&["no/such.md".into()], DocsFormat::Human, &TemplateText::default())
            .expect_err("nothing is there");
        assert_eq!(error.to_string(), "no/such.md: no such file or folder");
    }
}
