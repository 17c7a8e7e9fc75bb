//! What a code reader finds: sites with their context and provenance. Neutral: nothing here is
//! about Rust or `syn`, so that a reader for another language can produce the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;

use super::{Api, Confidence, FilePath, Metric, MetricCrate, PackageKind, Place, WaiverComment};

/// What the code readers found.
#[derive(Debug, Default)]
pub(crate) struct CodeFacts {
    /// The packages, in the order of their folders.
    pub packages: Vec<Arc<PackageFacts>>,
    /// The sites outside test code, ordered by place.
    pub sites: Vec<Site>,
    /// The metrics that code outside tests emits, ordered by place.
    pub metrics: Vec<Metric>,
    /// What may be a site, or matters for one, and could not be followed, ordered by place.
    pub unfollowed: Vec<Unfollowed>,
    /// Comments that are written as waivers, ordered by file and place.
    pub waivers: Vec<WaiverComment>,
}

impl CodeFacts {
    /// The names of the packages that are left out because no service depends on them, in order.
    pub(crate) fn left_out(&self) -> Vec<String> {
        let packages = self.packages.iter();
        let left_out =
            packages.filter(|package| package.selected && !package.is_test && !package.goes_live);
        let mut names: Vec<String> = left_out.map(|package| package.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Adds what was found in a further workspace.
    pub(crate) fn append(&mut self, other: Self) {
        let before = self.packages.len();
        self.packages.extend(other.packages);
        self.unfollowed.extend(other.unfollowed);
        self.waivers.extend(other.waivers);
        let metrics = other.metrics.into_iter();
        self.metrics
            .extend(metrics.map(|metric| Metric { package: metric.package + before, ..metric }));
        let sites = other.sites.into_iter();
        self.sites.extend(sites.map(|site| Site { package: site.package + before, ..site }));
    }
}

/// One package, as far as rules need it.
#[derive(Debug, Clone)]
pub(crate) struct PackageFacts {
    pub name: String,
    pub manifest: FilePath,
    /// Its crates that are built for use, the library first, then the binaries.
    pub crates: Vec<Crate>,
    /// False when `-p` or `--exclude` left it out, so that no site in it was looked for.
    pub selected: bool,
    /// What the configuration says that it is.
    pub kind: Option<PackageKind>,
    /// True when its only job is tests or benchmarks.
    pub is_test: bool,
    /// Whether it runs as a service, as far as the configuration or its code tells.
    pub serves: Serves,
    /// Joined: false when the workspace has a service and none depends on it. Its sites are left out then.
    pub goes_live: bool,
    /// Executors that it defines, as paths of items (`crate::exec::Pool::start`).
    pub executors: Vec<Executor>,
    /// The packages that its code may use, by name.
    pub dependencies: Vec<String>,
    /// Crates of others through which it can emit metrics.
    pub metric_crates: Vec<MetricCrate>,
}

impl PackageFacts {
    /// The path of the item `item` in `file`, as people write it: from the name of its crate on.
    pub(crate) fn named(&self, file: &FilePath, item: &str) -> String {
        match item.strip_prefix("crate::") {
            Some(rest) => format!("{}::{rest}", self.crate_of(file)),
            None => item.to_owned(),
        }
    }

    /// The name of the crate that holds `file`: the one whose root it is, or whose root stands next above it.
    pub(crate) fn crate_of(&self, file: &FilePath) -> &str {
        // Of several crates in one folder, the library and `main.rs` hold what none of them names.
        let rank = |c: &&Crate| {
            let folder = c.root.folder();
            let holds = file.as_path().starts_with(folder);
            let name = c.root.file_name();
            (
                c.root == *file,
                if holds { folder.len() } else { 0 },
                name == "lib.rs",
                name == "main.rs",
            )
        };
        self.crates.iter().max_by_key(rank).map_or(&self.name, |found| &found.name)
    }
}

/// For each of `packages` whether it is one of `roots` or they depend on it, directly or through others.
pub(crate) fn used_by(
    packages: &[Arc<PackageFacts>],
    roots: impl Iterator<Item = usize>,
) -> Vec<bool> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, package) in packages.iter().enumerate() {
        by_name.entry(package.name.as_str()).or_default().push(index);
    }
    let mut open: Vec<usize> = roots.collect();
    let mut used = vec![false; packages.len()];
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut used[index], true) {
            let names = packages[index].dependencies.iter();
            open.extend(names.filter_map(|name| by_name.get(name.as_str())).flatten());
        }
    }
    used
}

/// Whether a package runs as a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Serves {
    /// Nothing of it does that can be run.
    #[default]
    No,
    /// It can't be told: what it runs may start a server that is elsewhere, or somebody else runs it.
    Maybe,
    /// A binary of it starts a server, listens, or takes work from a queue.
    Yes,
}

/// One crate of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crate {
    /// Its name, with `_` for `-`.
    pub name: String,
    pub root: FilePath,
}

/// A function, trait or type that starts the work it is handed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Executor {
    /// Its path, `crate::exec::spawn`.
    pub path: String,
    /// Where it is defined.
    pub place: Place,
    /// Who may be told to use it.
    pub offered: Offered,
}

/// One place in the code where an API entry is used.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The token that names the API: the last segment of a path, a method's name, an attribute's
    /// argument, the `for` of a loop that starts work.
    pub place: Place,
    pub api: Arc<Api>,
    /// Index into [`CodeFacts::packages`].
    pub package: usize,
    /// The path of the function, static or constant it is in, `crate::net::Server::run`.
    pub item: CompactString,
    /// What that function is to concurrency.
    pub standing: Standing,
    /// For what starts work: who may be told to hand work to that function.
    pub offered: Offered,
    /// Whether the call runs on an async task.
    pub flow: Flow,
    /// What the API is sized by, when it takes a size; for a queue without a bound what is known of it: that it carries
    /// signals, or that a setting chose it.
    pub size: Option<Size>,
    /// For a call of the project's own function that blocks further down: the way there.
    pub chain: Option<Chain>,
    /// True when the call is awaited where it stands: nothing goes on beside it.
    pub awaited: bool,
    /// How sure it is that this is that API.
    pub confidence: Confidence,
}

/// A place at which the reader had to give up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unfollowed {
    /// Where.
    pub place: Place,
    /// What could not be followed, and why.
    pub what: String,
}

/// What the function around a site is to concurrency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Anything else: it does its own work.
    Business,
    /// `main`, or a function of a binary's root file that `main` calls.
    Entry,
    /// It runs once, when the process starts.
    Startup,
    /// It starts what it is handed, or builds what does.
    Executor,
    /// The synchronous face of an async API.
    Facade,
}

/// Who may be told to hand work to a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Offered {
    /// It is hidden, or takes no work as it is: only closures that it tells something.
    Nobody,
    /// The package that it is in.
    OwnPackage,
    /// Whoever depends on its package.
    Everybody,
}

/// How a site's code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// On the caller's thread.
    Sync,
    /// Directly in an `async fn` or `async` block.
    Async,
    /// In a closure or block that was handed to a thread or a blocking pool.
    Offloaded,
}

/// What sizes a resource, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Size {
    /// Where the value comes from.
    pub provenance: Provenance,
    /// The way from the call to the value, nearest first.
    pub hops: Vec<Hop>,
}

/// Where the value that sizes a resource comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// Every way ends in a literal; the value when it could be computed.
    Fixed(Option<i128>),
    /// Literals and the machine's own figures: CPU count, memory.
    Machine,
    /// Some way passes a setting, named as far as it is known.
    Configured(String),
    /// 0 or 1 on a queue or permit, or a queue of signals: a hand-off and no size.
    Signal,
    /// Some way can't be followed, for this reason.
    Unknown(String),
}

/// One step of a way through the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hop {
    pub place: Place,
    /// What happens there: `fixed here`, `passed here`.
    pub what: String,
}

/// The way from a call of a function of the project down to a call that blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The calls on the way, the one that blocks last.
    pub hops: Vec<Hop>,
    /// The path of the function in which the last of them stands, from the name of its crate on.
    pub function: CompactString,
    /// How many further calls that block are reached from the first.
    pub others: usize,
}

/// Names, of items or of settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mentions {
    /// Names of functions, types, modules, constants: single segments of paths.
    pub items: BTreeSet<String>,
    /// Names of settings, in whatever spelling: `INTAKE_BACKLOG`, `intake.backlog`, `--intake-backlog`.
    pub settings: BTreeSet<String>,
    /// Names of metrics, as they are written.
    pub metrics: BTreeSet<String>,
}
