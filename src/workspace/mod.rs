//! What there is: packages and targets read from the manifests themselves, Rust sources, documents
//! and operations files. Nothing is compiled and no `cargo` process is run.
//!
//! [`discover`] makes a [`Project`] of a [`Request`]. What the project's configuration leaves out is
//! taken away afterwards with [`Project::leave_out`], so that the configuration can be checked
//! against everything that is there.

mod assemble;
mod changed;
mod dependencies;
mod discover;
mod manifest;
mod members;
mod paths;
mod sources;
mod targets;
#[cfg(test)]
mod tests;
mod unit;
mod walk;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::facts::{FilePath, PackageKind, PathGlobs, Unreadable};

pub(crate) use changed::{Changed, ChangedError};
pub(crate) use discover::{Request, WorkspaceError, discover};
pub(crate) use walk::is_looked_at;

/// The edition of a package whose manifest names none.
pub(crate) const OLDEST_EDITION: &str = "2015";

/// What one run looks at: the folder that all paths are relative to, and the workspaces in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Project {
    /// The absolute folder that every [`FilePath`] is relative to: the workspace root, or the
    /// folder that holds several workspaces (a monorepo).
    pub root: Utf8PathBuf,
    /// The workspaces, sorted by folder. A package without a workspace is one of its own.
    pub workspaces: Vec<Workspace>,
    /// Markdown files (`.md`, `.markdown`, any case), sorted; excluded and ignored ones left out.
    pub documents: Vec<FilePath>,
    /// Files that may tell about operations (YAML, CODEOWNERS, OWNERS, JSON, CSV), sorted.
    pub operations: Vec<FilePath>,
    /// Manifests of members that can't be read, and folders and names that can't, sorted.
    pub unreadable: Vec<Unreadable>,
}

impl Project {
    /// The packages of all workspaces.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.workspaces.iter().flat_map(|w| &w.packages)
    }

    /// The package that holds `file`, or whose folder is the innermost around it.
    pub(crate) fn package_of(&self, file: &FilePath) -> Option<&Package> {
        let owns = |p: &&Package| p.manifest == *file || p.sources.binary_search(file).is_ok();
        let around = |p: &&Package| !p.folder.is_empty() && file.as_path().starts_with(&p.folder);
        let innermost = || self.packages().filter(around).max_by_key(|p| p.folder.len());
        self.packages().find(owns).or_else(innermost)
    }

    /// Says what the packages named in `kinds` are.
    pub(crate) fn declare(&mut self, kinds: &BTreeMap<String, PackageKind>) {
        for package in self.workspaces.iter_mut().flat_map(|w| &mut w.packages) {
            package.kind = kinds.get(&package.name).copied();
        }
    }

    /// Takes away the files that `excluded` covers, and the targets whose root file they are.
    pub(crate) fn leave_out(&mut self, excluded: &PathGlobs) {
        if excluded.is_empty() {
            return;
        }
        let stays = |file: &FilePath| !excluded.covers(file);
        self.documents.retain(stays);
        self.operations.retain(stays);
        self.unreadable.retain(|u| stays(&u.place.file));
        for package in self.workspaces.iter_mut().flat_map(|w| &mut w.packages) {
            package.sources.retain(stays);
            package.targets.retain(|target| stays(&target.root));
        }
    }
}

impl Package {
    /// True when it has a binary.
    pub(crate) fn is_run(&self) -> bool {
        self.targets.iter().any(|target| target.kind == TargetKind::Bin)
    }
}

/// One Cargo workspace, or one package that stands alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Workspace {
    /// Its folder relative to the project's root, `""` when it is the root.
    pub folder: String,
    /// Its packages, selected or not, sorted by folder.
    pub packages: Vec<Package>,
}

#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// Its name in the manifest.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest: FilePath,
    /// Its folder relative to the project's root, `""` when it is the root.
    pub folder: String,
    /// Its edition, `2024`.
    pub edition: String,
    /// Its targets: declared ones and auto-discovered ones.
    pub targets: Vec<Target>,
    /// Its dependencies of every kind, workspace inheritance resolved.
    pub dependencies: Vec<Dependency>,
    /// Every Rust file in its folder that is not in another package's folder, and beside it the
    /// files around a target that lies elsewhere and in no package; sorted.
    pub sources: Vec<FilePath>,
    /// False when `-p`, `--exclude` left it out: it is read for what others ask of it, and no
    /// finding is reported in it.
    pub selected: bool,
    /// True when its library is made for programs outside Rust's own packages: a C library or a plugin.
    pub is_loaded: bool,
    /// What the configuration says that it is.
    pub kind: Option<PackageKind>,
}

/// One target of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// What kind it is.
    pub kind: TargetKind,
    /// Its crate name, with `_` for `-`.
    pub name: String,
    pub root: FilePath,
}

/// The kinds of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TargetKind {
    /// A library of any crate type, or a procedural macro.
    Lib,
    Bin,
    Example,
    Test,
    Bench,
    BuildScript,
}

/// One dependency of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// The name by which code mentions it, with `_` for `-`: the key in the manifest.
    pub extern_name: String,
    /// The package's name in its registry, or in the workspace.
    pub package: String,
    /// The folder it lies in, relative to the project's root, when it is a path dependency
    /// inside the project.
    pub folder: Option<String>,
    /// True when only tests, benches and examples (`dev-dependencies`) or the build script
    /// (`build-dependencies`) may use it.
    pub dev_only: bool,
}
