//! Packages whose only job is tests or benchmarks: those that the configuration calls so, and those that look so where
//! it says nothing.

use rustc_hash::FxHashSet;

use super::syntax::attributes::is_for_tests;
use crate::facts::PackageKind;
use crate::workspace::{Package, Workspace};

/// The packages of `workspace` whose only job is tests or benchmarks: by their name, or because they lie
/// among the tests.
pub(crate) fn test_packages(workspace: &Workspace) -> FxHashSet<usize> {
    let packages = workspace.packages.iter().enumerate();
    packages
        .filter(|(_, package)| is_test_package(workspace, package))
        .map(|(index, _)| index)
        .collect()
}

fn is_test_package(workspace: &Workspace, package: &Package) -> bool {
    if let Some(kind) = package.kind {
        return kind == PackageKind::Tests;
    }
    let below = package.folder.strip_prefix(workspace.folder.as_str()).unwrap_or(&package.folder);
    let mut folders = below.split('/');
    if folders.any(|folder| matches!(folder, "tests" | "benches" | "examples")) {
        return true;
    }
    // Integration tests, and not the integration with something, when no other package needs it.
    let has_word = |fits: fn(&str) -> bool| package.name.split(['-', '_']).any(fits);
    is_for_tests(&package.name)
        // `pagebench`
        || has_word(|word| word.ends_with("bench"))
        || has_word(|word| word == "integration") && !is_needed(workspace, package)
}

/// True when `package` can be run, or another package depends on it outside its tests.
fn is_needed(workspace: &Workspace, package: &Package) -> bool {
    let mut dependencies = workspace.packages.iter().flat_map(|other| &other.dependencies);
    package.is_run()
        || dependencies.any(|dependency| {
            !dependency.dev_only && dependency.folder.as_deref() == Some(package.folder.as_str())
        })
}
