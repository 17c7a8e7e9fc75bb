//! What the reader of Rust sees: one module per step of the analysis, each case a small project whose
//! sources carry the expected findings as markers.

mod blocking;
mod chains;
mod entries;
mod executors;
mod fields;
mod macros;
mod names;
mod project;
mod queues;
mod receivers;
mod robustness;
mod sizes;
mod startup;
mod steps;
mod test_code;
mod values;
mod workspaces;
