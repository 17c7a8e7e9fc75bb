//! What becomes of findings between the rules and the report: some are waived, some were accepted
//! when the linter was adopted, some lie outside the changes that are looked at.
//!
//! In: findings, waivers, the baseline, changed lines. Out: the same findings, dealt out. Nothing is
//! lost on the way, so that reports can count what they do not show.

pub(crate) mod baseline;
mod changed;
pub(crate) mod identity;
pub(crate) mod waivers;

use jiff::civil::Date;

use crate::facts::{Finding, Place, Waiver, WaiverTerms};

pub(crate) use changed::on_changes;

/// A finding that a waiver silences.
#[derive(Debug, Clone)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// What the waiver says.
    pub terms: WaiverTerms,
    /// Where the waiver stands.
    pub waiver: Place,
}

/// Takes out of `findings` those that one of `waivers` covers, and marks the waivers that cover none,
/// as far as `is_judged` says that all they cover was looked at. Expired ones cover nothing.
pub(crate) fn waive(
    findings: Vec<Finding>,
    waivers: &mut [Waiver],
    today: Date,
    is_judged: impl Fn(&Waiver) -> bool,
) -> (Vec<Finding>, Vec<Waived>) {
    for waiver in waivers.iter_mut() {
        let is_used = findings.iter().any(|finding| waiver.covers(finding));
        waiver.is_unused = !is_used && !waiver.has_expired(today) && is_judged(waiver);
    }
    let mut waived = Vec::new();
    let mut left = Vec::new();
    for finding in findings {
        let mut covering = waivers.iter().filter(|waiver| !waiver.has_expired(today));
        match covering.find(|waiver| waiver.covers(&finding)) {
            Some(Waiver { terms, place, .. }) => {
                waived.push(Waived { finding, terms: terms.clone(), waiver: place.clone() });
            }
            None => left.push(finding),
        }
    }
    (left, waived)
}
