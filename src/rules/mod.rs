//! The rules: each reads evidence and returns findings. A rule opens no file, prints nothing and
//! is one file, named as its page in `rules/`.

pub mod missing_alerts;
pub mod missing_concurrency_map;
pub mod missing_load_test;
pub mod missing_scaling_owner;
pub mod missing_service_map;
pub mod placeholder_section;

use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, RuleId};

/// One rule: its id, its page, and its check.
pub struct Rule {
    /// The id.
    pub id: RuleId,
    /// The text of `rules/<id>.md`, front matter included.
    pub page: &'static str,
    /// The check. The level of its findings is set afterwards, from configuration.
    pub check: fn(&Evidence, &Options) -> Vec<Finding>,
}

/// All rules, in the order of the catalogue.
pub static RULES: &[Rule] = &[];
