//! Business code that starts a thread or task it wrote itself.

use super::{Options, at_site, item_of, rule_id};
use crate::facts::{Facts, Finding, Offered, Role, RuleId, Site, Standing, used_by};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let sites = facts.code.sites.iter();
    let findings = sites.filter_map(|site| match is_offload(site) {
        true => Some(past_executor(facts, site, &blocking_executor(facts, site)?)),
        false => bypasses(site).then(|| report(facts, site)),
    });
    findings.collect()
}

/// True for a site at which work is started past any executor. Blocking work that is moved away and waited for on the
/// spot adds no concurrency.
pub(super) fn bypasses(site: &Site) -> bool {
    site.api.is(Role::Start) && site.standing == Standing::Business && !is_offload(site)
}

/// True for business code that moves blocking work away and waits for it on the spot.
fn is_offload(site: &Site) -> bool {
    let offloads = site.api.is(Role::Start) && site.api.is(Role::Offload) && site.awaited;
    offloads && site.standing == Standing::Business
}

/// The executor that moves blocking work away as `site` does and that its package can use, as it writes its path: its own
/// before those of others.
fn blocking_executor(facts: &Facts, site: &Site) -> Option<String> {
    let code = &facts.code;
    let does_so =
        |other: &&Site| other.standing == Standing::Executor && other.api.path == site.api.path;
    let executors = || code.sites.iter().filter(does_so);
    let own = |other: &&Site| other.package == site.package && other.offered > Offered::Nobody;
    let used = used_by(&code.packages, std::iter::once(site.package));
    let of_others = |other: &&Site| {
        other.offered == Offered::Everybody && used.get(other.package).is_some_and(|used| *used)
    };
    let found = executors().find(own).or_else(|| executors().find(of_others));
    found.map(|found| item_of(facts, found))
}

fn past_executor(facts: &Facts, site: &Site, executor: &str) -> Finding {
    let name = site.api.short();
    let message =
        format!("`{}` calls `{name}` past the executor `{executor}`", item_of(facts, site));
    let help = format!("hand the work to `{executor}`, which starts what it is handed");
    at_site(site, ID, message, "this call goes past it", &help)
}

fn report(facts: &Facts, site: &Site) -> Finding {
    let noun = site.api.noun();
    let message = format!("`{}` starts a {noun} in business code", item_of(facts, site));
    let label = format!("the {noun} is written and started here");
    let help = "hand the work to an executor: a function or trait that starts what it is given, so that how it runs \
                can change without touching this code";
    at_site(site, ID, message, &label, help)
}
