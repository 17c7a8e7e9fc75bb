//! The entries that ship with the linter: `rules/apis/*.toml`, one file per crate.

use serde::Deserialize;

use crate::embedded;
use crate::facts::Api;

/// A public path under which something is reachable, besides its canonical one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reexport {
    /// This path, of an item or of a module…
    pub path: String,
    /// …is this one.
    pub of: String,
}

/// A type that matters as a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeEntry {
    pub path: String,
    /// Methods without an entry return the type itself.
    #[serde(default)]
    pub builder: bool,
    /// It stands for its n-th generic argument, from 0: a container.
    pub holds: Option<usize>,
    /// It starts what it is handed: a runtime, a pool, a handle, or a trait for such.
    #[serde(default)]
    pub executor: bool,
    /// It is a future or a closure in a box: work that somebody handed in.
    #[serde(default)]
    pub work: bool,
}

/// One file of `rules/apis/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiFile {
    /// The package's name in the registry.
    #[serde(rename = "crate")]
    pub package: String,
    /// The library's name, when it is not the package's with `_` for `-`.
    pub lib: Option<String>,
    /// The concurrency model of its entries.
    pub model: Option<String>,
    #[serde(default)]
    pub reexport: Vec<Reexport>,
    #[serde(default, rename = "type")]
    pub types: Vec<TypeEntry>,
    #[serde(default)]
    pub api: Vec<Api>,
}

impl ApiFile {
    /// The library's name, as paths write it.
    pub(crate) fn library(&self) -> String {
        self.lib.clone().unwrap_or_else(|| self.package.replace('-', "_"))
    }
}

/// Why a file of the catalogue can't be used: a mistake in the linter itself.
#[derive(Debug, thiserror::Error)]
#[error("rules/{file}: {error}")]
pub struct CatalogueError {
    file: &'static str,
    error: Box<toml::de::Error>,
}

/// Reads the entries that ship with the linter.
pub(crate) fn shipped() -> Result<Vec<ApiFile>, CatalogueError> {
    let read = |(file, text): (&'static str, &'static str)| {
        toml::from_str(text).map_err(|error| CatalogueError { file, error: Box::new(error) })
    };
    embedded::files_in("apis").into_iter().map(read).collect()
}
