//! Calls: who calls a function, how a call runs, what blocks further down, and what is put into fields and cells.

pub(crate) mod ask;
pub(crate) mod awaited;
pub(crate) mod bodies;
pub(crate) mod chains;
pub(crate) mod flow;
pub(crate) mod stored;
