//! What a project declares about its code: executors that the reader does not see as such, and files
//! of entry points.

use std::collections::BTreeMap;

use super::apis::Role;
use super::sites::{CodeEvidence, Executor, Site, Standing};
use crate::config::Config;
use crate::workspace::Workspace;

/// Gives the sites of `workspace` the standing that `config` declares, and every package the executors
/// that its sites show.
pub fn apply(code: &mut CodeEvidence, workspace: &Workspace, config: &Config) {
    for site in &mut code.sites {
        let crates =
            workspace.packages.get(site.package).map_or(&[][..], |package| &package.targets);
        let crate_names = crates.iter().map(|target| target.name.as_str());
        if config.entries.covers(&site.place.file) {
            site.standing = Standing::Entry;
        } else if config.executors.files.covers(&site.place.file)
            || config
                .executors
                .items
                .iter()
                .any(|declared| is_in(site, declared, crate_names.clone()))
        {
            site.standing = Standing::Executor;
        }
    }
    let mut executors: BTreeMap<usize, BTreeMap<&str, &Site>> = BTreeMap::new();
    let starts = |site: &&Site| site.standing == Standing::Executor && site.api.is(Role::Start);
    for site in code.sites.iter().filter(starts) {
        executors.entry(site.package).or_default().entry(&site.item).or_insert(site);
    }
    for (package, found) in executors {
        if let Some(package) = code.packages.get_mut(package) {
            let named = |(path, site): (&str, &Site)| Executor {
                path: path.to_owned(),
                place: site.place.clone(),
            };
            package.executors = found.into_iter().map(named).collect();
        }
    }
}

/// True when `site` stands in the item `declared`, a path that starts with `crate` or a crate's name.
fn is_in<'n>(site: &Site, declared: &str, mut crate_names: impl Iterator<Item = &'n str>) -> bool {
    let Some((first, rest)) = declared.split_once("::") else {
        return false;
    };
    if first != "crate" && !crate_names.any(|name| name == first) {
        return false;
    }
    let below = site.item.strip_prefix("crate::").and_then(|path| path.strip_prefix(rest));
    below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
}
