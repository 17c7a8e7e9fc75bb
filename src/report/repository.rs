//! Where the project lies in its repository. Services that show findings beside the code know files
//! by their paths from the root of the repository, which may hold more than the project.

use std::fmt::Write;

use camino::Utf8Path;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::facts::FilePath;

/// What a path may hold as part of a URI, besides letters and digits.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Where the project lies in its repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Repository {
    /// The way from the repository's root to the project's: empty, or ending in `/`.
    prefix: String,
}

impl Repository {
    /// The repository around `root`: the nearest folder upward that holds `.git`, or `root` itself.
    pub(crate) fn around(root: &Utf8Path) -> Self {
        let mut prefix = String::new();
        let top = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root);
        for part in root.strip_prefix(top).iter().flat_map(|way| way.components()) {
            // Writing to a text can't fail.
            let _ = write!(prefix, "{part}/");
        }
        Self { prefix }
    }

    /// The path of `file` from the repository's root.
    pub(crate) fn path(&self, file: &FilePath) -> String {
        format!("{}{file}", self.prefix)
    }

    /// The file that stands for the project where a service wants a file and a finding has none.
    pub(crate) fn manifest(&self) -> String {
        format!("{}Cargo.toml", self.prefix)
    }
}

/// `path` as (part of) a URI.
pub(super) fn encode(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_from_the_root_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let project = root.join("services/a b");
        std::fs::create_dir_all(&project).unwrap();
        std::fs::create_dir(root.join(".git")).unwrap();
        let repository = Repository::around(&project);
        assert_eq!(repository.path(&FilePath::new("src/a.rs")), "services/a b/src/a.rs");
        assert_eq!(repository.manifest(), "services/a b/Cargo.toml");
        assert_eq!(Repository::around(root), Repository::default());
    }

    #[test]
    fn only_what_a_uri_may_hold_stays() {
        assert_eq!(encode("a b/架:#%.rs"), "a%20b/%E6%9E%B6%3A%23%25.rs");
    }
}
