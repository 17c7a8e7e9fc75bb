//! The anchors of a page, to which `#…` at the end of a link leads.
//!
//! Headings go in; their names as code hosts make them come out, the second of equal ones with `-1`
//! behind it, with the ids that the page sets itself. [`lead_to`] forgives what other makers of
//! sites do otherwise: the case, and which marks stay.

use super::text::fold;

/// The anchors of `headings`, in their order.
pub(super) fn of_headings<'h>(headings: impl Iterator<Item = &'h str>) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for heading in headings {
        let slug = slug(heading);
        let name = |n: usize| if n == 0 { slug.clone() } else { format!("{slug}-{n}") };
        let free = (0..).map(name).find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

/// The values of `id` and `name` in HTML.
pub(super) fn of_html(html: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    for attribute in ["id=", "name="] {
        for behind in html.split(attribute).skip(1) {
            let value = behind.trim_start_matches(['"', '\'']);
            anchors.extend(value.split(['"', '\'', '>', ' ']).next().map(str::to_owned));
        }
    }
    anchors
}

/// True when `anchor` is one of `anchors`, or hardly differs from one.
pub(crate) fn lead_to(anchor: &str, anchors: &[String]) -> bool {
    let anchor = letters(anchor.strip_prefix("user-content-").unwrap_or(anchor));
    // Without a letter it is a number of a line, of a footnote or of a generator.
    !anchor.contains(char::is_alphabetic) || anchors.iter().any(|known| letters(known) == anchor)
}

fn letters(anchor: &str) -> String {
    // Headings are folded when a page is read, and links are not.
    fold(anchor).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A heading as the end of an address: lower-case, blanks as `-`, no punctuation.
fn slug(heading: &str) -> String {
    let kept =
        heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_anchors_and_equal_ones_are_numbered() {
        let headings = ["Load test: `run()`", "告警（SLO）", "Load test: run", "A & B"];
        let anchors = of_headings(headings.into_iter());
        assert_eq!(anchors, ["load-test-run", "告警slo", "load-test-run-1", "a--b"]);
        assert!(lead_to("a-b", &anchors) && lead_to("Load-Test-Run", &anchors));
        let traditional = of_headings([fold("擴容１")].iter().map(String::as_str));
        assert!(lead_to("擴容１", &traditional) && !lead_to("壓測", &traditional));
        assert!(!lead_to("load-test", &anchors) && !lead_to("b", &anchors));
    }

    #[test]
    fn html_sets_anchors_with_either_quotes() {
        assert_eq!(of_html("<a id='x'></a><a name=\"y\">"), ["x", "y"]);
    }
}
