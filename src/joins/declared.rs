//! What a project declares about its code: executors that the reader does not see as such, and files
//! of entry points.
//!
//! The facts of the code and the declarations go in; the sites get the standing that is declared, and every
//! package the executors that its sites show.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::{CodeFacts, Declared, Executor, PackageFacts, Role, Site, Standing};

/// Applies `declared` to `code`.
pub(crate) fn apply(code: &mut CodeFacts, declared: &Declared) {
    let packages = &code.packages;
    for site in &mut code.sites {
        let is_executor = || {
            declared.executor_files.covers(&site.place.file)
                || packages.get(site.package).is_some_and(|package| {
                    declared.executor_items.iter().any(|item| is_in(site, item, package))
                })
        };
        if declared.entries.covers(&site.place.file) {
            site.standing = Standing::Entry;
        } else if is_executor() {
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
                offered: site.offered,
            };
            Arc::make_mut(package).executors = found.into_iter().map(named).collect();
        }
    }
}

/// True when `site` is in the item `declared`, a path that starts with `crate` or with the name of a crate of
/// its `package`.
fn is_in(site: &Site, declared: &str, package: &PackageFacts) -> bool {
    let Some((first, rest)) = declared.split_once("::") else {
        return false;
    };
    if first != "crate" && !package.crates.iter().any(|found| found.name == first) {
        return false;
    }
    let below = site.item.strip_prefix("crate::").and_then(|path| path.strip_prefix(rest));
    below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
}
