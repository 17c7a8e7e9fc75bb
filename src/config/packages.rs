//! What packages are whose code or name does not tell.

use std::collections::BTreeMap;

use super::problems::Problems;
use super::schema;
use crate::facts::PackageKind;
use crate::suggest::did_you_mean;
use crate::workspace::Project;

/// The kinds of packages that `written` comes to; every name must be that of a package of `project`.
pub(super) fn kinds(
    written: Vec<schema::Package>,
    project: &Project,
    problems: &mut Problems,
) -> BTreeMap<String, PackageKind> {
    let known: Vec<&str> = project.packages().map(|package| package.name.as_str()).collect();
    let mut kinds = BTreeMap::new();
    for package in written {
        let at = package.name.span();
        let name = package.name.into_inner();
        if !known.contains(&name.as_str()) {
            let suggestion = did_you_mean(&name, known.iter().copied());
            problems.add(at, format!("unknown package `{name}`{suggestion}"));
        } else if kinds.insert(name.clone(), package.kind).is_some() {
            problems.add(at, format!("package `{name}` is declared twice"));
        }
    }
    kinds
}
