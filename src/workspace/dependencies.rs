//! The dependencies of a package: renamed ones, inherited ones, those of single platforms.
//!
//! In go a member's manifest and its workspace's, out comes one entry per name in code.

use std::collections::HashMap;

use camino::Utf8Path;

use super::Dependency;
use super::manifest::{DependencyTable, WorkspaceTable};
use super::members::Member;
use super::paths::{normalize, relative};

/// What dependencies are resolved against.
pub(super) struct DependencyGround<'a> {
    pub project: &'a Utf8Path,
    pub workspace: &'a Utf8Path,
    pub table: &'a WorkspaceTable,
    /// The names of the project's libraries, by the folders of their packages.
    pub libraries: &'a HashMap<&'a str, &'a str>,
}

/// The dependencies of `member`, sorted by their names in code.
pub(super) fn dependencies(member: &Member, on: &DependencyGround) -> Vec<Dependency> {
    let mut all: Vec<Dependency> = Vec::new();
    for (dev_only, table) in member.manifest.dependency_tables() {
        for (key, value) in table {
            let (value, base) = match value.table() {
                Some(own) if own.workspace => {
                    let inherited = on.table.dependencies.get(key);
                    (inherited.and_then(|value| value.table()), on.workspace)
                }
                own => (own, member.folder.as_path()),
            };
            all.push(dependency(key, value, base, dev_only, on));
        }
    }
    all.sort_by(|a, b| (&a.extern_name, &a.package).cmp(&(&b.extern_name, &b.package)));
    all.dedup_by(|next, kept| {
        let same = next.extern_name == kept.extern_name && next.package == kept.package;
        if same {
            kept.dev_only &= next.dev_only;
            kept.folder = kept.folder.take().or_else(|| next.folder.take());
        }
        same
    });
    all
}

fn dependency(
    key: &str,
    value: Option<&DependencyTable>,
    base: &Utf8Path,
    dev_only: bool,
    on: &DependencyGround,
) -> Dependency {
    let package = value.and_then(|value| value.package.as_deref());
    let folder = value
        .and_then(|value| value.path.as_ref())
        .map(|path| normalize(&base.join(path)))
        .filter(|folder| folder.starts_with(on.project))
        .map(|folder| relative(on.project, &folder));
    // Code calls a library by its own name unless the manifest gives it another.
    let library =
        folder.as_deref().filter(|_| package.is_none()).and_then(|folder| on.libraries.get(folder));
    Dependency {
        extern_name: library.unwrap_or(&key).replace('-', "_"),
        package: package.unwrap_or(key).to_owned(),
        folder,
        dev_only,
    }
}
