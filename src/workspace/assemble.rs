//! Puts a project together from the members that were read and the files that were found.

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::manifest::{Edition, FILE_NAME, ManifestError, TargetTable};
use super::members::Member;
use super::paths::{file_in, relative};
use super::sources::Sources;
use super::unit::Unit;
use super::walk::{FoundFiles, unreadable};
use super::{
    OLDEST_EDITION, Package, Project, Target, TargetKind, Workspace, dependencies, targets,
};
use crate::facts::{FilePath, Unreadable};

/// The project at `root` with the workspaces `units` and the files `files`.
pub(super) fn assemble(root: Utf8PathBuf, mut units: Vec<Unit>, files: FoundFiles) -> Project {
    units.sort_by(|a, b| a.folder.cmp(&b.folder));
    let mut workspaces: Vec<Workspace> = units
        .iter()
        .map(|unit| Workspace { folder: relative(&root, &unit.folder), packages: Vec::new() })
        .collect();
    let drafts: Vec<Draft> = units.iter().flat_map(|unit| drafts(&root, unit)).collect();
    let folders: Vec<&str> = drafts.iter().map(|draft| draft.folder.as_str()).collect();
    let is_own = |folder: &str| workspaces.iter().any(|w| w.folder == folder);
    let manifests = files.manifests.iter().map(|manifest| manifest.folder());
    let foreign = manifests.filter(|folder| !is_own(folder));
    let mut sources = Sources::new(&files.rust, foreign, &folders);
    let targets: Vec<Vec<Target>> = drafts
        .iter()
        .enumerate()
        .map(|(index, draft)| draft.targets(sources.of(index), &files))
        .collect();
    let libraries: HashMap<&str, &str> = folders
        .iter()
        .zip(&targets)
        .filter_map(|(folder, targets)| Some((*folder, library_name(targets)?)))
        .collect();

    let mut rest = drafts.iter().zip(&targets).enumerate();
    for (unit, workspace) in units.iter().zip(&mut workspaces) {
        for (index, (draft, targets)) in rest.by_ref().take(unit.members.len()) {
            let sources = sources.take(index, targets);
            let package = draft.package(&root, &libraries, targets, sources);
            workspace.packages.push(package);
        }
    }

    let broken = units.iter().flat_map(|unit| &unit.unreadable);
    let mut unreadable = files.unreadable;
    unreadable.extend(broken.map(|error| broken_manifest(&root, error)));
    unreadable.sort_unstable();
    Project {
        workspaces,
        documents: files.documents,
        operations: files.operations,
        unreadable,
        root,
    }
}

/// One package in the making.
struct Draft<'a> {
    unit: &'a Unit,
    member: &'a Member,
    /// Its folder, relative to the project's root.
    folder: String,
}

/// The packages of `unit`, sorted by folder.
fn drafts<'a>(root: &Utf8Path, unit: &'a Unit) -> Vec<Draft<'a>> {
    let draft = |member: &'a Member| Draft { unit, member, folder: relative(root, &member.folder) };
    let mut drafts: Vec<_> = unit.members.iter().map(draft).collect();
    drafts.sort_by(|a, b| a.folder.cmp(&b.folder));
    drafts
}

impl Draft<'_> {
    fn targets(&self, own: &[FilePath], files: &FoundFiles) -> Vec<Target> {
        let ground = targets::TargetGround {
            folder: &self.folder,
            own,
            all: &files.rust,
            edition: self.edition(),
        };
        targets::targets(self.member, &ground)
    }

    /// The edition of the package, which may be that of the workspace.
    fn edition(&self) -> &str {
        let edition = match &self.member.package.edition {
            Some(Edition::Own(edition)) => Some(edition.as_str()),
            Some(Edition::Inherited(_)) => self.unit.table.package.edition.as_deref(),
            None => None,
        };
        edition.unwrap_or(OLDEST_EDITION)
    }

    fn package(
        &self,
        root: &Utf8Path,
        libraries: &HashMap<&str, &str>,
        targets: &[Target],
        sources: Vec<FilePath>,
    ) -> Package {
        let ground = dependencies::DependencyGround {
            project: root,
            workspace: &self.unit.folder,
            table: &self.unit.table,
            libraries,
        };
        Package {
            name: self.member.package.name.clone(),
            manifest: file_in(&self.folder, FILE_NAME),
            folder: self.folder.clone(),
            edition: self.edition().to_owned(),
            targets: targets.to_vec(),
            dependencies: dependencies::dependencies(self.member, &ground),
            sources,
            selected: true,
            is_loaded: self.member.manifest.lib.as_ref().is_some_and(TargetTable::is_loaded),
            kind: None,
        }
    }
}

fn library_name(targets: &[Target]) -> Option<&str> {
    let library = targets.iter().find(|t| t.kind == TargetKind::Lib)?;
    Some(&library.name)
}

fn broken_manifest(root: &Utf8Path, error: &ManifestError) -> Unreadable {
    let mut broken = unreadable(root, &error.path, error.reason.clone());
    if let Some(at) = error.at {
        broken.place.start = at;
        broken.place.end = at;
    }
    broken
}
