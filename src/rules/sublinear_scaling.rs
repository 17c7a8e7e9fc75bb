//! `sublinear-scaling`: see `rules/sublinear-scaling.md`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule_id;
use crate::facts::{Facts, Finding, LoadPoint, LoadTest, Related, RuleId};
use crate::joins::scaling::{Scaling, scaling};

pub(super) const ID: RuleId = rule_id!();

/// Options of `sublinear-scaling`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) struct Options {
    /// The least throughput of an instance at the largest tested count, as a share of that at the
    /// smallest.
    pub efficiency: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { efficiency: 0.7 }
    }
}

/// One finding per load test whose largest count of instances does too little.
pub(super) fn check(facts: &Facts, options: &super::Options) -> Vec<Finding> {
    let least = options.sublinear_scaling.efficiency;
    let judged = facts.load_tests().filter_map(|test| Some((test, scaling(test)?)));
    let slow = judged.filter(|(_, scaling)| scaling.efficiency < least);
    slow.map(|(test, scaling)| finding(test, &scaling, least)).collect()
}

fn finding(test: &LoadTest, scaling: &Scaling, least: f64) -> Finding {
    let Scaling { smallest, largest, .. } = scaling;
    let message = format!(
        "at {} instances, each does {:.0} % of what it does at {}; the minimum is {:.0} %",
        count(largest),
        100.0 * scaling.efficiency,
        count(smallest),
        100.0 * least
    );
    Finding {
        label: fit(scaling),
        help: help(scaling).into(),
        place: Some(largest.place.clone()),
        item: test.place.file.to_string(),
        related: vec![Related {
            place: smallest.place.clone(),
            message: format!("{} a second here, with {}", smallest.throughput, count(smallest)),
        }],
        ..Finding::new(ID, message)
    }
}

fn count(point: &LoadPoint) -> f64 {
    point.instances.unwrap_or_default()
}

/// What the fit says: `contention 0.12, coherency 0.004, most throughput at 15 instances`.
fn fit(scaling: &Scaling) -> String {
    let peak = match scaling.peak {
        Some(peak) => format!("most throughput at {peak:.0} instances"),
        None => "no peak".to_owned(),
    };
    format!("contention {:.3}, coherency {:.4}, {peak}", scaling.contention, scaling.coherency)
}

/// What to look for: the larger of what both cost at the largest count.
fn help(scaling: &Scaling) -> &'static str {
    if scaling.contention >= scaling.coherency * count(scaling.largest) {
        "contention: look for what all instances queue up for, such as a lock, a database or a partition, and split it"
    } else {
        "coherency: look for what instances exchange, such as shared caches, locks on the same rows or broadcasts, and let each own its part"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{DocumentFacts, FilePath};
    use crate::readers::markdown::read_document;

    fn findings(rows: &str, options: &super::super::Options) -> Vec<Finding> {
        let text = format!("# A\n\n## Load test\n\n| Replicas | Throughput |\n|---|---|\n{rows}");
        let documents = vec![read_document(&FilePath::new("docs/a.md"), &text)];
        let docs = DocumentFacts { documents, ..DocumentFacts::default() };
        check(&Facts { docs, ..Facts::default() }, options)
    }

    const FLAT: &str = "| 1 | 100 req/s |\n| 2 | 150 req/s |\n| 4 | 200 req/s |\n";

    #[test]
    fn the_row_of_the_largest_count_is_reported_beside_that_of_the_smallest() {
        let found = findings(FLAT, &super::super::Options::default());
        assert_eq!(
            found[0].message,
            "at 4 instances, each does 50 % of what it does at 1; the minimum is 70 %"
        );
        assert!(found[0].label.starts_with("contention 0.3"), "{}", found[0].label);
        assert!(found[0].help.starts_with("contention:"));
        let line = found[0].place.as_ref().map(|place| place.start.line);
        assert_eq!((line, found[0].related[0].place.start.line), (Some(9), 7));
    }

    #[test]
    fn crosstalk_is_told_from_queueing() {
        let rows = "| 1 | 100 |\n| 2 | 190 |\n| 4 | 320 |\n| 8 | 350 |\n| 16 | 250 |\n";
        let found = findings(rows, &super::super::Options::default());
        assert!(found[0].help.starts_with("coherency:"), "{:?}", found[0]);
        assert!(found[0].label.contains("most throughput at "), "{}", found[0].label);
    }

    #[test]
    fn two_counts_say_nothing_and_the_least_can_be_set() {
        assert!(
            findings("| 1 | 100 |\n| 4 | 100 |\n", &super::super::Options::default()).is_empty()
        );
        let mut options = super::super::Options::default();
        options.sublinear_scaling.efficiency = 0.4;
        assert!(findings(FLAT, &options).is_empty());
    }
}
