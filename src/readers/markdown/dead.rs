//! Links of a document that are broken in the project.
//!
//! The links of a page go in; those come out that name a file which is not there, or a heading that
//! the named document does not have. Addresses, what lies outside the project, what may be made or
//! fetched later, and what a maker of sites may resolve in its own way are passed over.

use std::collections::BTreeMap;

use camino::Utf8Path;
use ignore::gitignore::GitignoreBuilder;

use super::page::{Link, Page, read_page};
use super::read::is_markdown;
use super::{Places, anchors, links};
use crate::facts::{DeadLink, FilePath, SourceText};
use crate::readers::read_text;
use crate::suggest::nearest;

/// The dead links of `page`, of the document that `places` is of, in the project at `root`.
pub(super) fn find(root: &Utf8Path, page: &Page, places: &Places) -> Vec<DeadLink> {
    let mut search =
        LinkSearch { root, file: places.file, own: &page.anchors, others: BTreeMap::new() };
    let mut dead = Vec::new();
    for Link { target, bytes } in &page.links {
        if let Some((why, nearest)) = search.problem(target) {
            let link = SourceText { text: target.clone(), place: places.of(bytes) };
            dead.push(DeadLink { link, why, nearest });
        }
    }
    dead
}

struct LinkSearch<'p> {
    root: &'p Utf8Path,
    file: &'p FilePath,
    own: &'p [String],
    /// The anchors of other documents that were asked for.
    others: BTreeMap<FilePath, Vec<String>>,
}

/// What is not there, and what may be meant.
type DeadLinkProblem = (String, Option<String>);

impl LinkSearch<'_> {
    fn problem(&mut self, target: &str) -> Option<DeadLinkProblem> {
        if is_no_path(target) {
            return None;
        }
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        if path.is_empty() {
            return missing_anchor("this document", anchor, self.own);
        }
        let file = links::resolve(self.file, path)?;
        if !file.under(self.root).exists() {
            return self.missing_file(&file, path);
        }
        if !is_markdown(file.as_str()) {
            return None;
        }
        let root = self.root;
        let known = self.others.entry(file.clone()).or_insert_with_key(|file| {
            read_text(&file.under(root))
                .map(|text| read_page("", &text).anchors)
                .unwrap_or_default()
        });
        if known.is_empty() { None } else { missing_anchor(file.as_str(), anchor, known) }
    }

    fn missing_file(&self, file: &FilePath, path: &str) -> Option<DeadLinkProblem> {
        // Without an ending it is a page of a site; HTML is made from other files.
        let (_, ending) = file.file_name().rsplit_once('.')?;
        let is_page = ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm");
        let is_ending = !ending.is_empty() && ending.chars().all(|c| c.is_ascii_alphanumeric());
        if is_page || !is_ending || path.ends_with('/') || self.may_come_later(file) {
            return None;
        }
        // Makers of sites resolve links from the page's own folder or from one above it.
        let relative = path.split('?').next()?.trim_start_matches('/');
        let page_folder = self.file.as_str().rsplit_once('.').map_or("", |(stem, _)| stem);
        let of_page = FilePath::new(format!("{page_folder}/x"));
        let from_page = links::resolve(&of_page, relative);
        let from_site = relative.contains('/') && !relative.starts_with('.');
        let above = from_site.then(|| {
            let folders = self.file.as_path().ancestors().skip(1);
            folders.map(|folder| FilePath::new(folder.join(relative))).collect::<Vec<_>>()
        });
        let mut elsewhere = from_page.into_iter().chain(above.into_iter().flatten());
        if elsewhere.any(|file| file.under(self.root).exists()) {
            return None;
        }
        // From the root of a site that is not the project's root.
        let first = file.as_str().split('/').next().unwrap_or_default();
        if path.starts_with('/') && !self.root.join(first).is_dir() {
            return None;
        }
        Some((format!("there is no `{file}`"), self.similar(file)))
    }

    /// True for what a build makes, git ignores, or a submodule brings.
    fn may_come_later(&self, file: &FilePath) -> bool {
        const MADE: [&str; 6] = ["target", "build", "dist", "out", "node_modules", "generated"];
        if file.folder().split('/').any(|folder| MADE.contains(&folder)) {
            return true;
        }
        let submodules = read_text(&self.root.join(".gitmodules")).unwrap_or_default();
        let mut paths = submodules.lines().filter_map(|line| line.trim().strip_prefix("path"));
        if paths.any(|path| file.as_path().starts_with(path.trim_start_matches([' ', '=']).trim()))
        {
            return true;
        }
        let mut ignored = GitignoreBuilder::new(self.root);
        for folder in file.as_path().ancestors().skip(1) {
            // A file that is not there ignores nothing.
            let _ = ignored.add(self.root.join(folder).join(".gitignore"));
        }
        let ignored = ignored.build();
        ignored.is_ok_and(|i| i.matched_path_or_any_parents(file.as_path(), false).is_ignore())
    }

    /// A file with a similar name beside the one that is missing.
    fn similar(&self, file: &FilePath) -> Option<String> {
        let entries = self.root.join(file.folder()).read_dir_utf8().ok()?;
        let mut names: Vec<String> =
            entries.filter_map(Result::ok).map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        nearest(file.file_name(), names.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// Addresses, templates to fill in, and what only looks like a link.
fn is_no_path(target: &str) -> bool {
    let first = target.split(['/', '#', '?']).next().unwrap_or_default();
    target.starts_with("//")
        || first.contains(':')
        || first.starts_with(['@', '~'])
        || target.contains(['{', '}', '<', '>', '$', '*', '|', '…'])
        || target.contains("...")
        || target.contains("path/to/")
}

/// `L17`, `L17-L20`: lines, which hosts show of every file.
fn is_line(anchor: &str) -> bool {
    let numbers = anchor.strip_prefix('L').unwrap_or_default();
    numbers.starts_with(|c: char| c.is_ascii_digit())
        && numbers.chars().all(|c| c.is_ascii_digit() || "LC-".contains(c))
}

fn missing_anchor(owner: &str, anchor: &str, known: &[String]) -> Option<DeadLinkProblem> {
    let anchor = links::decoded(anchor);
    // Text fragments and routes of applications are no headings.
    if anchor.is_empty()
        || anchor.contains([':', '/', '=', '!', '?'])
        || is_line(&anchor)
        || anchors::lead_to(&anchor, known)
    {
        return None;
    }
    let similar =
        nearest(&anchor, known.iter().map(String::as_str)).map(|known| format!("#{known}"));
    Some((
        format!("`{owner}` has no heading `#{anchor}`").replace("`this document`", "this document"),
        similar,
    ))
}
