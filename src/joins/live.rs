//! What goes live: the packages of services and those that they depend on.
//!
//! The facts of the code and what the configuration declares go in. Every package of a workspace that has a service, and
//! that no service depends on, is marked, and what was found in it is taken out. In a workspace without a service every
//! package counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::{CodeFacts, Declared, FilePath, PackageFacts, PackageKind, Serves, used_by};
use crate::workspace::Project;

/// Leaves what does not go live out of `code`.
pub(crate) fn apply(code: &mut CodeFacts, project: &Project, declared: &Declared) {
    if declared.all_packages {
        return;
    }
    let live = live(&code.packages, project, declared);
    if live.iter().all(|live| *live) {
        return;
    }
    for (package, live) in code.packages.iter_mut().zip(&live) {
        if !live {
            Arc::make_mut(package).goes_live = false;
        }
    }
    code.sites.retain(|site| live.get(site.package).is_none_or(|live| *live));
    let mut known: BTreeMap<FilePath, bool> = BTreeMap::new();
    let packages = &code.packages;
    let mut goes_live = |file: &FilePath| {
        if let Some(known) = known.get(file) {
            return *known;
        }
        let of = project.package_of(file).map(|package| &package.manifest);
        let found = packages.iter().find(|package| Some(&package.manifest) == of);
        let goes_live = found.is_none_or(|package| package.goes_live);
        known.insert(file.clone(), goes_live);
        goes_live
    };
    code.unfollowed.retain(|unfollowed| goes_live(&unfollowed.place.file));
    code.waivers.retain(|waiver| goes_live(&waiver.place.file));
}

/// For each of `packages` whether it goes live.
fn live(packages: &[Arc<PackageFacts>], project: &Project, declared: &Declared) -> Vec<bool> {
    let is_declared = |package: &PackageFacts| {
        let mut services = declared.services.iter().flat_map(|service| &service.packages);
        services.any(|name| *name == package.name)
    };
    let serves = |package: &PackageFacts| match package.kind {
        None if is_declared(package) => Serves::Yes,
        _ => package.serves,
    };
    let roots = (0..packages.len()).filter(|&index| serves(&packages[index]) > Serves::No);
    let mut live = used_by(packages, roots);
    let mut first = 0;
    for workspace in &project.workspaces {
        let own = first..(first + workspace.packages.len()).min(packages.len());
        first = own.end;
        let has_service = packages[own.clone()].iter().any(|p| serves(p) == Serves::Yes);
        for index in own {
            let is_tool = packages[index].kind == Some(PackageKind::Tool);
            live[index] = !is_tool && (live[index] || !has_service);
        }
    }
    live
}
