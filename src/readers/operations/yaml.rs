//! A YAML file as a tree of nodes that keep their bytes in the file.
//!
//! Text goes in; one [`Node`] per document comes out, or what is wrong with the text. Scalars keep
//! what is written (`5m`, `1`, `yes`), without their quotes; the markers and indents of blocks are no
//! part of their bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// The deepest nesting that is read; what operations files say lies within ten levels.
const DEEPEST: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) bytes: Range<usize>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, a number: anything without parts. `literal` is true for blocks after `|`.
    Scalar {
        text: String,
        literal: bool,
    },
    List(Vec<Node>),
    /// Keys and their values, in their order.
    Map(Vec<(Node, Node)>),
    /// A reference to a list or map elsewhere, which is not followed.
    Reference,
}

impl Node {
    /// The value of `key`, when this is a map with it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The text, when this is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The parts of a list; none for anything else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Keys and values of a map; none for anything else.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Node, &Node)> {
        let entries: &[(Node, Node)] = match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        };
        entries.iter().map(|(key, value)| (key, value))
    }
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct YamlError {
    pub(super) message: String,
    pub(super) byte: usize,
}

/// Reads all documents of `text`.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, YamlError> {
    let bytes = Bytes::new(text);
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| YamlError {
            message: error.info().to_string(),
            byte: bytes.at(error.marker().index()),
        })?;
        if builder.open.len() > DEEPEST {
            let message = format!("nested deeper than {DEEPEST} levels");
            return Err(YamlError { message, byte: bytes.at(span.start.index()) });
        }
        builder.take(event, span, text, &bytes);
    }
    Ok(builder.documents)
}

/// Builds nodes of events, without recursion.
#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    scalars: BTreeMap<usize, String>,
}

/// A list or map whose end has not come.
struct Open {
    start: usize,
    is_map: bool,
    parts: Vec<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span, text: &str, bytes: &Bytes) {
        let start = bytes.at(span.start.index());
        let end = bytes.at(span.end.index());
        match event {
            Event::Scalar(value, style, anchor, _) => {
                if anchor > 0 {
                    self.scalars.insert(anchor, value.to_string());
                }
                let literal = style == ScalarStyle::Literal;
                let value = Value::Scalar { text: value.into_owned(), literal };
                self.add(Node { value, bytes: content(text, start..end, style) });
            }
            Event::Alias(anchor) => {
                let value = match self.scalars.get(&anchor) {
                    Some(text) => Value::Scalar { text: text.clone(), literal: false },
                    None => Value::Reference,
                };
                self.add(Node { value, bytes: start..end });
            }
            Event::SequenceStart(..) => self.open(start, false),
            Event::MappingStart(..) => self.open(start, true),
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            _ => {}
        }
    }

    fn open(&mut self, start: usize, is_map: bool) {
        self.open.push(Open { start, is_map, parts: Vec::new() });
    }

    fn close(&mut self, end: usize) {
        let Some(Open { start, is_map, parts }) = self.open.pop() else { return };
        let value = if is_map {
            let mut parts = parts.into_iter();
            let pairs = std::iter::from_fn(|| Some((parts.next()?, parts.next()?)));
            Value::Map(pairs.collect())
        } else {
            Value::List(parts)
        };
        self.add(Node { value, bytes: start..end.max(start) });
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => open.parts.push(node),
            None => self.documents.push(node),
        }
    }
}

/// The bytes of what a scalar says: without its quotes, the marker of a block and blanks around it.
fn content(text: &str, bytes: Range<usize>, style: ScalarStyle) -> Range<usize> {
    let written = text.get(bytes.clone()).unwrap_or_default();
    let mut start = bytes.start;
    let mut inner = written;
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let quote = if style == ScalarStyle::SingleQuoted { '\'' } else { '"' };
            inner = inner.trim_end().strip_suffix(quote).unwrap_or(inner);
            if let Some(rest) = inner.strip_prefix(quote) {
                start += 1;
                inner = rest;
            }
            return start..start + inner.len();
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            if inner.starts_with(['|', '>']) {
                let line = inner.find('\n').map_or(inner.len(), |at| at + 1);
                start += line;
                inner = inner.get(line..).unwrap_or_default();
            }
        }
        ScalarStyle::Plain => {}
    }
    let trimmed = inner.trim_start();
    start += inner.len() - trimmed.len();
    start..start + trimmed.trim_end().len()
}

/// Where each character of a text begins: the parser counts characters.
struct Bytes {
    /// Empty when the text is ASCII, where both are the same.
    starts: Vec<u32>,
    len: usize,
}

impl Bytes {
    fn new(text: &str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(byte, _)| byte as u32).collect()
        };
        Self { starts, len: text.len() }
    }

    fn at(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            return character.min(self.len);
        }
        self.starts.get(character).map_or(self.len, |&byte| byte as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scalars of `text`, as they are meant and as their bytes show them.
    fn scalars(text: &str) -> Vec<(String, String)> {
        fn visit(node: &Node, text: &str, into: &mut Vec<(String, String)>) {
            match &node.value {
                Value::Scalar { text: said, .. } => {
                    into.push((said.clone(), text[node.bytes.clone()].to_string()));
                }
                Value::List(items) => items.iter().for_each(|item| visit(item, text, into)),
                Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                    visit(key, text, into);
                    visit(value, text, into);
                }),
                Value::Reference => {}
            }
        }
        let mut found = Vec::new();
        for document in parse(text).expect("YAML") {
            visit(&document, text, &mut found);
        }
        found
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
    }

    #[test]
    fn every_style_of_scalar_keeps_the_bytes_of_what_it_says() {
        let text = "plain: a b # c\nsingle: 'a''b'\ndouble: \"a\\tb\"\nnumber: 1\n";
        let expected = [
            ("plain", "plain"),
            ("a b", "a b"),
            ("single", "single"),
            ("a'b", "a''b"),
            ("double", "double"),
            ("a\tb", "a\\tb"),
            ("number", "number"),
            ("1", "1"),
        ];
        assert_eq!(scalars(text), pairs(&expected));
    }

    #[test]
    fn blocks_are_placed_without_their_markers() {
        let text = "a: |-  # why\n  one\n    two\n\nb: >\n\n  three\n  four\nc: d\n";
        let expected = [
            ("a", "a"),
            ("one\n  two", "one\n    two"),
            ("b", "b"),
            ("\nthree four\n", "three\n  four"),
            ("c", "c"),
            ("d", "d"),
        ];
        assert_eq!(scalars(text), pairs(&expected));
    }

    #[test]
    fn wide_characters_line_feeds_of_windows_and_marks_at_the_start_keep_the_bytes_right() {
        let expected = pairs(&[("队列", "队列"), ("满", "满"), ("b", "b"), ("c", "c")]);
        assert_eq!(scalars("# 说明\n队列: 满\nb: c\n"), expected);
        assert_eq!(scalars("# 说明\r\n队列: 满\r\nb: c\r\n"), expected);
        assert_eq!(scalars("\u{feff}队列: 满\nb: c\n"), expected);
    }

    #[test]
    fn a_file_holds_several_documents_and_references_to_scalars_are_followed() {
        let text = "a: &x one\n---\nb: &y two\nc: *y\n";
        let documents = parse(text).expect("YAML");
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[1].get("c").and_then(Node::text), Some("two"));
    }

    #[test]
    fn broken_and_bottomless_texts_are_errors() {
        let broken = parse("a: b\n{{ if }}: [\n").expect_err("no YAML");
        assert!(broken.byte > 0);
        let deep = parse(&"- ".repeat(100_000)).expect_err("too deep");
        assert_eq!(deep.message, "nested deeper than 64 levels");
    }
}
