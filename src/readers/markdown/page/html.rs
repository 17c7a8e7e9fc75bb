//! HTML inside Markdown: what of it is text.

/// HTML without comments and tags.
pub(super) fn without_tags(html: &str) -> String {
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

/// The elements that are in texts.
const ELEMENTS: [&str; 48] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "button", "center", "cite", "code", "data", "del",
    "details", "dfn", "div", "em", "font", "i", "iframe", "img", "input", "ins", "kbd", "label",
    "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tt", "u", "ul", "var", "wbr",
];

/// True for `<team>` and `<name of the team>`: a hint of a template, which only looks like a tag.
pub(super) fn is_hint(html: &str) -> bool {
    let inside = html.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    let name = inside.split(' ').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    inside.starts_with(|c: char| c.is_ascii_lowercase())
        && inside.chars().all(is_plain)
        && !ELEMENTS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_look_like_tags_of_no_element() {
        for hint in ["<team>", "<name of the team>", "<your-team>"] {
            assert!(is_hint(hint), "{hint}");
        }
        for tag in
            ["<b>", "</b>", "<a href='x'>", "<details open>", "<Tabs>", "<br/>", "<!-- x -->"]
        {
            assert!(!is_hint(tag), "{tag}");
        }
        assert_eq!(without_tags("<p>a <b>b</b><!-- c --></p>").trim(), "a  b");
    }
}
