//! Evidence from architecture documents: which of five topics a document answers, and where.
//!
//! The text of a Markdown file goes in. It becomes a page (`page`), each topic is judged by its
//! content (`topics`, with the words of `rules/topics.toml`), sections that say nothing are found
//! (`placeholder`), and a [`Document`] with one [`Answer`] per topic comes out. [`choose`] says
//! which files of a project are architecture documents, [`read_all`] reads them.

mod anchors;
mod choose;
mod dates;
mod dead;
mod links;
mod load_tables;
mod map;
mod page;
mod placeholder;
mod read;
mod review;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod topics;
mod traditional;
mod waivers;
mod words;

use std::ops::Range;
use std::sync::Arc;

use camino::Utf8Path;

pub(crate) use anchors::lead_to;
pub(crate) use choose::{Choice, choose};
pub(crate) use links::resolve;
pub(crate) use map::{CLOSING, Column, MapProblem, MapTable, MapTableRow, OPENING, marked};
pub(crate) use read::is_markdown;
pub(crate) use read::read_all;
pub(crate) use template::TemplateText;

use self::page::{Section, read_page};
use self::topics::{Fit, Reading, Verdict, alerts, boundaries, concurrency, load_test, owner};
use crate::facts::{
    Answer, AnswerState, Document, FilePath, LineIndex, Place, Placeholder, SourceText, Topic,
};

/// The anchors of the Markdown `text`, to which [`lead_to`] compares.
pub(crate) fn anchors_of(text: &str) -> Vec<String> {
    read_page("", text).anchors
}

/// The concurrency maps of the text of one document, with their layout, for those who edit them.
pub(crate) fn read_map(file: &FilePath, text: &str) -> Vec<MapTable> {
    let places = Places { file, text, lines: LineIndex::new(text) };
    map::read(&Reading::new(&read_page("", text)), &places)
}

/// Reads the text of one document. Where its links lead is not looked at.
#[cfg(test)]
pub(crate) fn read_document(file: &FilePath, text: &str) -> Document {
    read_with(&TemplateText::default(), file, text)
}

/// The same; what the document has from `template` answers nothing.
pub(crate) fn read_with(template: &TemplateText, file: &FilePath, text: &str) -> Document {
    read_in(None, template, file, text)
}

/// Reads the text of one document of the project at `root`.
fn read_in(
    root: Option<&Utf8Path>,
    template: &TemplateText,
    file: &FilePath,
    text: &str,
) -> Document {
    let name = file.file_name();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let mut page = read_page(&stem.replace(['-', '_'], " "), text);
    template.take_from(&mut page);
    let reading = Reading::new(&page);
    let places = Places { file, text, lines: LineIndex::new(text) };
    let mut document = Document {
        file: file.clone(),
        answers: Vec::new(),
        placeholders: Vec::new(),
        links: links::local_links(file, &page.links),
        load_tests: load_tables::find(&reading, &places),
        scaling_owner: Vec::new(),
        dead_links: root.map_or_else(Vec::new, |root| dead::find(root, &page, &places)),
        review: review::read(&page, &places),
        map: map::read(&reading, &places)
            .into_iter()
            .flat_map(MapTable::says)
            .map(Arc::new)
            .collect(),
        waivers: waivers::read(file, text),
    };
    for topic in Topic::ALL {
        let empty = placeholder::find(&reading, |section| promised_by(topic, section));
        let judged = judge(topic, &reading.without(&empty.sections));
        let verdict = empty.outside.iter().cloned().fold(None, Verdict::or);
        // A link to what may answer says nothing itself; the document behind it is judged on its own.
        let says = |verdict: &Verdict| {
            verdict.state == AnswerState::Answered
                || !placeholder::only_links(&page, &verdict.bytes, text)
        };
        let verdict = verdict.into_iter().chain(judged.filter(says)).fold(None, Verdict::or);
        let verdict = empty.verdicts.iter().cloned().fold(verdict, Verdict::or);
        if topic == Topic::ScalingOwner {
            let named = owner::named(&reading.without(&empty.sections), verdict.as_ref(), text);
            let named = named.into_iter();
            let said = |bytes: Range<usize>| SourceText {
                text: text.get(bytes.clone()).unwrap_or_default().into(),
                place: places.of(&bytes),
            };
            document.scaling_owner.extend(named.map(said));
        }
        document.answers.push(Answer {
            topic,
            state: verdict.as_ref().map_or(AnswerState::Absent, |v| v.state),
            place: verdict.as_ref().map(|v| places.of(&v.bytes)),
            why: verdict.map_or_else(|| "nothing mentions it".into(), |v| v.why),
        });
        let nothing = empty.verdicts.into_iter();
        let nothing = nothing.filter(|v| v.state == AnswerState::Placeholder);
        document.placeholders.extend(nothing.map(|v| Placeholder {
            topic,
            place: places.of(&v.bytes),
            why: v.why,
        }));
    }
    document.placeholders.sort_by_key(|found| (found.place.bytes, found.topic));
    document
}

/// One text, by whose lines bytes become places.
struct Places<'t> {
    file: &'t FilePath,
    text: &'t str,
    lines: LineIndex,
}

impl Places<'_> {
    /// The place of `bytes`, without the blanks at their end.
    fn of(&self, bytes: &Range<usize>) -> Place {
        let part = self.text.get(bytes.clone()).unwrap_or_default();
        let end = bytes.start + part.trim_end().len();
        self.lines.place(self.file, self.text, bytes.start..end)
    }
}

fn judge(topic: Topic, reading: &Reading) -> Option<Verdict> {
    match topic {
        Topic::ConcurrencyMap => concurrency::judge(reading),
        Topic::ScalingOwner => owner::judge(reading),
        Topic::Alerts => alerts::judge(reading),
        Topic::LoadTest => load_test::judge(reading),
        Topic::ServiceBoundaries => boundaries::judge(reading),
    }
}

/// How surely a section's own heading promises the topic.
fn promised_by(topic: Topic, section: &Section) -> Fit {
    match topic {
        Topic::ConcurrencyMap => concurrency::promises(section),
        Topic::ScalingOwner => owner::promises(section),
        Topic::Alerts => alerts::promises(section),
        Topic::LoadTest => load_test::promises(section),
        Topic::ServiceBoundaries => boundaries::promises(section),
    }
}
