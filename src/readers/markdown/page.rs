//! A Markdown file as a tree of sections with their texts, tables and code.
//!
//! Text goes in; sections in the order of their headings come out, each with its parent and what
//! stands directly under it. The first section is the title: front matter's, or the file's name,
//! with the text before the first heading. HTML comments are gone, full-width characters are
//! folded, and everything keeps its bytes in the file.

mod builder;
mod front;
mod html;

use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use self::builder::Builder;

/// A document as it is written.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The keys of the front matter.
    pub(super) front: Vec<Field>,
    /// The sections; the first is the title.
    pub(super) sections: Vec<Section>,
    pub(super) links: Vec<Link>,
    /// The names by which links reach parts of the page.
    pub(super) anchors: Vec<String>,
}

/// A link, which is no picture.
#[derive(Debug)]
pub(super) struct Link {
    /// Its target, as written.
    pub(super) target: String,
    pub(super) bytes: Range<usize>,
}

/// A key of the front matter, with its value or the values of its list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) bytes: Range<usize>,
}

/// A heading and what stands directly under it.
#[derive(Debug)]
pub(super) struct Section {
    /// The heading without markup.
    pub(super) heading: String,
    /// 0 for the title, else 1 to 6.
    pub(super) level: u8,
    /// The section that this one is part of.
    pub(super) parent: Option<usize>,
    pub(super) bytes: Range<usize>,
    pub(super) blocks: Vec<Block>,
    /// True when texts of it were taken away that the project's template has too.
    pub(super) from_template: bool,
}

/// A block of a section.
#[derive(Debug)]
pub(super) enum Block {
    Text(Text),
    Table(Table),
    Code(Code),
    /// A picture, which may say much and is not read.
    Image,
}

/// A paragraph, a list item's own text, or a paragraph of a quote.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) kind: TextKind,
    pub(super) lines: Vec<TextLine>,
    pub(super) bytes: Range<usize>,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Paragraph,
    Item,
    /// A list item in or under a task box that is not ticked.
    Unticked,
    /// Text in a plain block quote, which templates use for hints.
    Quote,
}

/// One line of a text as it is written.
#[derive(Debug, Default)]
pub(super) struct TextLine {
    /// Without markup; code keeps its backticks.
    pub(super) text: String,
    /// What the line begins with in bold, as a link or as code.
    pub(super) subject: Option<String>,
    pub(super) bytes: Range<usize>,
}

impl Text {
    /// The lines as one.
    pub(super) fn joined(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.trim()).collect();
        lines.join(" ")
    }
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    /// The header cells by their pieces.
    pub(super) head: Vec<Cell>,
    pub(super) rows: Vec<Row>,
    pub(super) bytes: Range<usize>,
}

/// A row of a table below its header.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// The same cells by their pieces.
    pub(super) parts: Vec<Cell>,
    pub(super) bytes: Range<usize>,
}

/// A cell of a table as a row of pieces, with the bytes between its bars.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) pieces: Vec<Piece>,
    pub(super) bytes: Range<usize>,
}

/// A stretch of a cell's text without markup; full-width characters stay as they are.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) text: String,
    /// Where the text stands, without the backticks of code.
    pub(super) bytes: Range<usize>,
}

/// What a piece of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    Plain,
    Code,
    /// `<br>`, which has no text.
    Break,
}

#[derive(Debug)]
pub(super) struct Code {
    /// The first word of its info string, lower-case.
    pub(super) language: String,
    pub(super) text: String,
    pub(super) bytes: Range<usize>,
}

/// What of Markdown is read besides its core.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);

/// Reads `text`; `name` is the title when front matter has none.
pub(super) fn read_page(name: &str, text: &str) -> Page {
    let mut builder = Builder::new(name);
    for (event, bytes) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        builder.take(event, bytes, text);
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(page: &Page, section: usize) -> Vec<String> {
        let texts = page.sections[section].blocks.iter().filter_map(|block| match block {
            Block::Text(text) => Some(text.joined()),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn sections_nest_by_level_and_setext_headings_count() {
        let page = read_page("x", "A\n=\n\n## B\n\n#### C\n\n## D {#d}\n");
        let tree: Vec<_> = page.sections.iter().map(|s| (s.heading.as_str(), s.parent)).collect();
        assert_eq!(
            tree,
            [("x", None), ("A", Some(0)), ("B", Some(1)), ("C", Some(2)), ("D", Some(1))]
        );
    }

    #[test]
    fn front_matter_titles_the_text_before_the_first_heading() {
        let source = "---\ntitle: \"Payments\"\ntags:\n  - a\n  - b\n---\nIntro.\n\n## Next\n";
        let page = read_page("file", source);
        assert_eq!(page.sections[0].heading, "Payments");
        assert_eq!(text_of(&page, 0), ["Intro."]);
        assert_eq!(page.front[1].value, " a b");
        assert_eq!(&source[page.front[0].bytes.clone()], "title: \"Payments\"");
    }

    #[test]
    fn comments_are_gone_and_text_around_tags_stays() {
        let page = read_page(
            "x",
            "<!-- a\n\n## no heading\n\n-->\n\nText <!-- b --> here.\n\n<p>kept <b>too</b></p>\n",
        );
        assert_eq!(page.sections.len(), 1);
        assert_eq!(text_of(&page, 0), ["Text  here.", "kept too"]);
    }

    #[test]
    fn lines_keep_their_subject_and_bytes() {
        let source = "**Owner：** @a\n**Team**: b\nplain **bold**\n\n- [`api`](x) serves\n";
        let page = read_page("x", source);
        let Block::Text(text) = &page.sections[0].blocks[0] else {
            panic!("a paragraph was expected")
        };
        let subjects: Vec<_> = text.lines.iter().map(|l| l.subject.as_deref()).collect();
        assert_eq!(subjects, [Some("Owner:"), Some("Team"), None]);
        assert_eq!(&source[text.lines[1].bytes.clone()], "**Team**: b");
        let Block::Text(item) = &page.sections[0].blocks[1] else { panic!("an item was expected") };
        assert_eq!(item.kind, TextKind::Item);
        assert_eq!(item.lines[0].subject.as_deref(), Some("`api`"));
        assert_eq!(page.links[0].target, "x");
        assert_eq!(&source[page.links[0].bytes.clone()], "[`api`](x)");
    }

    #[test]
    fn what_stands_under_an_unticked_box_is_unticked() {
        let page = read_page("x", "- [ ] Metric\n  - Name: a\n- [x] Log\n");
        let kinds: Vec<_> = page.sections[0]
            .blocks
            .iter()
            .map(|block| match block {
                Block::Text(text) => text.kind,
                _ => panic!("only items were expected"),
            })
            .collect();
        assert_eq!(kinds, [TextKind::Unticked, TextKind::Unticked, TextKind::Item]);
    }

    #[test]
    fn tables_and_code_are_blocks_of_their_section() {
        let page = read_page(
            "x",
            "# T\n\n| a | b |\n|---|---|\n| `c` | d<br>e |\n\n```PromQL {x}\nup < 1\n# no heading\n```\n",
        );
        assert_eq!(page.sections.len(), 2);
        let [Block::Table(table), Block::Code(code)] = &page.sections[1].blocks[..] else {
            panic!("a table and code were expected")
        };
        assert_eq!(table.headers, ["a", "b"]);
        assert_eq!(table.rows[0].cells, ["`c`", "d e"]);
        assert_eq!(code.language, "promql");
    }
}
