//! `expired-waiver`: see `rules/expired-waiver.md`.

use super::at_waiver;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::waivers::Waiver;

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let waivers = evidence.waivers.waivers.iter();
    let expired = waivers.filter(|waiver| waiver.has_expired(evidence.today));
    expired.map(report).collect()
}

fn report(waiver: &Waiver) -> Finding {
    let until = waiver.terms.until.map(|until| until.to_string()).unwrap_or_default();
    let owner = waiver.terms.owner.as_ref().map(|owner| format!(" of {owner}"));
    let owner = owner.unwrap_or_default();
    let message = format!(
        "the waiver{owner} for `{}` ended on {until}: {}",
        waiver.rule, waiver.terms.reason
    );
    let help = "mend what it covers and remove it, or decide anew until when it holds";
    at_waiver(waiver, super::id::EXPIRED_WAIVER, message, "silences nothing any more", help)
}
