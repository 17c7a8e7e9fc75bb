//! `golive.toml`: what a project says about itself.

/// Options of single rules, from `[rules.<id>]`.
#[derive(Debug, Clone, Default)]
pub struct Options {}
