//! Evidence from operations files: alert rules, owners and load-test results.
//!
//! The operations files of a project go in, by path; [`read_all`] tells by name and content what each
//! of them is, and what it says comes out as [`OpsEvidence`]. Files of other kinds are passed over.

mod alerts;
mod load_results;
mod owners;
mod promql;
mod read;
mod yaml;

pub(crate) use read::read_all;
