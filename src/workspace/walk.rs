//! The one walk over the project's folder: every file that any reader may ask for, sorted.
//!
//! Left out are files that the project's `.gitignore` files leave out (whether or not the folder
//! is a git checkout), hidden files and folders except those of code hosts, `node_modules`, and
//! build folders. Links are not followed. Personal settings (git's global ignore file) play no
//! part, so that everybody sees the same files.

use std::path::Path;
use std::sync::Mutex;

use camino::{Utf8Path, Utf8PathBuf};
use ignore::{DirEntry, WalkBuilder, WalkState};
use walkdir::WalkDir;

use super::manifest::FILE_NAME;
use super::paths::{file_in, relative};
use crate::facts::{FilePath, Place, Position, Unreadable};

/// Hidden folders that are looked into: code hosts keep owners and workflows there.
const HOST_FOLDERS: [&str; 2] = [".github", ".gitlab"];

/// What the walk found. Every list is sorted.
#[derive(Debug, Default)]
pub(super) struct FoundFiles {
    pub rust: Vec<FilePath>,
    pub documents: Vec<FilePath>,
    pub operations: Vec<FilePath>,
    pub manifests: Vec<FilePath>,
    pub unreadable: Vec<Unreadable>,
}

/// Walks `root`, and `outside`: folders beside it that belong to the project.
pub(super) fn walk(root: &Utf8Path, outside: &[Utf8PathBuf]) -> FoundFiles {
    let mut builder = WalkBuilder::new(root);
    for folder in outside {
        builder.add(folder);
    }
    let in_checkout = root.ancestors().any(|folder| folder.join(".git").exists());
    builder
        .standard_filters(false)
        .git_ignore(true)
        .require_git(false)
        .parents(in_checkout)
        .filter_entry(is_looked_into);

    let found = Mutex::new(FoundFiles::default());
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            sort_in(root, entry, &found);
            WalkState::Continue
        })
    });
    let mut files = found.into_inner().unwrap_or_else(|e| e.into_inner());
    files.rust.sort_unstable();
    add_ignored_binaries(root, &mut files);
    files.documents.sort_unstable();
    files.operations.sort_unstable();
    files.manifests.sort_unstable();
    files.unreadable.sort_unstable();
    files
}

/// `path` could not be read, for `reason`.
pub(super) fn unreadable(root: &Utf8Path, path: &Utf8Path, reason: String) -> Unreadable {
    let start = Position { line: 1, column: 1 };
    let place =
        Place { file: FilePath::new(relative(root, path)), start, end: start, bytes: (0, 0) };
    Unreadable { place, reason }
}

/// Adds what lies in `src/bin` of a package and is ignored: `bin` is in many ignore files for
/// what other languages build, and Cargo builds `src/bin` all the same.
fn add_ignored_binaries(root: &Utf8Path, files: &mut FoundFiles) {
    let mut ignored = Vec::new();
    for manifest in &files.manifests {
        let folder = file_in(manifest.folder(), "src/bin");
        let prefix = format!("{folder}/");
        let next = files.rust.partition_point(|file| file.as_str() < &*prefix);
        let is_seen = files.rust.get(next).is_some_and(|file| file.as_str().starts_with(&prefix));
        if !is_seen {
            let entries = WalkDir::new(folder.under(root)).into_iter().flatten();
            let rust = entries.filter(|entry| {
                entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "rs")
            });
            let paths = rust.filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok());
            ignored.extend(paths.map(|path| FilePath::new(relative(root, &path))));
        }
    }
    files.rust.append(&mut ignored);
    files.rust.sort_unstable();
}

fn is_looked_into(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    match &*name {
        hidden if hidden.starts_with('.') => is_folder && HOST_FOLDERS.contains(&hidden),
        "node_modules" => !is_folder,
        "target" => !is_folder || !entry.path().join("CACHEDIR.TAG").exists(),
        _ => true,
    }
}

fn sort_in(root: &Utf8Path, entry: Result<DirEntry, ignore::Error>, found: &Mutex<FoundFiles>) {
    let found = || found.lock().unwrap_or_else(|e| e.into_inner());
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = path_of(&error).unwrap_or_else(|| root.to_owned());
            let reason = format!("can't be read: {}", cause(&error));
            found().unreadable.push(unreadable(root, &path, reason));
            return;
        }
    };
    if !entry.file_type().is_some_and(|kind| kind.is_file()) {
        return;
    }
    let Some(kind) = kind_of(&entry.file_name().to_string_lossy()) else {
        return;
    };
    let Some(path) = Utf8Path::from_path(entry.path()) else {
        let path = Utf8PathBuf::from(entry.path().to_string_lossy().into_owned());
        let reason = "the path is not valid UTF-8".into();
        found().unreadable.push(unreadable(root, &path, reason));
        return;
    };
    let file = FilePath::new(relative(root, path));
    let mut found = found();
    match kind {
        Kind::Rust => found.rust.push(file),
        Kind::Document => found.documents.push(file),
        Kind::Operations => found.operations.push(file),
        Kind::Manifest => found.manifests.push(file),
    }
}

/// True for the names of files that a run may look at, configuration among them.
pub(crate) fn is_looked_at(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    kind_of(&name).is_some() || name.ends_with(".toml") || name == ".gitignore"
}

enum Kind {
    Rust,
    Document,
    Operations,
    Manifest,
}

fn kind_of(name: &str) -> Option<Kind> {
    match name {
        FILE_NAME => return Some(Kind::Manifest),
        "CODEOWNERS" | "OWNERS" => return Some(Kind::Operations),
        _ => {}
    }
    let (_, extension) = name.rsplit_once('.')?;
    let is = |candidates: &[&str]| candidates.iter().any(|c| extension.eq_ignore_ascii_case(c));
    if extension == "rs" {
        Some(Kind::Rust)
    } else if is(&["md", "markdown"]) {
        Some(Kind::Document)
    } else if is(&["yaml", "yml", "json", "csv"]) {
        Some(Kind::Operations)
    } else {
        None
    }
}

fn path_of(error: &ignore::Error) -> Option<Utf8PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Utf8PathBuf::from_path_buf(path.clone()).ok(),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

/// The error without the path, which the place already names.
fn cause(error: &ignore::Error) -> String {
    match error.io_error() {
        Some(io) => io.kind().to_string(),
        None => error.to_string(),
    }
}
