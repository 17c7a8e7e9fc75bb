//! The joins: what no single reader can tell, computed once per run and kept among the facts.
//!
//! Facts go in and facts come out: what goes live, the standing that the configuration declares, the names that maps use and
//! the project has, runbooks that are not there, whether watched metrics are emitted, and the concurrency points
//! with the rows, metrics, alerts and owners of each.

pub(crate) mod declared;
pub(crate) mod inventory;
pub(crate) mod live;
pub(crate) mod mentions;
pub(crate) mod metric_names;
pub(crate) mod owners;
pub(crate) mod runbooks;
pub(crate) mod scaling;
pub(crate) mod watched;

use crate::facts::{Declared, Facts};
use crate::workspace::Project;

/// Joins `facts` of `project`, which declares `declared`.
pub(crate) fn join(facts: &mut Facts, project: &Project, declared: &Declared) {
    live::apply(&mut facts.code, project, declared);
    declared::apply(&mut facts.code, declared);
    facts.mentioned = mentions::in_maps(facts, project);
    facts.dead_runbooks = runbooks::dead(&project.root, &facts.ops.alerts);
    facts.watched = watched::watched(facts, project, &declared.metric_prefix);
    facts.ops.unfollowed.extend(watched::unfollowed(&facts.watched));
    facts.points = inventory::points(facts);
}
