//! The catalogue: what public functions, methods, macros and attributes of ecosystem crates do to
//! concurrency. It is data, read from `rules/apis/*.toml` and from `[[api]]` in `golive.toml`.

use serde::Deserialize;

/// What an API does to concurrency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Starts a thread or task.
    Start,
    /// Sizes a resource.
    Size,
    /// Creates a queue; without [`Api::size`] it has no bound.
    Queue,
    /// Builds or enters a runtime.
    Runtime,
    /// Blocks the thread.
    Block,
    /// Moves blocking work off the async threads.
    Offload,
    /// Talks to another process.
    Io,
    /// Bounds how long something may take.
    Timeout,
    /// Emits a metric.
    Metric,
    /// Limits a rate or breaks a circuit.
    Limit,
    /// Reads configuration.
    Setting,
    /// Tells a figure of the machine: CPU count, memory.
    Machine,
}

/// How an API is written at its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// `path(…)`: free and associated functions.
    #[default]
    Function,
    /// `receiver.name(…)`; as `Type::name(receiver, …)` too.
    Method,
    /// `path!(…)`.
    Macro,
    /// `#[path(…)]` on a function.
    Attribute,
}

/// Which argument something is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    /// The n-th argument, from 0, the receiver of a method not counted.
    Index(usize),
    /// The named argument of an attribute.
    Name(String),
}

/// One API entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Its canonical path, starting with the library's name: `tokio::sync::Semaphore::new`.
    pub path: String,
    /// What it does; empty for an entry that only tells a type by [`Api::returns`].
    #[serde(default, deserialize_with = "one_or_many")]
    pub role: Vec<Role>,
    /// How it is written.
    #[serde(default)]
    pub form: Form,
    /// The argument that sizes the resource.
    pub size: Option<Argument>,
    /// The argument that is the work it starts or offloads.
    pub work: Option<usize>,
    /// The type that the closure at [`Api::work`] is handed as its first argument: the `s` of
    /// `thread::scope(|s| s.spawn(…))`.
    pub hands: Option<String>,
    /// What is sized, queued or started, as messages name it: `queue capacity`, `task`.
    pub noun: Option<String>,
    /// The type of its result, as Rust writes it, with canonical paths.
    pub returns: Option<String>,
    /// For a method: the name alone identifies it in a package that depends on the crate.
    #[serde(default)]
    pub unique: bool,
    /// The words to search files for, when neither the last segment nor the type's name serves.
    #[serde(default)]
    pub words: Vec<String>,
    /// The concurrency model it belongs to; that of its file when absent.
    pub model: Option<String>,
    /// What to use instead, for the `help` of a finding.
    pub instead: Option<String>,
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Role),
        Many(Vec<Role>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(role) => vec![role],
        OneOrMany::Many(roles) => roles,
    })
}
