//! Manifests as they are written: the few keys of `Cargo.toml` that discovery needs.
//!
//! In goes a path, out comes a [`Manifest`] or a [`ManifestError`] with its place. Keys that are
//! not needed are never looked at, so that a manifest written for a newer or older Cargo is read
//! all the same. Nothing is filled in here: no defaults, no inheritance, no look at the disk.

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::facts::{LineIndex, Position};

/// The name of every manifest.
pub(super) const FILE_NAME: &str = "Cargo.toml";

/// One `Cargo.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct Manifest {
    #[serde(alias = "project")]
    pub package: Option<PackageTable>,
    pub workspace: Option<WorkspaceTable>,
    pub lib: Option<TargetTable>,
    pub bin: Vec<TargetTable>,
    pub example: Vec<TargetTable>,
    pub test: Vec<TargetTable>,
    pub bench: Vec<TargetTable>,
    pub features: BTreeMap<String, IgnoredAny>,
    pub dependencies: Dependencies,
    #[serde(alias = "dev_dependencies")]
    pub dev_dependencies: Dependencies,
    #[serde(alias = "build_dependencies")]
    pub build_dependencies: Dependencies,
    pub target: BTreeMap<String, PlatformTable>,
}

/// `[package]`.
#[derive(Debug, Deserialize)]
pub(super) struct PackageTable {
    pub name: String,
    pub edition: Option<Edition>,
    pub workspace: Option<String>,
    pub build: Option<BuildScript>,
    pub autolib: Option<bool>,
    pub autobins: Option<bool>,
    pub autoexamples: Option<bool>,
    pub autotests: Option<bool>,
    pub autobenches: Option<bool>,
}

/// `edition`, its own or that of the workspace.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Edition {
    Own(String),
    Inherited(IgnoredAny),
}

/// `build`: off, on, or the path of the script.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum BuildScript {
    Flag(bool),
    Path(String),
    Paths(Vec<String>),
}

/// `[workspace]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkspaceTable {
    pub members: Vec<String>,
    pub exclude: Vec<String>,
    pub package: PackageDefaults,
    pub dependencies: Dependencies,
}

/// `[workspace.package]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PackageDefaults {
    pub edition: Option<String>,
}

/// `[lib]`, `[[bin]]` and the like.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct TargetTable {
    pub name: Option<String>,
    pub path: Option<String>,
    #[serde(alias = "crate_type")]
    pub crate_type: Vec<String>,
}

impl TargetTable {
    /// True for a library that is loaded by programs which no manifest names.
    pub(super) fn is_loaded(&self) -> bool {
        let mut types = self.crate_type.iter();
        types.any(|kind| matches!(kind.as_str(), "cdylib" | "dylib" | "staticlib"))
    }
}

/// `[target.<platform>]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct PlatformTable {
    pub dependencies: Dependencies,
    #[serde(alias = "dev_dependencies")]
    pub dev_dependencies: Dependencies,
    #[serde(alias = "build_dependencies")]
    pub build_dependencies: Dependencies,
}

pub(super) type Dependencies = BTreeMap<String, DependencyValue>;

/// One dependency: a table, or anything else that says nothing but a version.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum DependencyValue {
    Table(DependencyTable),
    Version(IgnoredAny),
}

/// The keys of a dependency that say which package it is and where it lies.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DependencyTable {
    pub package: Option<String>,
    pub path: Option<String>,
    pub workspace: bool,
}

/// A manifest that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}{}: {reason}", at.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column)))]
pub struct ManifestError {
    pub path: Utf8PathBuf,
    /// Where reading stopped; `None` when it did not even start.
    pub at: Option<Position>,
    pub reason: String,
}

impl Manifest {
    /// Reads the manifest at `path`.
    pub(super) fn read(path: &Utf8Path) -> Result<Self, ManifestError> {
        let error = |at, reason| ManifestError { path: path.to_owned(), at, reason };
        let bytes = fs::read(path).map_err(|e| error(None, cannot_read(&e)))?;
        let text = String::from_utf8(bytes).map_err(|_| error(None, "not valid UTF-8".into()))?;
        toml::from_str(&text).map_err(|e| {
            let start = e.span().map_or(0, |span| span.start);
            let at = LineIndex::new(&text).position(&text, start);
            error(Some(at), e.message().trim_end().replace('\n', ", "))
        })
    }

    /// Every table of dependencies, those for single platforms included; first whether only tests,
    /// benches, examples or the build script may use what it names.
    pub(super) fn dependency_tables(&self) -> impl Iterator<Item = (bool, &Dependencies)> {
        let own = [
            (false, &self.dependencies),
            (true, &self.dev_dependencies),
            (true, &self.build_dependencies),
        ];
        let platforms = self.target.values().flat_map(|platform| {
            [
                (false, &platform.dependencies),
                (true, &platform.dev_dependencies),
                (true, &platform.build_dependencies),
            ]
        });
        own.into_iter().chain(platforms)
    }
}

impl DependencyValue {
    /// The keys of a table; `None` when it is only a version.
    pub(super) fn table(&self) -> Option<&DependencyTable> {
        match self {
            Self::Table(table) => Some(table),
            Self::Version(_) => None,
        }
    }
}

fn cannot_read(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        _ => format!("can't be read: {error}"),
    }
}
