//! Waivers in the HTML comments of a document, and the lines that each covers: the section that it
//! comes before or in, or its line when it is in a row or a paragraph.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::facts::{FilePath, Line, LineIndex, WaiverComment, is_waiver_comment};

/// The waivers in the text of the document `file`.
pub(super) fn read(file: &FilePath, text: &str) -> Vec<WaiverComment> {
    if !text.contains("golive:") {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let mut headings: Vec<(HeadingLevel, Range<usize>)> = Vec::new();
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    // Where blocks start that are no comments, so that a comment before a heading is known.
    let mut blocks: Vec<usize> = Vec::new();
    let mut in_heading = false;
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                blocks.push(range.start);
                headings.push((level, range));
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::HtmlBlock) => {
                found.extend(comments(text, range).into_iter().map(|comment| (comment, false)));
            }
            Event::InlineHtml(_) => {
                let inline = comments(text, range).into_iter();
                found.extend(inline.map(|comment| (comment, !in_heading)));
            }
            Event::Start(_) => blocks.push(range.start),
            _ => {}
        }
    }
    let last_line = lines.line(text.trim_end().len());
    let section = |comment: &Range<usize>| -> Option<(Line, Line)> {
        let next = blocks.iter().find(|start| **start >= comment.end);
        let before = headings.iter().position(|(_, heading)| Some(&heading.start) == next);
        let around = headings.iter().rposition(|(_, heading)| heading.start <= comment.start);
        let (level, heading) = headings.get(before.or(around)?)?;
        let start = lines.line(heading.start);
        let mut behind = headings.iter().filter(|(_, other)| other.start > heading.start);
        let end = behind.find(|(other, _)| other <= level);
        Some((start, end.map_or(last_line, |(_, other)| lines.line(other.start) - 1)))
    };
    let waiver = |(range, is_inline): (Range<usize>, bool)| {
        let inside = text.get(range.clone())?.strip_prefix("<!--")?.strip_suffix("-->")?;
        let line = lines.line(range.start);
        is_waiver_comment(inside).then(|| WaiverComment {
            text: inside.trim().to_owned(),
            place: lines.place(file, text, range.clone()),
            covers: if is_inline { Some((line, line)) } else { section(&range) },
        })
    };
    found.into_iter().filter_map(waiver).collect()
}

/// The comments in the HTML at `range`.
fn comments(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let html = text.get(range.clone()).unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find("<!--"))
        && let Some(length) = html.get(at + start..).and_then(|rest| rest.find("-->"))
    {
        let from = at + start;
        at = from + length + "-->".len();
        found.push(range.start + from..range.start + at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<Option<(Line, Line)>> {
        let text = text.replace('@', "<!-- golive: allow(a, reason = \"b\") -->");
        read(&FilePath::new("a.md"), &text).into_iter().map(|w| w.covers).collect()
    }

    #[test]
    fn before_or_in_a_section_it_covers_the_section_and_in_a_row_the_row() {
        let text =
            "# A\n\n@\n\n## B\n\ntext\n\n### C\n\n## D\n\n@\n\n| a | b |\n|---|---|\n| c | d @ |\n";
        assert_eq!(covered(text), [Some((5, 10)), Some((11, 17)), Some((17, 17))]);
    }

    #[test]
    fn without_a_heading_it_covers_nothing_and_in_code_it_is_none() {
        assert_eq!(covered("@\n\ntext\n"), [None]);
        assert_eq!(covered("# A\n\n```md\n@\n```\n"), []);
    }
}
