//! A rule's page: TOML front matter between `+++` lines, then Markdown.
//!
//! In: the text of `rules/<id>.md`. Out: the rule's id, group, level and question, its summary,
//! its prose, and its code blocks, which the test suite lints: a block marked `bad` must be
//! reported, on the lines that carry a `//~` marker, and a block marked `good` must not.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::facts::{Level, Line, LineIndex};

/// What marks a line of a code block as one that must be reported.
const MARKER: &str = "//~";

/// The parsed page of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The page's file, as errors name it.
    pub file: String,
    /// The rule's id, which is the file's name without `.md`.
    pub id: String,
    /// The advice that the rule belongs to.
    pub group: Group,
    /// The level of its findings unless configuration says otherwise.
    pub level: Level,
    /// The question that it helps to answer.
    pub question: Question,
    /// Whether its findings can be accepted as they are, with a baseline.
    pub baseline: bool,
    /// Whether a finding can be waived.
    pub waiver: bool,
    /// The first paragraph on one line.
    pub summary: String,
    /// The Markdown after the front matter.
    pub body: String,
    /// The line of the file on which `body` starts.
    pub body_line: Line,
}

/// The pieces of advice that rules stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// The concurrency model can change without touching business code.
    Isolation,
    /// Services scale by being split.
    Boundaries,
    /// We know when it can't keep up.
    Capacity,
    /// The three questions are answered in writing.
    Documentation,
    /// The project's own exceptions are in order.
    Hygiene,
}

impl Group {
    /// The group's name, as pages and output write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Isolation => "isolation",
            Self::Boundaries => "boundaries",
            Self::Capacity => "capacity",
            Self::Documentation => "documentation",
            Self::Hygiene => "hygiene",
        }
    }
}

/// The three questions that a service must answer before it goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Question {
    /// Where is it concurrent?
    Where,
    /// Who scales it?
    Who,
    /// How do we know it can't keep up?
    Overload,
}

impl Question {
    /// All three, in their order.
    pub const ALL: [Self; 3] = [Self::Where, Self::Who, Self::Overload];

    /// Its number, from 1.
    pub fn number(self) -> u8 {
        match self {
            Self::Where => 1,
            Self::Who => 2,
            Self::Overload => 3,
        }
    }

    /// The question itself.
    pub fn text(self) -> &'static str {
        match self {
            Self::Where => "Where is it concurrent?",
            Self::Who => "Who scales it?",
            Self::Overload => "How do we know it can't keep up?",
        }
    }
}

impl TryFrom<u8> for Question {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|question| question.number() == number)
            .ok_or_else(|| format!("there is no question {number}, expected 1, 2 or 3"))
    }
}

impl From<Question> for u8 {
    fn from(question: Question) -> Self {
        question.number()
    }
}

/// Why a page can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct PageError {
    /// The page's file.
    pub file: String,
    /// The line that is wrong.
    pub line: Line,
    /// What is wrong, and what was expected.
    pub message: String,
}

/// One fenced code block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The first word of its info string: `rust`, `md`, `toml`.
    pub language: String,
    /// The words after the language other than `bad` and `good`.
    pub words: Vec<String>,
    /// What the rule must say about it.
    pub promise: Option<Promise>,
    /// Its text without the markers.
    pub text: String,
    /// The lines that must be reported, counted from 1 in `text`.
    pub marked: Vec<Line>,
    /// The line of the file on which `text` starts.
    pub line: Line,
}

/// What a rule must say about a code block of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// At least one finding, and one on each marked line.
    Bad,
    /// No finding.
    Good,
}

impl Page {
    /// Parses the page in `file`, whose name must be the rule's id and `.md`.
    pub fn parse(file: &str, text: &str) -> Result<Self, PageError> {
        let error =
            |line: Line, message: String| PageError { file: file.to_string(), line, message };
        let (front, body) = split_front_matter(text).ok_or_else(|| {
            error(1, "no front matter, expected TOML between two lines `+++`".to_string())
        })?;
        let front_matter: FrontMatter = toml::from_str(front).map_err(|e| {
            let line = e.span().map_or(1, |span| LineIndex::new(front).line(span.start));
            error(line + 1, e.message().to_string())
        })?;
        let body_line = LineIndex::new(text).line(text.len() - body.len());
        let stem = file.rsplit('/').next().unwrap_or(file);
        if stem.strip_suffix(".md") != Some(&front_matter.id) {
            let message =
                format!("the page of rule `{id}` must be named `{id}.md`", id = front_matter.id);
            return Err(error(2, message));
        }
        let summary = first_paragraph(body)
            .ok_or_else(|| error(body_line, "no paragraph says what the rule does".to_string()))?;
        Ok(Self {
            file: file.to_string(),
            id: front_matter.id,
            group: front_matter.group,
            level: front_matter.level,
            question: front_matter.question,
            baseline: front_matter.baseline,
            waiver: front_matter.waiver,
            summary,
            body: body.to_string(),
            body_line,
        })
    }

    /// The fenced code blocks, in their order.
    pub fn blocks(&self) -> Result<Vec<Block>, PageError> {
        let lines = LineIndex::new(&self.body);
        let mut blocks = Vec::new();
        let mut open: Option<(String, Line, String)> = None;
        for (event, range) in Parser::new(&self.body).into_offset_iter() {
            match (event, &mut open) {
                (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                    let first = self.body_line + lines.line(range.start);
                    open = Some((info.to_string(), first, String::new()));
                }
                (Event::Text(part), Some((_, _, text))) => text.push_str(&part),
                (Event::End(TagEnd::CodeBlock), _) => {
                    if let Some((info, line, text)) = open.take() {
                        blocks.push(self.block(&info, line, &text)?);
                    }
                }
                _ => {}
            }
        }
        Ok(blocks)
    }

    fn block(&self, info: &str, line: Line, marked_text: &str) -> Result<Block, PageError> {
        let mut words = info.split_whitespace().map(str::to_string);
        let language = words.next().unwrap_or_default();
        let (promises, words): (Vec<_>, Vec<_>) = words.partition(|w| w == "bad" || w == "good");
        let promise = match promises.as_slice() {
            [] => None,
            [word] if word == "bad" => Some(Promise::Bad),
            [_] => Some(Promise::Good),
            _ => return Err(self.error(line - 1, "a block is either `bad` or `good`")),
        };
        let mut text = String::with_capacity(marked_text.len());
        let mut marked = Vec::new();
        for (number, source) in (1..).zip(marked_text.lines()) {
            let (code, is_marked) = split_marker(source);
            if is_marked {
                marked.push(number);
            }
            text.push_str(code);
            text.push('\n');
        }
        if let (Some(first), false) = (marked.first(), promise == Some(Promise::Bad)) {
            let message = "only a block marked `bad` has lines marked `//~`";
            return Err(self.error(line + first - 1, message));
        }
        Ok(Block { language, words, promise, text, marked, line })
    }

    fn error(&self, line: Line, message: &str) -> PageError {
        PageError { file: self.file.clone(), line, message: message.to_string() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: String,
    group: Group,
    level: Level,
    question: Question,
    #[serde(default = "yes")]
    baseline: bool,
    #[serde(default = "yes")]
    waiver: bool,
}

fn yes() -> bool {
    true
}

/// A line of a code block without its marker, and whether it has one.
pub fn split_marker(line: &str) -> (&str, bool) {
    match line.split_once(MARKER) {
        Some((code, _)) => (code.trim_end(), true),
        None => (line, false),
    }
}

/// The text between the first two lines `+++`, and all after the second.
fn split_front_matter(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once('\n')?;
    if first.trim_end() != "+++" {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

/// The text of the first paragraph on one line, without its markup.
fn first_paragraph(markdown: &str) -> Option<String> {
    let mut text = String::new();
    let mut inside = false;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Paragraph) => inside = true,
            Event::End(TagEnd::Paragraph) if inside => return Some(text),
            Event::Text(part) if inside => text.push_str(&part),
            Event::Code(code) if inside => text.push_str(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak if inside => text.push(' '),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "+++\nid = \"some-rule\"\ngroup = \"capacity\"\nlevel = \"warn\"\nquestion = 3\n+++\n\
        # Some rule\n\nA queue `without`\na *bound*.\n\n```rust bad\nfn a() {\n    queue(); //~\n}\n```\n\n\
        - in a list\n  ```md good\n  # Title\n  ```\n";

    #[test]
    fn front_matter_and_first_paragraph_become_the_page() {
        let page = Page::parse("rules/some-rule.md", PAGE).unwrap();
        assert_eq!(page.id, "some-rule");
        assert_eq!(page.group, Group::Capacity);
        assert_eq!(page.level, Level::Warn);
        assert_eq!(page.question, Question::Overload);
        assert_eq!(page.summary, "A queue `without` a bound.");
        assert!(page.body.starts_with("# Some rule"));
        assert_eq!(page.body_line, 7);
    }

    #[test]
    fn blocks_lose_their_markers_and_know_their_lines() {
        let page = Page::parse("some-rule.md", PAGE).unwrap();
        let blocks = page.blocks().unwrap();
        assert_eq!(
            blocks,
            [
                Block {
                    language: "rust".into(),
                    words: vec![],
                    promise: Some(Promise::Bad),
                    text: "fn a() {\n    queue();\n}\n".into(),
                    marked: vec![2],
                    line: 13,
                },
                Block {
                    language: "md".into(),
                    words: vec![],
                    promise: Some(Promise::Good),
                    text: "# Title\n".into(),
                    marked: vec![],
                    line: 20,
                },
            ]
        );
    }

    #[test]
    fn a_wrong_page_is_named_with_its_line() {
        let said = |file: &str, text: &str| Page::parse(file, text).unwrap_err().to_string();
        assert_eq!(
            said("a.md", "# A"),
            "a.md:1: no front matter, expected TOML between two lines `+++`"
        );
        assert!(
            said("some-rule.md", &PAGE.replace("= 3", "= 4"))
                .starts_with("some-rule.md:5: there is no question 4")
        );
        assert!(
            said("some-rule.md", &PAGE.replace("\"warn\"", "\"loud\""))
                .starts_with("some-rule.md:4: unknown variant `loud`")
        );
        assert_eq!(
            said("other.md", PAGE),
            "other.md:2: the page of rule `some-rule` must be named `some-rule.md`"
        );
    }

    #[test]
    fn a_good_block_with_a_marked_line_is_an_error() {
        let page = Page::parse("some-rule.md", &PAGE.replace("rust bad", "rust good")).unwrap();
        assert_eq!(
            page.blocks().unwrap_err().to_string(),
            "some-rule.md:14: only a block marked `bad` has lines marked `//~`"
        );
    }
}
