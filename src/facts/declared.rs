//! What the configuration says about the project that no file of it shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PathGlobs;

/// What a project declares about its code and its services.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    /// Files in which everything starts what it is handed.
    pub executor_files: PathGlobs,
    /// Paths of functions, traits and types that do, starting with a crate's name or `crate`.
    pub executor_items: Vec<String>,
    /// Files whose functions count as entry points.
    pub entries: PathGlobs,
    /// What is put before the names of all metrics where they are exported: `orders_`.
    pub metric_prefix: String,
    /// The services of the project.
    pub services: Vec<DeclaredService>,
    /// Every package counts, whether or not a service depends on it.
    pub all_packages: bool,
}

/// What a package is, as the configuration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PackageKind {
    /// Tests or benchmarks: all of its code is test code.
    Tests,
    /// It never goes live.
    Tool,
    /// It goes live, and with it all that it depends on.
    Service,
}

/// A service that the configuration declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeclaredService {
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The names of its packages.
    pub packages: Vec<String>,
}
