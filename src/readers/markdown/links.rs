//! Links from one document to files of the same project, as paths from the project's root.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::page::Link;
use crate::facts::FilePath;

/// The files that `links` in `file` point to, sorted.
pub(super) fn local_links(file: &FilePath, links: &[Link]) -> Vec<FilePath> {
    let mut links: Vec<FilePath> =
        links.iter().filter_map(|link| resolve(file, &link.target)).collect();
    links.sort();
    links.dedup();
    links
}

/// The file that `link` in `file` points to; `None` for addresses, anchors and what lies outside.
pub(crate) fn resolve(file: &FilePath, link: &str) -> Option<FilePath> {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    if path.is_empty()
        || path.contains("://")
        || path.starts_with("mailto:")
        || path.starts_with("//")
    {
        return None;
    }
    let (from, path) = match path.strip_prefix('/') {
        Some(from_root) => ("", from_root),
        None => (file.folder(), path),
    };
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(FilePath::new(decoded(&parts.join("/"))))
}

/// `text` with its `%20` and the like as the characters that they stand for.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_to_their_file_and_never_leave_the_project() {
        let targets =
            ["alerts.md#top", "../README.md", "/runbooks/a.md?x", "./b%20c.md", "../../out.md"];
        let elsewhere = ["https://a.b/c.md", "#here", "mailto:a@b.c", "//cdn/x.md"];
        let links = targets.iter().chain(&elsewhere);
        let links: Vec<Link> =
            links.map(|link| Link { target: link.to_string(), bytes: 0..0 }).collect();
        let found = local_links(&FilePath::new("docs/x.md"), &links);
        let found: Vec<&str> = found.iter().map(FilePath::as_str).collect();
        assert_eq!(found, ["README.md", "docs/alerts.md", "docs/b c.md", "runbooks/a.md"]);
    }
}
