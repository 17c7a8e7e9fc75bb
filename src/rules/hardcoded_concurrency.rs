//! A size that nothing outside the code can change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_site, rule_id};
use crate::facts::{Facts, Finding, Hop, Provenance, Related, RuleId, Site, Standing};

pub(super) const ID: RuleId = rule_id!();

/// From this number on a size is no limit: `i32::MAX` and its like.
const NO_LIMIT: i128 = i32::MAX as i128;

/// Options of `hardcoded-concurrency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) struct Options {
    /// Report sizes that are only a formula of the machine.
    pub machine: bool,
    /// The smallest fixed number that is reported.
    pub minimum: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { machine: true, minimum: 1 }
    }
}

pub(super) fn check(facts: &Facts, options: &super::Options) -> Vec<Finding> {
    facts.code.sites.iter().filter_map(|site| report(site, options)).collect()
}

fn report(site: &Site, options: &super::Options) -> Option<Finding> {
    let size = site.size.as_ref()?;
    let noun = site.api.noun();
    let name = site.api.short();
    let (message, label) = match size.provenance {
        Provenance::Fixed(Some(number)) if number >= NO_LIMIT => (
            format!("`{name}` leaves its {noun} without a limit"),
            "the greatest number there is, whatever the load or the machine".to_owned(),
        ),
        Provenance::Fixed(Some(number))
            if number >= i128::from(options.hardcoded_concurrency.minimum) =>
        {
            (
                format!("`{name}` fixes its {noun} at {number}"),
                format!("always {number}, whatever the load or the machine"),
            )
        }
        Provenance::Fixed(None) => {
            (format!("`{name}` fixes its {noun} in the code"), "fixed in the code".to_owned())
        }
        Provenance::Machine if options.hardcoded_concurrency.machine => (
            format!("`{name}` takes its {noun} from the machine alone"),
            "computed from the machine alone: there is no way to override it".to_owned(),
        ),
        _ => return None,
    };
    let help = match site.standing {
        Standing::Executor => {
            "take the size as a parameter, and read it from configuration where the executor is built"
        }
        _ => {
            "read the size from configuration (an environment variable, an argument, a settings field) and keep the \
              number as its default"
        }
    };
    let related = way(&size.hops).filter(|hop| hop.place != site.place).map(related).collect();
    Some(Finding { related, is_way: true, ..at_site(site, ID, message, &label, help) })
}

/// The hops, the last of two on one line left out: a constant shows its number where it is declared.
fn way(hops: &[Hop]) -> impl Iterator<Item = &Hop> {
    let line = |hop: &Hop| (hop.place.file.clone(), hop.place.start.line);
    let shown_before =
        move |index: usize| index > 0 && line(&hops[index - 1]) == line(&hops[index]);
    hops.iter().enumerate().filter(move |(index, _)| !shown_before(*index)).map(|(_, hop)| hop)
}

fn related(hop: &Hop) -> Related {
    Related { place: hop.place.clone(), message: hop.what.clone() }
}
