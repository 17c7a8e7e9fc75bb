//! The files of `rules/`, which are built into the binary: pages, catalogue, topics, checklist.

use include_dir::{Dir, File, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The text of `rules/<path>`; empty when there is no such file, which its parser then reports.
pub(crate) fn text(path: &str) -> &'static str {
    RULES.get_file(path).and_then(File::contents_utf8).unwrap_or_default()
}

/// The files of `rules/<folder>/`, sorted: their paths from `rules/` on, and their texts.
pub(crate) fn files_in(folder: &str) -> Vec<(&'static str, &'static str)> {
    let files = RULES.get_dir(folder).into_iter().flat_map(Dir::files);
    let mut files: Vec<_> =
        files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))).collect();
    files.sort_unstable();
    files
}
