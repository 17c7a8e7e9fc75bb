//! The catalogue: what public functions, methods, macros and attributes of ecosystem crates do to
//! concurrency. It is data, read from `rules/apis/*.toml` and from `[[api]]` in `golive.toml`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MetricKind;

/// What an API does to concurrency.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
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
    /// Talks to another process. No rule reads it yet.
    Io,
    /// Bounds how long something may take. No rule reads it yet.
    Timeout,
    /// Emits a metric. What names it is said by `metric`; no rule reads the role yet.
    Metric,
    /// Limits a rate or breaks a circuit. No rule reads it yet.
    Limit,
    /// Starts a server, or takes connections or work from a queue: what makes a binary a service.
    Serve,
    /// Reads configuration.
    Setting,
    /// Tells a figure of the machine: CPU count, memory.
    Machine,
}

/// How an API is written at its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// `path(…)`: free and associated functions.
    #[default]
    Function,
    /// `receiver.name(…)`; as `Type::name(receiver, …)` too.
    Method,
    /// `path!(…)`.
    Macro,
    /// `#[path(…)]` on a function.
    Attribute,
    /// `#[derive(path)]` on a struct.
    Derive,
}

/// Which argument something is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Argument {
    /// The n-th argument, from 0, the receiver of a method not counted.
    Index(usize),
    /// The named argument of an attribute.
    Name(String),
}

/// What a call gives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Given {
    /// What the method is called on.
    Receiver,
    /// The n-th argument, from 0, the receiver of a method not counted.
    #[serde(untagged)]
    Argument(usize),
}

/// One API entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    /// Its canonical path, starting with the library's name: `tokio::sync::Semaphore::new`.
    pub path: String,
    /// What it does; empty for an entry that only tells a type by [`Api::returns`].
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Role>")]
    pub role: Vec<Role>,
    /// How it is written.
    #[serde(default)]
    pub form: Form,
    /// The argument that sizes the resource.
    pub size: Option<Argument>,
    /// The argument that is the work it starts or offloads.
    pub work: Option<usize>,
    /// The type that its closure is handed as its first argument: the `s` of
    /// `thread::scope(|s| s.spawn(…))`; `Self` for what the method is called on.
    pub hands: Option<String>,
    /// What is sized, queued or started, as messages name it: `queue capacity`, `task`.
    pub noun: Option<String>,
    /// A size of 1 makes it a hand-off or a gate, which is no size. Always so for a queue.
    #[serde(default)]
    pub gate: bool,
    /// What its result is: what it is called on, an argument, what a closure argument makes, or
    /// one of these.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Given>")]
    pub passes: Vec<Given>,
    /// For a constructor: the argument that it keeps, so that its result stands for that.
    pub holds: Option<usize>,
    /// For a method: the argument that it puts into the cell that it is called on; of a closure, what it makes.
    pub puts: Option<usize>,
    /// For a method: the argument by which it changes, later, the size of what it is called on.
    pub resizes: Option<usize>,
    /// For a method: the argument that is work, which it gives in other clothes or runs in a context.
    pub wraps: Option<usize>,
    /// Awaited, it only waits, and does no work.
    #[serde(default)]
    pub waits: bool,
    /// For what serves: a call takes one connection or message, so that it serves where it is called in a loop.
    #[serde(default)]
    pub one: bool,
    /// For a derive: it fills the type from outside the code.
    #[serde(default)]
    pub fills: bool,
    /// Called in async code, it panics, as what enters a runtime within a runtime does.
    #[serde(default)]
    pub panics: bool,
    /// Its closure runs later and once, when somebody asks for the value.
    #[serde(default)]
    pub lazy: bool,
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
    /// For a metric: how its name is told.
    pub metric: Option<MetricApi>,
}

/// How an entry names the metric that it defines or emits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricApi {
    /// The argument that is its name, from 0.
    #[serde(default)]
    pub name: usize,
    /// What it measures with.
    #[serde(default)]
    pub kind: MetricKind,
    /// With fewer arguments, the name is in another entry: `register_counter!(opts)`.
    #[serde(default)]
    pub least: usize,
    /// The receiver is a registry, which may put its own prefix before the name.
    #[serde(default)]
    pub registry: bool,
    /// It names no metric: the argument is put before the names of others.
    #[serde(default)]
    pub prefix: bool,
    /// For a derive: how it names the metrics that the fields of the struct are.
    pub derived: Option<DerivedNames>,
}

/// How a derive names metrics. A field is one, under its own name; `flatten` in an attribute makes
/// its fields those of the struct, `skip` leaves it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DerivedNames {
    /// The attributes that belong to the derive: `metric` in `#[metric(rename = "accepted")]`.
    pub attributes: Vec<String>,
    /// The key on the struct whose value comes before all names.
    pub prefix: Option<String>,
    /// The key on a field whose value is its name.
    pub rename: Option<String>,
    /// The key on a field that is another struct of metrics; its value comes before their names.
    pub group: Option<String>,
}

impl Api {
    /// True when it plays `role`.
    pub(crate) fn is(&self, role: Role) -> bool {
        self.role.contains(&role)
    }

    /// Its name: the last segment of its path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or_default()
    }

    /// Its name with what tells it apart, as people write it: `mpsc::channel`, `Semaphore::new`,
    /// and for a method its name alone.
    pub(crate) fn short(&self) -> &str {
        if self.form == Form::Method {
            return self.name();
        }
        let mut ends = self.path.rmatch_indices("::").map(|(at, _)| at + 2);
        ends.nth(1).map_or(&self.path, |start| &self.path[start..])
    }

    /// What its result is, or stands for: what it passes, or holds.
    pub(crate) fn given(&self) -> impl Iterator<Item = Given> + '_ {
        self.passes.iter().copied().chain(self.holds.map(Given::Argument))
    }

    /// True when its closure is handed what the method is called on.
    pub(crate) fn hands_receiver(&self) -> bool {
        self.hands.as_deref() == Some("Self")
    }

    /// The path of what holds it: a type, a trait or a module.
    pub(crate) fn owner(&self) -> &str {
        self.path.rsplit_once("::").map_or("", |(owner, _)| owner)
    }

    /// What is sized, queued or started, for messages.
    pub(crate) fn noun(&self) -> &str {
        self.noun.as_deref().unwrap_or("resource")
    }
}

/// A shared entry.
pub(crate) type ApiRef = Arc<Api>;

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

fn one_or_many<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}
