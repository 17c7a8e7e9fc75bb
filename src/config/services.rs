//! The services of the project, by their packages.

use std::collections::BTreeSet;

use globset::Glob;

use super::problems::Problems;
use super::schema;
use crate::facts::DeclaredService;
use crate::workspace::Project;

/// The services that `written` comes to; every pattern must match a package of `project`.
pub(super) fn services(
    written: Vec<schema::Service>,
    project: &Project,
    problems: &mut Problems,
) -> Vec<DeclaredService> {
    let names: Vec<&str> = project.packages().map(|package| package.name.as_str()).collect();
    let mut services: Vec<DeclaredService> = Vec::new();
    for service in written {
        let at = service.name.span();
        let name = service.name.into_inner();
        if services.iter().any(|other| other.name == name) {
            problems.add(at, format!("service `{name}` is declared twice"));
        }
        let mut packages = BTreeSet::new();
        for pattern in &service.packages {
            match Glob::new(pattern.get_ref()) {
                Ok(glob) => {
                    let glob = glob.compile_matcher();
                    let mut matched = names.iter().filter(|name| glob.is_match(name)).peekable();
                    if matched.peek().is_none() {
                        let message =
                            format!("`{}` matches no package of this project", pattern.get_ref());
                        problems.add(pattern.span(), message);
                    }
                    packages.extend(matched.map(|name| (*name).to_owned()));
                }
                Err(error) => {
                    let message = format!("bad pattern `{}`: {}", pattern.get_ref(), error.kind());
                    problems.add(pattern.span(), message);
                }
            }
        }
        let packages = packages.into_iter().collect();
        services.push(DeclaredService { name, owner: service.owner, packages });
    }
    services
}
