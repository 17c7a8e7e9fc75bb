//! Builds a page from the events of the Markdown parser.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, MetadataBlockKind, Tag, TagEnd};

use super::{
    Block, Cell, Code, Link, Page, Piece, PieceKind, Row, Section, Table, Text, TextKind, TextLine,
    front, html,
};
use crate::readers::markdown::anchors;
use crate::readers::markdown::text::fold;

/// A page that is being built, with what is open.
pub(super) struct Builder {
    page: Page,
    /// The open sections, outermost first.
    path: Vec<usize>,
    text: Option<Text>,
    heading: Option<String>,
    table: Option<Table>,
    cells: Vec<String>,
    parts: Vec<Cell>,
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
    pub(super) fn new(name: &str) -> Self {
        let title = Section {
            heading: fold(name),
            level: 0,
            parent: None,
            bytes: 0..0,
            blocks: Vec::new(),
            from_template: false,
        };
        Self {
            page: Page { sections: vec![title], ..Page::default() },
            path: vec![0],
            text: None,
            heading: None,
            table: None,
            cells: Vec::new(),
            parts: Vec::new(),
            code: None,
            html: None,
            front: None,
            items: Vec::new(),
            quotes: Vec::new(),
            images: 0,
            subject_open: 0,
        }
    }

    /// The page, when there are no more events.
    pub(super) fn finish(mut self) -> Page {
        self.end_text();
        let headings = self.page.sections.iter().skip(1).map(|section| section.heading.as_str());
        self.page.anchors.extend(anchors::of_headings(headings));
        self.page
    }

    /// Takes the next event, which `bytes` of `source` are.
    pub(super) fn take(&mut self, event: Event<'_>, bytes: Range<usize>, source: &str) {
        match event {
            Event::Start(tag) => self.start(tag, bytes),
            Event::End(tag) => self.end(tag, bytes, source),
            Event::Text(text) => {
                self.add_piece(PieceKind::Plain, &text, bytes.clone());
                self.write(&text, &bytes);
            }
            Event::Code(text) => {
                self.add_piece(PieceKind::Code, &text, inside_backticks(source, &bytes));
                self.open_subject(&bytes);
                self.write(&format!("`{text}`"), &bytes);
                self.close_subject();
            }
            Event::Html(html) => {
                self.page.anchors.extend(anchors::of_html(&html));
                match &mut self.html {
                    Some((text, _)) => text.push_str(&html),
                    None => self.html = Some((html.into_string(), bytes)),
                }
            }
            Event::InlineHtml(html) if html.starts_with("<br") => {
                self.add_piece(PieceKind::Break, "", bytes.clone());
                self.break_line(&bytes);
            }
            Event::InlineHtml(html) if html::is_hint(&html) => {
                self.add_piece(PieceKind::Plain, &html, bytes.clone());
                self.write(&html, &bytes);
            }
            Event::InlineHtml(html) => self.page.anchors.extend(anchors::of_html(&html)),
            Event::FootnoteReference(name) => self.page.anchors.push(format!("fn-{name}")),
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
            Tag::Link { dest_url, link_type, .. } => {
                if link_type != LinkType::Email {
                    let link = Link { target: dest_url.into_string(), bytes: bytes.clone() };
                    self.page.links.push(link);
                }
                self.open_subject(&bytes);
            }
            Tag::Image { .. } => {
                self.images += 1;
                self.push(Block::Image);
            }
            Tag::TableHead | Tag::TableRow => {
                self.cells.clear();
                self.parts.clear();
            }
            Tag::TableCell => {
                self.cells.push(String::new());
                self.parts.push(Cell { pieces: Vec::new(), bytes });
            }
            block => {
                self.end_text();
                self.start_block(block, bytes);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, bytes: Range<usize>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.page.anchors.extend(id.map(|id| id.into_string()));
                self.heading = Some(String::new());
            }
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
                self.code = Some(Code { language, text, bytes });
            }
            Tag::Table(_) => {
                self.table =
                    Some(Table { headers: Vec::new(), head: Vec::new(), rows: Vec::new(), bytes });
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
                    table.head = std::mem::take(&mut self.parts);
                }
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                let parts = std::mem::take(&mut self.parts);
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { cells, parts, bytes });
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
                    let fields = front::read(source, bytes);
                    let title = fields.iter().rfind(|field| field.key == "title");
                    if let (Some(field), Some(title)) = (title, self.page.sections.first_mut()) {
                        title.heading = field.value.clone();
                        title.bytes = field.bytes.clone();
                    }
                    self.page.front.extend(fields);
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
            from_template: false,
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

    /// Notes a piece of the open cell.
    fn add_piece(&mut self, kind: PieceKind, text: &str, bytes: Range<usize>) {
        if self.images == 0
            && let Some(cell) = self.parts.last_mut()
        {
            cell.pieces.push(Piece { kind, text: text.to_string(), bytes });
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
            text.lines.push(TextLine { bytes: bytes.end..bytes.end, ..TextLine::default() });
        }
    }

    /// The line that is being written, begun when there is none.
    fn line(&mut self, bytes: &Range<usize>) -> &mut TextLine {
        let kind = self.text_kind();
        let text =
            self.text.get_or_insert_with(|| Text { kind, lines: Vec::new(), bytes: bytes.clone() });
        text.bytes.end = text.bytes.end.max(bytes.end);
        if text.lines.is_empty() {
            text.lines.push(TextLine { bytes: bytes.clone(), ..TextLine::default() });
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
        let text = fold(&html::without_tags(&html));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.line(&bytes).text = text;
            self.end_text();
        }
    }
}

/// The bytes of the text of inline code, without its backticks and the blanks beside them.
fn inside_backticks(source: &str, bytes: &Range<usize>) -> Range<usize> {
    let whole = source.get(bytes.clone()).unwrap_or_default();
    let left = whole.trim_start_matches(['`', ' ']);
    let start = bytes.start + (whole.len() - left.len());
    start..start + left.trim_end_matches(['`', ' ']).len()
}

fn first_word(info: &str) -> String {
    let word = info.split([',', ' ', '{']).next().unwrap_or_default();
    word.trim().to_lowercase()
}
