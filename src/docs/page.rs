//! A Markdown file as a tree of sections with their texts, tables and code.
//!
//! Text goes in; sections in the order of their headings come out, each with its parent and what
//! stands directly under it. The first section is the title: front matter's, or the file's name,
//! with the text before the first heading. HTML comments are gone, full-width characters are
//! folded, and everything keeps its bytes in the file.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::text::fold;

/// A document as it is written.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The keys of the front matter.
    pub(super) front: Vec<Field>,
    /// The sections; the first is the title.
    pub(super) sections: Vec<Section>,
    /// Targets of links, as written.
    pub(super) links: Vec<String>,
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
    /// The heading's bytes.
    pub(super) bytes: Range<usize>,
    pub(super) blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Debug)]
pub(super) enum Block {
    Text(Text),
    Table(Table),
    Code(Code),
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

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a table below its header.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) bytes: Range<usize>,
}

/// A code block.
#[derive(Debug)]
pub(super) struct Code {
    /// The first word of its info string, lower-case.
    pub(super) language: String,
    pub(super) text: String,
    pub(super) bytes: Range<usize>,
}

/// Reads `text`; `name` is the title when front matter has none.
pub(super) fn read_page(name: &str, text: &str) -> Page {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut builder = Builder::new(name);
    for (event, bytes) in Parser::new_ext(text, options).into_offset_iter() {
        builder.take(event, bytes, text);
    }
    builder.end_text();
    builder.page
}

struct Builder {
    page: Page,
    /// The open sections, outermost first.
    path: Vec<usize>,
    text: Option<Text>,
    heading: Option<String>,
    table: Option<Table>,
    cells: Vec<String>,
    code: Option<Code>,
    html: Option<(String, Range<usize>)>,
    front: Option<Range<usize>>,
    /// Whether each open list item stands unticked.
    items: Vec<bool>,
    quotes: Vec<bool>,
    images: usize,
    /// Where the bold, linked or code text at the start of a line begins, while it is open.
    subject_open: usize,
}

impl Builder {
    fn new(name: &str) -> Self {
        let title = Section {
            heading: fold(name),
            level: 0,
            parent: None,
            bytes: 0..0,
            blocks: Vec::new(),
        };
        Self {
            page: Page {
                sections: vec![title],
                ..Page::default()
            },
            path: vec![0],
            text: None,
            heading: None,
            table: None,
            cells: Vec::new(),
            code: None,
            html: None,
            front: None,
            items: Vec::new(),
            quotes: Vec::new(),
            images: 0,
            subject_open: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, bytes: Range<usize>, source: &str) {
        match event {
            Event::Start(tag) => self.start(tag, bytes),
            Event::End(tag) => self.end(tag, bytes, source),
            Event::Text(text) => self.write(&text, &bytes),
            Event::Code(text) => {
                self.open_subject(&bytes);
                self.write(&format!("`{text}`"), &bytes);
                self.close_subject();
            }
            Event::Html(html) => match &mut self.html {
                Some((text, _)) => text.push_str(&html),
                None => self.html = Some((html.into_string(), bytes)),
            },
            Event::InlineHtml(html) if html.starts_with("<br") => self.break_line(&bytes),
            Event::SoftBreak | Event::HardBreak => self.break_line(&bytes),
            Event::TaskListMarker(ticked) => {
                if let Some(unticked) = self.items.last_mut() {
                    *unticked |= !ticked;
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, bytes: Range<usize>) {
        match tag {
            Tag::Strong | Tag::Emphasis => self.open_subject(&bytes),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { dest_url, .. } => {
                self.page.links.push(dest_url.into_string());
                self.open_subject(&bytes);
            }
            Tag::Image { .. } => self.images += 1,
            Tag::TableHead | Tag::TableRow => self.cells.clear(),
            Tag::TableCell => self.cells.push(String::new()),
            block => {
                self.end_text();
                self.start_block(block, bytes);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, bytes: Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.heading = Some(String::new()),
            Tag::Item => {
                let inherited = self.items.last().copied().unwrap_or(false);
                self.items.push(inherited);
            }
            Tag::BlockQuote(kind) => self.quotes.push(kind.is_none()),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => first_word(&info),
                    CodeBlockKind::Indented => String::new(),
                };
                let text = String::new();
                self.code = Some(Code {
                    language,
                    text,
                    bytes,
                });
            }
            Tag::Table(_) => {
                self.table = Some(Table {
                    headers: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Tag::HtmlBlock => self.html = Some((String::new(), bytes)),
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
                self.front = Some(bytes);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, bytes: Range<usize>, source: &str) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link => self.close_subject(),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::TableCell => {}
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.headers = std::mem::take(&mut self.cells);
                }
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { cells, bytes });
                }
            }
            _ => {
                self.end_text();
                self.end_block(tag, bytes, source);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd, bytes: Range<usize>, source: &str) {
        match tag {
            TagEnd::Heading(level) => {
                let heading = self.heading.take().unwrap_or_default();
                self.open_section(heading, level as u8, bytes);
            }
            TagEnd::Item => {
                self.items.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.quotes.pop();
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(Block::Code(code));
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(Block::Table(table));
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::MetadataBlock(_) => {
                if let Some(bytes) = self.front.take() {
                    self.read_front_matter(source, bytes);
                }
            }
            _ => {}
        }
    }

    fn open_section(&mut self, heading: String, level: u8, bytes: Range<usize>) {
        let sections = &self.page.sections;
        while self.path.len() > 1
            && self
                .path
                .last()
                .and_then(|&last| sections.get(last))
                .is_some_and(|open| open.level >= level)
        {
            self.path.pop();
        }
        let parent = self.path.last().copied();
        self.path.push(sections.len());
        self.page.sections.push(Section {
            heading: heading.trim().to_string(),
            level,
            parent,
            bytes,
            blocks: Vec::new(),
        });
    }

    fn push(&mut self, block: Block) {
        if let Some(section) = self.page.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    fn write(&mut self, text: &str, bytes: &Range<usize>) {
        if self.images > 0 || self.front.is_some() {
            return;
        }
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
        } else if let Some(heading) = &mut self.heading {
            heading.push_str(&fold(text));
        } else if self.table.is_some() {
            if let Some(cell) = self.cells.last_mut() {
                cell.push_str(&fold(text));
            }
        } else {
            let line = self.line(bytes);
            line.text.push_str(&fold(text));
            line.bytes.end = bytes.end;
        }
    }

    fn break_line(&mut self, bytes: &Range<usize>) {
        if let Some(heading) = &mut self.heading {
            heading.push(' ');
        } else if self.table.is_some() {
            if let Some(cell) = self.cells.last_mut() {
                cell.push(' ');
            }
        } else if let Some(text) = &mut self.text {
            text.lines.push(TextLine {
                bytes: bytes.end..bytes.end,
                ..TextLine::default()
            });
        }
    }

    /// The line that is being written, begun when there is none.
    fn line(&mut self, bytes: &Range<usize>) -> &mut TextLine {
        let kind = self.text_kind();
        let text = self.text.get_or_insert_with(|| Text {
            kind,
            lines: Vec::new(),
            bytes: bytes.clone(),
        });
        text.bytes.end = text.bytes.end.max(bytes.end);
        if text.lines.is_empty() {
            text.lines.push(TextLine {
                bytes: bytes.clone(),
                ..TextLine::default()
            });
        }
        let last = text.lines.len() - 1;
        &mut text.lines[last]
    }

    fn text_kind(&self) -> TextKind {
        match self.items.last() {
            _ if self.quotes.contains(&true) => TextKind::Quote,
            Some(true) => TextKind::Unticked,
            Some(false) => TextKind::Item,
            None => TextKind::Paragraph,
        }
    }

    fn open_subject(&mut self, bytes: &Range<usize>) {
        let in_text = self.heading.is_none() && self.table.is_none() && self.code.is_none();
        if !in_text || self.front.is_some() {
            return;
        }
        self.subject_open += 1;
        let line = self.line(bytes);
        if line.text.trim().is_empty() && line.subject.is_none() {
            line.subject = Some(String::new());
        }
    }

    fn close_subject(&mut self) {
        self.subject_open = self.subject_open.saturating_sub(1);
        let Some(line) = self.text.as_mut().and_then(|text| text.lines.last_mut()) else {
            return;
        };
        if self.subject_open == 0 && line.subject.as_deref() == Some("") {
            line.subject = Some(line.text.trim().to_string());
        }
    }

    fn end_text(&mut self) {
        self.subject_open = 0;
        let Some(mut text) = self.text.take() else {
            return;
        };
        text.lines.retain(|line| !line.text.trim().is_empty());
        if !text.lines.is_empty() {
            self.push(Block::Text(text));
        }
    }

    /// Keeps the text of an HTML block without its comments and tags.
    fn end_html(&mut self) {
        let Some((html, bytes)) = self.html.take() else {
            return;
        };
        let text = fold(&without_tags(&html));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.line(&bytes).text = text;
            self.end_text();
        }
    }

    fn read_front_matter(&mut self, source: &str, bytes: Range<usize>) {
        let mut at = bytes.start;
        for line in source.get(bytes).unwrap_or_default().split_inclusive('\n') {
            let start = at;
            at += line.len();
            let entry = line.trim_end();
            let item = entry.trim_start().strip_prefix("- ");
            if let (Some(item), Some(field)) = (item, self.page.front.last_mut()) {
                field.value = format!("{} {}", field.value, unquoted(item));
            } else if let Some((key, value)) = front_matter_entry(entry) {
                let field = Field {
                    key: key.to_lowercase(),
                    value: fold(unquoted(value)),
                    bytes: start..start + entry.len(),
                };
                if let ("title", Some(title)) = (&*field.key, self.page.sections.first_mut()) {
                    title.heading = field.value.clone();
                    title.bytes = field.bytes.clone();
                }
                self.page.front.push(field);
            }
        }
    }
}

/// `key: value` of YAML or `key = value` of TOML that is not nested.
fn front_matter_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '='])?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    (!key.is_empty() && key.trim_end().chars().all(plain)).then(|| (key.trim_end(), value.trim()))
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches(['"', '\''])
}

fn first_word(info: &str) -> String {
    let word = info.split([',', ' ', '{']).next().unwrap_or_default();
    word.trim().to_lowercase()
}

/// HTML without comments and tags.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        rest = tag.split_once(end).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(page: &Page, section: usize) -> Vec<String> {
        let texts = page.sections[section]
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(text) => Some(text.joined()),
                _ => None,
            });
        texts.collect()
    }

    #[test]
    fn sections_nest_by_level_and_setext_headings_count() {
        let page = read_page("x", "A\n=\n\n## B\n\n#### C\n\n## D {#d}\n");
        let tree: Vec<_> = page
            .sections
            .iter()
            .map(|s| (s.heading.as_str(), s.parent))
            .collect();
        assert_eq!(
            tree,
            [
                ("x", None),
                ("A", Some(0)),
                ("B", Some(1)),
                ("C", Some(2)),
                ("D", Some(1))
            ]
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
        let Block::Text(item) = &page.sections[0].blocks[1] else {
            panic!("an item was expected")
        };
        assert_eq!(item.kind, TextKind::Item);
        assert_eq!(item.lines[0].subject.as_deref(), Some("`api`"));
        assert_eq!(page.links, ["x"]);
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
        assert_eq!(
            kinds,
            [TextKind::Unticked, TextKind::Unticked, TextKind::Item]
        );
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
