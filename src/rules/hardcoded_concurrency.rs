//! A size that nothing outside the code can change.

use super::at_site;
use crate::code::sites::{Hop, Provenance, Site, Standing};
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, Related};

pub(super) fn check(evidence: &Evidence, options: &Options) -> Vec<Finding> {
    evidence.code.sites.iter().filter_map(|site| report(site, options)).collect()
}

fn report(site: &Site, options: &Options) -> Option<Finding> {
    let size = site.size.as_ref()?;
    let noun = site.api.noun();
    let name = site.api.name();
    let (message, label) = match size.provenance {
        Provenance::Fixed(Some(number))
            if number >= i128::from(options.hardcoded_concurrency.minimum) =>
        {
            (
                format!("the {noun} of `{name}` is fixed at {number}"),
                format!("always {number}, whatever the load or the machine"),
            )
        }
        Provenance::Fixed(None) => {
            (format!("the {noun} of `{name}` is fixed in the code"), "fixed in the code".to_owned())
        }
        Provenance::Machine if options.hardcoded_concurrency.machine => (
            format!("the {noun} of `{name}` follows from the machine alone"),
            "only a formula of the machine: there is no way to override it".to_owned(),
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
    let related = size.hops.iter().filter(|hop| hop.place != site.place).map(related).collect();
    Some(Finding {
        related,
        ..at_site(site, super::id::HARDCODED_CONCURRENCY, message, &label, help)
    })
}

fn related(hop: &Hop) -> Related {
    Related { place: hop.place.clone(), message: hop.what.clone() }
}
