//! Which packages a workspace consists of, by Cargo's rules.
//!
//! In go the workspace's folder and manifest, out come the manifests of its members: the root
//! package, what `members` lists, and the path dependencies of those, less what `exclude` leaves
//! out. `default-members` plays no part: all members are looked at.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{FILE_NAME, Manifest, ManifestError, PackageTable, WorkspaceTable};
use super::paths::{normalize, relative};
use crate::facts::{is_pattern, path_glob};

#[derive(Debug)]
pub(super) struct Member {
    /// The folder of its manifest, absolute.
    pub folder: Utf8PathBuf,
    /// The manifest's `[package]`.
    pub package: PackageTable,
    /// The rest of the manifest.
    pub manifest: Manifest,
}

impl Member {
    /// The package that `manifest` in `folder` describes, if it describes one.
    pub(super) fn new(folder: Utf8PathBuf, mut manifest: Manifest) -> Option<Self> {
        Some(Self { folder, package: manifest.package.take()?, manifest })
    }
}

/// The members, sorted by folder, and the members that could not be read.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub readable: Vec<Member>,
    pub unreadable: Vec<ManifestError>,
}

/// Reads the members of the workspace `table`, which is in `root`'s manifest.
pub(super) fn read_members(root: &Utf8Path, table: &WorkspaceTable) -> Members {
    let mut members = Members::default();
    let mut seen = BTreeSet::new();
    let mut next = vec![(root.to_owned(), Reason::Root)];
    next.extend(listed(root, table).into_iter().map(|f| (f, Reason::Listed)));
    while !next.is_empty() {
        next.retain(|(folder, _)| seen.insert(folder.clone()));
        let read: Vec<_> = std::mem::take(&mut next)
            .into_par_iter()
            .map(|(folder, reason)| read_member(root, folder, reason))
            .collect();
        for outcome in read {
            match outcome {
                Ok(Some(member)) => {
                    let dependencies = path_dependencies(root, table, &member);
                    next.extend(
                        dependencies
                            .filter(|folder| folder.starts_with(root))
                            .filter(|folder| !is_excluded(root, table, folder))
                            .map(|folder| (folder, Reason::Dependency)),
                    );
                    members.readable.push(member);
                }
                Ok(None) => {}
                Err(error) => members.unreadable.push(error),
            }
        }
    }
    members.readable.sort_by(|a, b| a.folder.cmp(&b.folder));
    members.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    members
}

/// The folders that the dependencies of `member` name by `path`, its own or the workspace's.
pub(super) fn path_dependencies(
    root: &Utf8Path,
    table: &WorkspaceTable,
    member: &Member,
) -> impl Iterator<Item = Utf8PathBuf> {
    let entries = member.manifest.dependency_tables().flat_map(|(_, t)| t);
    entries.filter_map(move |(name, value)| {
        let value = value.table()?;
        if value.workspace {
            let inherited = table.dependencies.get(name)?.table()?;
            Some(normalize(&root.join(inherited.path.as_ref()?)))
        } else {
            Some(normalize(&member.folder.join(value.path.as_ref()?)))
        }
    })
}

/// True when `exclude` leaves out `folder`. A member that is listed by its own path stays.
pub(super) fn is_excluded(root: &Utf8Path, table: &WorkspaceTable, folder: &Utf8Path) -> bool {
    let lies_in = |path: &String| folder.starts_with(normalize(&root.join(path)));
    let from_root = relative(root, folder);
    let matches = |pattern: &String| {
        is_pattern(pattern)
            && path_glob(pattern.trim_end_matches('/'))
                .is_ok_and(|glob| glob.compile_matcher().is_match(&from_root))
    };
    let listed_itself = |path: &String| path != "." && !is_pattern(path) && lies_in(path);
    table.exclude.iter().any(|e| lies_in(e) || matches(e))
        && !table.members.iter().any(listed_itself)
}

/// Why a manifest is read: what is missing in it is an error only for what was asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Root,
    Listed,
    Dependency,
}

fn read_member(
    root: &Utf8Path,
    folder: Utf8PathBuf,
    reason: Reason,
) -> Result<Option<Member>, ManifestError> {
    let path = folder.join(FILE_NAME);
    if reason == Reason::Dependency && !path.exists() {
        return Ok(None);
    }
    let manifest = Manifest::read(&path)?;
    // A path dependency that is a workspace of its own, or a member of another one, is no member.
    let belongs_elsewhere = manifest.workspace.is_some()
        || manifest.package.as_ref().is_some_and(|package| {
            let named = package.workspace.as_ref();
            named.is_some_and(|named| normalize(&folder.join(named)) != root)
        });
    match reason {
        Reason::Dependency if belongs_elsewhere => Ok(None),
        Reason::Listed if manifest.package.is_none() => Err(ManifestError {
            path,
            at: None,
            reason: "expected a `[package]`, because a workspace lists it as a member".into(),
        }),
        _ => Ok(Member::new(folder, manifest)),
    }
}

/// The folders that `members` lists, `exclude` applied.
fn listed(root: &Utf8Path, table: &WorkspaceTable) -> Vec<Utf8PathBuf> {
    let mut folders = Vec::new();
    for member in &table.members {
        if is_pattern(member) {
            folders.extend(expand(root, member));
        } else {
            folders.push(normalize(&root.join(member)));
        }
    }
    folders.retain(|folder| !is_excluded(root, table, folder));
    folders
}

/// The folders with a manifest that the pattern `member` stands for.
fn expand(root: &Utf8Path, member: &str) -> Vec<Utf8PathBuf> {
    let parts: Vec<&str> =
        member.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let plain = parts.iter().take_while(|part| !is_pattern(part)).count();
    let (base, pattern) = parts.split_at(plain);
    let base = normalize(&root.join(base.join("/")));
    let Ok(glob) = path_glob(&pattern.join("/")) else {
        return Vec::new();
    };
    let glob = glob.compile_matcher();
    let depth = if pattern.contains(&"**") { usize::MAX } else { pattern.len() };
    WalkDir::new(&base)
        .max_depth(depth)
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            let skipped = name.starts_with('.') || name == "target" || name == "node_modules";
            entry.depth() == 0 || entry.path().is_dir() && !skipped
        })
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.ok()?.into_path()).ok())
        .filter(|folder| glob.is_match(relative(&base, folder)))
        .filter(|folder| folder.join(FILE_NAME).exists())
        .collect()
}
