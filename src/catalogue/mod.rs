//! The catalogue as readers ask it: by path, by receiver and method, by word.

mod giving;
mod metric_crates;
mod shipped;
#[cfg(test)]
mod tests;

pub(crate) use metric_crates::metric_crate;
pub(crate) use shipped::{ApiFile, CatalogueError, shipped};

use giving::Giving;
use shipped::TypeEntry;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{Api, ApiRef, Form, Role};

/// Names that are in any file: to search for them would find everything, so that the name of
/// the type or module before them is searched instead.
const COMMON_NAMES: &[&str] = &[
    "accept",
    "args",
    "bind",
    "build",
    "builder",
    "bytes",
    "connect",
    "copy",
    "create",
    "create_new",
    "default",
    "execute",
    "fetch",
    "flush",
    "for_each",
    "from",
    "get",
    "incoming",
    "install",
    "iter",
    "join",
    "kill",
    "lines",
    "link",
    "lock",
    "metadata",
    "new",
    "open",
    "options",
    "output",
    "parse",
    "peek",
    "read",
    "recv",
    "rename",
    "run",
    "scope",
    "seek",
    "send",
    "start",
    "status",
    "timeout",
    "try_from",
    "var",
    "vars",
    "wait",
    "with_capacity",
    "write",
];

/// Roles whose uses are looked for. The others only serve to follow values and types.
const SITE_ROLES: [Role; 7] =
    [Role::Start, Role::Size, Role::Queue, Role::Runtime, Role::Block, Role::Offload, Role::Serve];

/// The library of entries that a project declares for whichever of its crates.
const OWN_CRATE: &str = "crate";

/// Entries, re-exports and types of every known crate.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    by_path: FxHashMap<String, ApiRef>,
    unique_methods: FxHashMap<String, Vec<ApiRef>>,
    /// Methods whose uses are sites, by their names.
    site_methods: FxHashMap<String, Vec<ApiRef>>,
    /// What defines or emits a metric, by its name.
    metrics: FxHashMap<String, Vec<ApiRef>>,
    /// Methods that change the size of what they are called on.
    resizing: Vec<ApiRef>,
    reexports: FxHashMap<String, String>,
    /// Libraries that give out items of others, with those others.
    reexporters: FxHashSet<(String, String)>,
    types: FxHashMap<String, TypeEntry>,
    /// What calls do to the values that they are given.
    giving: Giving,
    libs: FxHashSet<String>,
    /// The modules and types in which entries stand.
    modules: FxHashSet<String>,
    lib_of_package: FxHashMap<String, String>,
    words: Vec<Word>,
    word_ids: FxHashMap<String, u32>,
}

/// A word to search files for.
#[derive(Debug)]
struct Word {
    text: String,
    /// Found in a file, the file is read.
    opens_file: bool,
    /// All that it can be is part of a blocking call.
    only_blocks: bool,
    /// It can be part of a blocking call.
    may_block: bool,
    /// For a word that does not open files: it counts in files that hold one of these.
    with: Vec<u32>,
    /// The libraries whose entries it comes from.
    libs: Vec<String>,
}

/// The words that count in a workspace: those of the libraries that it can use.
#[derive(Debug)]
pub(crate) struct ActiveWords<'c> {
    catalogue: &'c Catalogue,
    active: Vec<bool>,
}

impl ActiveWords<'_> {
    /// True when word `id` names what defines or emits a metric.
    pub(crate) fn may_emit(&self, id: u32) -> bool {
        let named = self.catalogue.words.get(id as usize).map(|word| word.text.as_str());
        named.is_some_and(|name| !self.catalogue.metrics(name).is_empty())
    }

    /// The words that open a file.
    pub(crate) fn opening(&self) -> impl Iterator<Item = &str> {
        let words = self.catalogue.words.iter().zip(&self.active);
        words
            .filter(|(word, active)| **active && word.opens_file)
            .map(|(word, _)| word.text.as_str())
    }

    /// The id of `word`, when it counts.
    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        let id = *self.catalogue.word_ids.get(word)?;
        self.active[id as usize].then_some(id)
    }

    /// True when word `id` counts in a file that holds the words for which `holds` is true.
    pub(crate) fn counts(&self, id: u32, holds: &dyn Fn(u32) -> bool) -> bool {
        let word = &self.catalogue.words[id as usize];
        word.opens_file || word.with.iter().any(|&other| holds(other))
    }

    /// True when word `id` can be part of a blocking call.
    pub(crate) fn may_block(&self, id: u32) -> bool {
        self.catalogue.words[id as usize].may_block
    }

    /// True when all that word `id` can be is part of a blocking call.
    pub(crate) fn only_blocks(&self, id: u32) -> bool {
        self.catalogue.words[id as usize].only_blocks
    }
}

impl Catalogue {
    /// The catalogue of `files` and the project's own `entries`.
    pub(crate) fn new(files: Vec<ApiFile>, entries: &[Api]) -> Self {
        let mut catalogue = Self::default();
        for file in files {
            let lib = file.library();
            catalogue.lib_of_package.insert(file.package.clone(), lib.clone());
            catalogue.libs.insert(lib);
            for reexport in file.reexport {
                catalogue.libs.extend(reexport.path.split("::").next().map(str::to_owned));
                catalogue.reexports.insert(reexport.path, reexport.of);
            }
            for ty in file.types {
                catalogue.giving.add_type(&ty);
                catalogue.types.insert(ty.path.clone(), ty);
            }
            for mut api in file.api {
                api.model = api.model.take().or_else(|| file.model.clone());
                catalogue.add(api);
            }
        }
        entries.iter().cloned().for_each(|api| catalogue.add(api));
        let lib = |path: &str| path.split("::").next().unwrap_or_default().to_owned();
        let one_step = catalogue.reexports.iter().map(|(path, of)| (lib(path), lib(of)));
        catalogue.reexporters = closure(one_step.filter(|(from, of)| from != of).collect());
        catalogue
    }

    fn add(&mut self, api: Api) {
        let api = Arc::new(api);
        self.libs.extend(api.path.split("::").next().map(str::to_owned));
        if api.form == Form::Method && api.unique {
            let methods = self.unique_methods.entry(api.name().to_owned()).or_default();
            methods.push(Arc::clone(&api));
        }
        if api.role.iter().any(|role| SITE_ROLES.contains(role)) {
            self.add_words(&api);
            if api.form == Form::Method {
                self.site_methods.entry(api.name().to_owned()).or_default().push(Arc::clone(&api));
            }
        }
        if api.metric.is_some() {
            self.add_words(&api);
            self.metrics.entry(api.name().to_owned()).or_default().push(Arc::clone(&api));
        }
        if api.resizes.is_some() {
            self.resizing.push(Arc::clone(&api));
        }
        self.giving.add(&api);
        let ends = api.path.match_indices("::").map(|(at, _)| at);
        self.modules.extend(ends.map(|at| api.path[..at].to_owned()));
        self.by_path.insert(api.path.clone(), api);
    }

    fn add_words(&mut self, api: &Api) {
        let name = api.name();
        let only_blocks = only_blocks_thread(api);
        let common =
            COMMON_NAMES.contains(&name) || only_blocks && api.form == Form::Method && !api.unique;
        let opening: Vec<&str> = if !api.words.is_empty() {
            api.words.iter().map(String::as_str).collect()
        } else if common || only_blocks {
            api.owner().rsplit("::").take(1).collect()
        } else {
            vec![name]
        };
        let lib = api.path.split("::").next().unwrap_or_default();
        let mut opening: Vec<u32> = opening.into_iter().map(|word| self.word(word, lib)).collect();
        for &word in &opening {
            self.words[word as usize].opens_file = true;
            self.words[word as usize].only_blocks &= only_blocks;
            self.words[word as usize].may_block |= api.is(Role::Block);
        }
        let id = self.word(name, lib);
        self.words[id as usize].only_blocks &= only_blocks;
        self.words[id as usize].may_block |= api.is(Role::Block);
        self.words[id as usize].with.append(&mut opening);
    }

    fn word(&mut self, text: &str, lib: &str) -> u32 {
        let id = *self.word_ids.entry(text.to_owned()).or_insert_with(|| {
            self.words.push(Word {
                text: text.to_owned(),
                opens_file: false,
                only_blocks: true,
                may_block: false,
                with: Vec::new(),
                libs: Vec::new(),
            });
            self.words.len() as u32 - 1
        });
        let libs = &mut self.words[id as usize].libs;
        if !libs.iter().any(|known| known == lib) {
            libs.push(lib.to_owned());
        }
        id
    }

    /// The words of the libraries `libs`, of those whose items they give out as their own, and of the
    /// standard library.
    pub(crate) fn words_of(&self, libs: &FxHashSet<String>) -> ActiveWords<'_> {
        let is_used = |lib: &String| {
            lib == "std"
                || lib == OWN_CRATE
                || libs.contains(lib)
                || self.reexporters.iter().any(|(from, of)| of == lib && libs.contains(from))
        };
        let used: FxHashSet<&String> = self.libs.iter().filter(|lib| is_used(lib)).collect();
        let is_active = |word: &Word| word.libs.iter().any(|lib| used.contains(lib));
        ActiveWords { catalogue: self, active: self.words.iter().map(is_active).collect() }
    }

    /// The library name of the package `package`.
    pub(crate) fn lib_name(&self, package: &str) -> String {
        self.lib_of_package.get(package).cloned().unwrap_or_else(|| package.replace('-', "_"))
    }

    /// True when the catalogue knows anything in library `lib`.
    pub(crate) fn knows_lib(&self, lib: &str) -> bool {
        self.libs.contains(lib)
    }

    /// True when library `lib` has async code run: by its concurrency model, or since it gives out what does.
    pub(crate) fn is_async(&self, lib: &str) -> bool {
        let runs = |of: &str, api: &ApiRef| {
            let model = api.model.as_deref().unwrap_or("threads");
            let is_of = api.path.strip_prefix(of).is_some_and(|rest| rest.starts_with("::"));
            is_of && (!matches!(model, "threads" | "rayon") || api.name() == "block_on")
        };
        let mut given = self.reexporters.iter().filter(|(from, _)| from == lib).map(|(_, of)| of);
        self.by_path.values().any(|api| runs(lib, api))
            || given.any(|of| self.by_path.values().any(|api| runs(of, api)))
    }

    /// True when library `lib` gives out items of library `of` as its own.
    pub(crate) fn reexports_from(&self, lib: &str, of: &str) -> bool {
        self.reexporters.contains(&(lib.to_owned(), of.to_owned()))
    }

    /// The canonical form of `path`, re-exports followed.
    pub(crate) fn canonical<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let mut path = Cow::Borrowed(path);
        // A chain of re-exports is short; the bound only stops a cycle in the data.
        for _ in 0..8 {
            let Some(next) = self.follow(&path) else {
                break;
            };
            path = Cow::Owned(next);
        }
        path
    }

    fn follow(&self, path: &str) -> Option<String> {
        let mut end = path.len();
        loop {
            let prefix = path.get(..end)?;
            if let Some(of) = self.reexports.get(prefix) {
                return Some(format!("{of}{}", &path[end..]));
            }
            end = prefix.rfind("::")?;
        }
    }

    /// True when there is something at `path`: an entry, a type, a module of them, or another path's
    /// name for one.
    pub(crate) fn knows(&self, path: &str) -> bool {
        let canonical = self.canonical(path);
        self.by_path.contains_key(&*canonical)
            || self.types.contains_key(&*canonical)
            || self.modules.contains(&*canonical)
            || self.reexports.contains_key(path)
    }

    /// The entry at `path`.
    pub(crate) fn at(&self, path: &str) -> Option<&ApiRef> {
        self.by_path.get(&*self.canonical(path))
    }

    /// True when methods of the type `path` that have no entry return the type itself.
    pub(crate) fn is_builder(&self, path: &str) -> bool {
        self.types.get(path).is_some_and(|ty| ty.builder)
    }

    /// Methods named `name` that their name alone identifies.
    pub(crate) fn unique_methods(&self, name: &str) -> &[ApiRef] {
        self.unique_methods.get(name).map_or(&[], Vec::as_slice)
    }

    /// The methods named `name` whose uses are sites.
    pub(crate) fn site_methods(&self, name: &str) -> &[ApiRef] {
        self.site_methods.get(name).map_or(&[], Vec::as_slice)
    }

    /// The entries named `name` that define or emit a metric.
    pub(crate) fn metrics(&self, name: &str) -> &[ApiRef] {
        self.metrics.get(name).map_or(&[], Vec::as_slice)
    }

    /// The methods that change the size of what the constructor `path` makes.
    pub(crate) fn resizing(&self, path: &str) -> impl Iterator<Item = &ApiRef> {
        let owner = path.rsplit_once("::").map_or("", |(owner, _)| owner).to_owned();
        self.resizing.iter().filter(move |api| api.owner() == owner)
    }

    /// True when all that a method named `name` can be is a blocking call.
    pub(crate) fn only_blocks(&self, name: &str) -> bool {
        let methods = self.site_methods(name);
        !methods.is_empty() && methods.iter().all(|api| only_blocks_thread(api))
    }
}

fn only_blocks_thread(api: &Api) -> bool {
    api.role == [Role::Block]
}

/// What a library gives out may itself be given out by another.
fn closure(mut pairs: FxHashSet<(String, String)>) -> FxHashSet<(String, String)> {
    loop {
        let onward = |(from, via): &(String, String)| {
            let next = pairs.iter().filter(|(next, _)| next == via);
            next.map(|(_, of)| (from.clone(), of.clone())).collect::<Vec<_>>()
        };
        let further: Vec<_> =
            pairs.iter().flat_map(onward).filter(|pair| !pairs.contains(pair)).collect();
        if further.is_empty() {
            return pairs;
        }
        pairs.extend(further);
    }
}
