//! Paths as text: made absolute, without `.` and `..`, and relative to the project's root.
//!
//! Nothing here looks at the disk, so that a path through a link stays as its author wrote it.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::facts::FilePath;

/// `path` without `.` and without the `..` that can be resolved.
pub(super) fn normalize(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            Utf8Component::ParentDir if normal.has_root() => {}
            other => normal.push(other),
        }
    }
    normal
}

/// `path` as seen from `root`, both absolute and normal: `""` for the root itself, with leading
/// `../` for what lies outside.
pub(super) fn relative(root: &Utf8Path, path: &Utf8Path) -> String {
    let shared = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(shared).map(|_| "..");
    let down = path.components().skip(shared).map(|part| part.as_str());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The file `name` in `folder`, which is relative to the project's root.
pub(super) fn file_in(folder: &str, name: &str) -> FilePath {
    if folder.is_empty() { FilePath::new(name) } else { FilePath::new(format!("{folder}/{name}")) }
}

/// The folders around `path`, nearest first, the root's `""` last.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &'_ str| path.rfind('/').unwrap_or(0);
    std::iter::successors(Some(path), move |path| {
        (!path.is_empty()).then(|| path.get(..parent(path)).unwrap_or(""))
    })
    .skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved_and_stop_at_the_root() {
        assert_eq!(normalize("/a/./b/../c".into()), "/a/c");
        assert_eq!(normalize("/../a".into()), "/a");
        assert_eq!(normalize("../a/..".into()), "..");
    }

    #[test]
    fn a_path_beside_the_root_starts_with_dots() {
        assert_eq!(relative("/p/root".into(), "/p/root".into()), "");
        assert_eq!(relative("/p/root".into(), "/p/root/a/b".into()), "a/b");
        assert_eq!(relative("/p/root".into(), "/p/other".into()), "../other");
    }

    #[test]
    fn folders_above_a_file_end_at_the_root() {
        let above: Vec<_> = folders_above("a/b/c.rs").collect();
        assert_eq!(above, ["a/b", "a", ""]);
        assert_eq!(folders_above("").count(), 0);
    }
}
