//! What was found out about the standing of functions and types, so that it is found out once.

use std::sync::{Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::readers::rust::files::ItemRef;

/// What functions and types are to concurrency, as far as it was asked for.
pub(crate) struct Standings {
    /// Whether a type starts what it is handed.
    pub(super) executor_types: Mutex<FxHashMap<ItemRef, bool>>,
    /// Whether a function runs once, when the process starts.
    pub(super) run_once: Mutex<FxHashMap<(ItemRef, bool), bool>>,
    /// For each file, the items that are entry points.
    pub(super) entries: Vec<OnceLock<FxHashSet<u32>>>,
}

impl Standings {
    pub(crate) fn new(files: usize) -> Self {
        let entries = (0..files).map(|_| OnceLock::new()).collect();
        Self { executor_types: Mutex::default(), run_once: Mutex::default(), entries }
    }
}
