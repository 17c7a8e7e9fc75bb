//! From a request to a project: finds the root, reads the members, walks once, and puts together
//! what belongs together.
//!
//! The rules are Cargo's. The nearest manifest upward counts, then the workspace that it belongs to,
//! and the whole workspace is looked at, as with `cargo check --workspace`, unless `-p` names
//! packages. A folder with no manifest above it is looked at as a monorepo: every workspace below.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::Project;
use super::assemble::assemble;
use super::manifest::{FILE_NAME, Manifest, ManifestError};
use super::members::{is_excluded, read_members};
use super::paths::{folders_above, normalize};
use super::unit::Unit;
use super::walk::walk;
use crate::facts::FilePath;
use crate::suggest::did_you_mean;

/// What to look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// Where to start: the current folder. A relative path starts from the process's.
    pub start: Utf8PathBuf,
    /// A manifest to start from instead; that of a member stands for its whole workspace.
    pub manifest_path: Option<Utf8PathBuf>,
    /// Names of the packages to report on, globs allowed; all when empty.
    pub packages: Vec<String>,
    /// Names of packages not to report on, globs allowed.
    pub exclude: Vec<String>,
}

/// Why there is no project to look at.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// There is no manifest around.
    #[error(
        "no {FILE_NAME} in `{0}`, above it or below it: run in the folder of a Rust project, or name \
         its manifest with --manifest-path"
    )]
    NoManifest(Utf8PathBuf),
    /// The manifest that was named is none.
    #[error(
        "`{0}` is not a manifest: --manifest-path expects the path of a {FILE_NAME} that exists"
    )]
    NotAManifest(Utf8PathBuf),
    /// The root's manifest can't be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// `package.workspace` names a folder without a workspace.
    #[error("{manifest}: `package.workspace` names `{named}`, where no workspace is defined")]
    NoWorkspace {
        /// The manifest that names it.
        manifest: Utf8PathBuf,
        named: String,
    },
    /// A name or pattern of packages fits none.
    #[error("{option} `{pattern}` fits no package of this workspace{suggestion}")]
    NoSuchPackage {
        /// `-p` or `--exclude`.
        option: &'static str,
        /// What was asked for.
        pattern: String,
        /// `, did you mean …?`, or nothing.
        suggestion: String,
    },
    /// The start folder has no absolute path.
    #[error("`{path}` can't be made absolute: {reason}")]
    NoAbsolutePath { path: Utf8PathBuf, reason: String },
}

/// Finds the project that `request` asks for.
pub(crate) fn discover(request: &Request) -> Result<Project, WorkspaceError> {
    let mut project = match find_root(request)? {
        Root::Workspace(folder, manifest) => {
            let unit = Unit::read(folder.clone(), *manifest);
            let members = unit.members.iter().map(|member| member.folder.clone());
            let outside: Vec<_> = members.filter(|m| !m.starts_with(&folder)).collect();
            let files = walk(&folder, &outside);
            assemble(folder, vec![unit], files)
        }
        Root::Monorepo(folder) => {
            let files = walk(&folder, &[]);
            let units = units_below(&folder, &files.manifests)?;
            assemble(folder, units, files)
        }
    };
    select(&mut project, request)?;
    Ok(project)
}

/// Where the project's root is.
enum Root {
    /// At a manifest: of a workspace, or of a package without one.
    Workspace(Utf8PathBuf, Box<Manifest>),
    /// At a folder without a manifest above it.
    Monorepo(Utf8PathBuf),
}

fn find_root(request: &Request) -> Result<Root, WorkspaceError> {
    let start = absolute(&request.start)?;
    let folder = match &request.manifest_path {
        Some(path) => folder_of_manifest(&start, path)?,
        None => {
            let mut above = start.ancestors();
            match above.find(|folder| folder.join(FILE_NAME).is_file()) {
                Some(folder) => folder.to_owned(),
                None => return Ok(Root::Monorepo(start)),
            }
        }
    };
    let manifest = Manifest::read(&folder.join(FILE_NAME))?;
    if manifest.workspace.is_some() {
        return Ok(Root::Workspace(folder, Box::new(manifest)));
    }
    let named = manifest.package.as_ref().and_then(|p| p.workspace.clone());
    if let Some(named) = named {
        let root = normalize(&folder.join(&named));
        return match Manifest::read(&root.join(FILE_NAME)) {
            Ok(manifest) if manifest.workspace.is_some() => {
                Ok(Root::Workspace(root, Box::new(manifest)))
            }
            _ => Err(WorkspaceError::NoWorkspace { manifest: folder.join(FILE_NAME), named }),
        };
    }
    for above in folder.ancestors().skip(1) {
        let path = above.join(FILE_NAME);
        if !path.is_file() {
            continue;
        }
        let candidate = Manifest::read(&path)?;
        if let Some(table) = &candidate.workspace
            && !is_excluded(above, table, &folder)
        {
            let members = read_members(above, table).readable;
            if members.iter().any(|member| member.folder == folder) {
                return Ok(Root::Workspace(above.to_owned(), Box::new(candidate)));
            }
            break;
        }
    }
    Ok(Root::Workspace(folder, Box::new(manifest)))
}

fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf, WorkspaceError> {
    // An empty path stands for the current folder, as it does in a joined path.
    let given = if path.as_str().is_empty() { Utf8Path::new(".") } else { path };
    match camino::absolute_utf8(given) {
        Ok(absolute) => Ok(normalize(&absolute)),
        Err(error) => {
            Err(WorkspaceError::NoAbsolutePath { path: path.to_owned(), reason: error.to_string() })
        }
    }
}

fn folder_of_manifest(start: &Utf8Path, path: &Utf8Path) -> Result<Utf8PathBuf, WorkspaceError> {
    let full = normalize(&start.join(path));
    let folder = if full.is_dir() {
        Some(full.as_path())
    } else {
        full.parent().filter(|_| full.file_name() == Some(FILE_NAME))
    };
    folder
        .filter(|folder| folder.join(FILE_NAME).is_file())
        .map(Utf8Path::to_owned)
        .ok_or_else(|| WorkspaceError::NotAManifest(path.to_owned()))
}

/// The workspaces and lone packages of a monorepo: those that do not lie inside another one.
fn units_below(root: &Utf8Path, manifests: &[FilePath]) -> Result<Vec<Unit>, WorkspaceError> {
    let mut outermost_first: Vec<&FilePath> = manifests.iter().collect();
    outermost_first.sort_by_key(|m| (m.folder().split('/').count(), *m));

    let mut units: Vec<Unit> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut broken = Vec::new();
    for file in outermost_first {
        if folders_above(file.as_str()).any(|folder| taken.contains(folder)) {
            continue;
        }
        let manifest = match Manifest::read(&file.under(root)) {
            Ok(manifest) => manifest,
            Err(error) => {
                if !is_test_data(file) {
                    broken.push(error);
                }
                continue;
            }
        };
        let package = manifest.package.as_ref();
        if package.is_some_and(|p| p.workspace.is_some()) {
            // A member of a workspace beside it, which lists it.
            continue;
        }
        if manifest.workspace.is_some() || package.is_some() {
            taken.insert(file.folder());
            units.push(Unit::read(root.join(file.folder()), manifest));
        }
    }
    // A workspace may list packages beside it, which then do not stand alone.
    let listed_elsewhere: BTreeSet<Utf8PathBuf> = units
        .iter()
        .flat_map(|unit| unit.members.iter().map(move |m| (unit, m)))
        .filter(|(unit, member)| member.folder != unit.folder)
        .map(|(_, member)| member.folder.clone())
        .collect();
    units.retain(|unit| !listed_elsewhere.contains(&unit.folder));

    if units.is_empty() {
        return Err(match broken.into_iter().next() {
            Some(error) => error.into(),
            None => WorkspaceError::NoManifest(root.to_owned()),
        });
    }
    if let Some(first) = units.first_mut() {
        first.unreadable.extend(broken);
    }
    Ok(units)
}

/// True for a manifest that tests keep, which may well be broken on purpose.
fn is_test_data(file: &FilePath) -> bool {
    let is_test_folder = |name: &str| name.starts_with("test") || name.starts_with("fixture");
    file.folder().split('/').any(is_test_folder)
}

/// Marks the packages that are reported on.
fn select(project: &mut Project, request: &Request) -> Result<(), WorkspaceError> {
    let names: Vec<String> = project.packages().map(|p| p.name.clone()).collect();
    let wanted = patterns("-p", &request.packages, &names)?;
    let unwanted = patterns("--exclude", &request.exclude, &names)?;
    for package in project.workspaces.iter_mut().flat_map(|w| &mut w.packages) {
        package.selected = (request.packages.is_empty() || wanted.is_match(&package.name))
            && !unwanted.is_match(&package.name);
    }
    Ok(())
}

/// Compiles the `patterns` of package names given with `option`; each must fit one of `names`.
fn patterns(
    option: &'static str,
    patterns: &[String],
    names: &[String],
) -> Result<GlobSet, WorkspaceError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        // Cargo accepts `name@version`; a workspace holds one package of a name.
        let name = pattern.split('@').next().unwrap_or(pattern);
        let glob = Glob::new(name)
            .ok()
            .filter(|glob| names.iter().any(|n| glob.compile_matcher().is_match(n)))
            .ok_or_else(|| WorkspaceError::NoSuchPackage {
                option,
                pattern: pattern.clone(),
                suggestion: did_you_mean(name, names.iter().map(String::as_str)),
            })?;
        set.add(glob);
    }
    // Globs that compile alone compile together, and no glob matches nothing.
    Ok(set.build().unwrap_or_default())
}
