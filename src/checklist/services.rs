//! How each service of the project stands.
//!
//! In: the items, the services that the configuration declares, and which package a file belongs to.
//! Out: per service, how many items fail because of it. What is in no package fails every service.

use super::{Checklist, Verdict};
use crate::facts::{DeclaredService, FilePath};

/// How a service stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How many items fail because of it.
    pub failing: usize,
}

/// How the `declared` services do in `checklist`; `package_of` names the package of a file.
pub(crate) fn services<'p>(
    checklist: &Checklist,
    declared: &[DeclaredService],
    package_of: &dyn Fn(&FilePath) -> Option<&'p str>,
) -> Vec<Service> {
    let service = |declared: &DeclaredService| {
        let is_its = |file: &FilePath| {
            package_of(file).is_none_or(|package| declared.packages.iter().any(|p| p == package))
        };
        let failing = checklist.items.iter().filter(|item| {
            let mut places = item.evidence.iter().map(|proof| &proof.place);
            item.verdict == Verdict::Fail
                && places.any(|place| place.as_ref().is_none_or(|place| is_its(&place.file)))
        });
        Service {
            name: declared.name.clone(),
            owner: declared.owner.clone(),
            failing: failing.count(),
        }
    };
    declared.iter().map(service).collect()
}
