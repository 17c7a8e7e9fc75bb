//! `golive.toml`: what a project says about itself.

/// Options of single rules, from `[rules.<id>]`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `[rules.hardcoded-concurrency]`.
    pub hardcoded_concurrency: HardcodedConcurrency,
    /// `[rules.blocking-in-async]`.
    pub blocking_in_async: BlockingInAsync,
}

/// Options of `hardcoded-concurrency`.
#[derive(Debug, Clone)]
pub struct HardcodedConcurrency {
    /// Report sizes that are only a formula of the machine.
    pub machine: bool,
    /// The smallest fixed number that is reported.
    pub minimum: u32,
}

impl Default for HardcodedConcurrency {
    fn default() -> Self {
        Self {
            machine: true,
            minimum: 1,
        }
    }
}

/// Options of `blocking-in-async`.
#[derive(Debug, Clone)]
pub struct BlockingInAsync {
    /// Report calls that block further down, in functions of the workspace.
    pub chains: bool,
}

impl Default for BlockingInAsync {
    fn default() -> Self {
        Self { chains: true }
    }
}
