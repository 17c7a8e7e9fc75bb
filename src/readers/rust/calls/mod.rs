//! Calls: who calls a function, how a call runs, and what blocks further down.

pub(crate) mod ask;
pub(crate) mod chains;
pub(crate) mod flow;
