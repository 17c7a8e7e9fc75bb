//! The lines of the generated block: how they are known again, and the comments in it.
//!
//! In: a stretch of Markdown. Out: what it says without its layout, and a sum of that.

use sha2::{Digest, Sha256};

/// What starts the comment with the sums of the generated lines.
const SUMS: &str = "golive:lines ";

/// What `text` says: without blanks, marks of Markdown, comments of this tool, and line numbers in links.
pub(crate) fn letters(text: &str) -> String {
    let is_layout =
        |c: char| c.is_whitespace() || matches!(c, '\\' | '*' | '_' | '-' | '+' | '|' | ':' | '：');
    without_line_numbers(&without_ours(text)).chars().filter(|c| !is_layout(*c)).collect()
}

/// The sum by which a generated line is known again.
pub(crate) fn sum(text: &str) -> String {
    let hash = Sha256::digest(letters(text).as_bytes());
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The comment that holds `sums`.
pub(crate) fn comment(sums: &[String]) -> String {
    format!("<!-- {SUMS}{} -->", sums.join(" "))
}

/// The sums in the text of a comment, if it is the one that holds them.
pub(crate) fn sums(comment: &str) -> Option<impl Iterator<Item = &str>> {
    comment.trim().strip_prefix(SUMS).map(str::split_whitespace)
}

/// The id in the text of a comment, if it names an item.
pub(crate) fn id(comment: &str) -> Option<&str> {
    let id = comment.trim().strip_prefix("golive:")?;
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!id.is_empty() && id.chars().all(is_id)).then_some(id)
}

/// The texts of the comments in `text`, each with where the comment starts.
pub(crate) fn comments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("<!--").filter_map(|(at, mark)| {
        let rest = text.get(at + mark.len()..)?;
        rest.split_once("-->").map(|(comment, _)| (at, comment))
    })
}

/// True for the text of a comment that this tool wrote.
fn is_ours(comment: &str) -> bool {
    id(comment).is_some() || sums(comment).is_some()
}

/// `text` without the comments that this tool wrote.
pub(crate) fn without_ours(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (start, comment) in comments(text).filter(|(_, comment)| is_ours(comment)) {
        kept.push_str(text.get(at..start).unwrap_or_default().trim_end_matches(' '));
        at = start + "<!--".len() + comment.len() + "-->".len();
    }
    kept + text.get(at..).unwrap_or_default()
}

/// `text` without `12` in `[src/a.rs:12](src/a.rs#L12)`.
fn without_line_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([':', '#']) {
        let (before, from) = rest.split_at(at);
        let (mark, end) = if from.starts_with(':') { (":", "](") } else { ("#L", ")") };
        let digits = from.strip_prefix(mark).unwrap_or_default();
        let after = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        kept.push_str(before);
        if after.len() < digits.len() && after.starts_with(end) {
            rest = after;
        } else {
            let (mark, next) = from.split_at(1);
            kept.push_str(mark);
            rest = next;
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_line_numbers_in_links_do_not_count_and_all_else_does() {
        let line = "  - a `x` \\_b\\_: [src/a.rs:12](../src/a.rs#L12)";
        assert_eq!(sum(line), sum("    * a `x` _b_:\n      [src/a.rs:7](../src/a.rs#L7)"));
        assert_ne!(sum(line), sum("  - a `x` _b_: [src/c.rs:12](../src/c.rs#L12)"));
        assert_ne!(letters("fixed at :12"), letters("fixed at :13"));
        assert_ne!(letters("- [x] a"), letters("- [ ] a"));
    }
}
