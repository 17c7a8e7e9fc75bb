//! Patterns of paths and names, as configuration, manifests and the command line write them.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::FilePath;

/// A set of patterns of paths. `*` stays within one folder, `**` crosses folders, and a pattern
/// that names a folder covers everything in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PathGlobs(GlobSet);

impl PathGlobs {
    /// Compiles `patterns`, which are relative to the project's root.
    pub(crate) fn new<'a>(
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, globset::Error> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            set.add(path_glob(pattern)?);
            set.add(path_glob(&format!("{pattern}/**"))?);
        }
        Ok(Self(set.build()?))
    }

    /// True when some pattern covers `file`.
    pub(crate) fn covers(&self, file: &FilePath) -> bool {
        self.0.is_match(file.as_str())
    }

    /// True when there is no pattern.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A pattern of one path, in which `*` stays within one folder.
pub(crate) fn path_glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

/// True when `text` is more than a plain path or name.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}
