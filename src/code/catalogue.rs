//! The catalogue as readers ask it: by path, by receiver and method, by word.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::apis::{Api, ApiFile, ApiRef, Form, Role};

/// Names that stand in any file: to search for them would find everything, so that the name of
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

/// Roles whose sites rules look at. The others only serve to follow values and types.
const SITE_ROLES: [Role; 6] = [
    Role::Start,
    Role::Size,
    Role::Queue,
    Role::Runtime,
    Role::Block,
    Role::Offload,
];

/// Entries, re-exports and types of every known crate.
#[derive(Debug, Default)]
pub struct Catalogue {
    by_path: HashMap<String, ApiRef>,
    unique_methods: HashMap<String, Vec<ApiRef>>,
    trait_methods: HashMap<String, Vec<ApiRef>>,
    reexports: HashMap<String, String>,
    /// Libraries that give out items of others, with those others.
    reexporters: HashSet<(String, String)>,
    types: HashMap<String, bool>,
    libs: HashSet<String>,
    lib_of_package: HashMap<String, String>,
    words: Vec<Word>,
    word_ids: HashMap<String, u32>,
}

/// A word to search files for.
#[derive(Debug)]
struct Word {
    text: String,
    /// Found in a file, the file is read.
    opens_file: bool,
    /// For a word that does not open files: it counts in files that hold one of these.
    with: Vec<u32>,
}

impl Catalogue {
    /// The catalogue of `files` and the project's own `entries`.
    pub fn new(files: Vec<ApiFile>, entries: &[Api]) -> Self {
        let mut catalogue = Self::default();
        for file in files {
            let lib = file
                .lib
                .clone()
                .unwrap_or_else(|| file.package.replace('-', "_"));
            catalogue
                .lib_of_package
                .insert(file.package.clone(), lib.clone());
            catalogue.libs.insert(lib);
            for reexport in file.reexport {
                catalogue
                    .libs
                    .extend(reexport.path.split("::").next().map(str::to_owned));
                catalogue.reexports.insert(reexport.path, reexport.of);
            }
            catalogue
                .types
                .extend(file.types.into_iter().map(|ty| (ty.path, ty.builder)));
            for mut api in file.api {
                api.model = api.model.take().or_else(|| file.model.clone());
                catalogue.add(api);
            }
        }
        entries.iter().cloned().for_each(|api| catalogue.add(api));
        let lib = |path: &str| path.split("::").next().unwrap_or_default().to_owned();
        let pairs = catalogue
            .reexports
            .keys()
            .map(|path| (lib(path), lib(&catalogue.canonical(path))));
        catalogue.reexporters = pairs.collect();
        catalogue
    }

    fn add(&mut self, api: Api) {
        let api = Arc::new(api);
        self.libs
            .extend(api.path.split("::").next().map(str::to_owned));
        if api.form == Form::Method {
            let table = if api.unique {
                &mut self.unique_methods
            } else {
                &mut self.trait_methods
            };
            table
                .entry(api.name().to_owned())
                .or_default()
                .push(Arc::clone(&api));
        }
        if api.role.iter().any(|role| SITE_ROLES.contains(role)) {
            self.add_words(&api);
        }
        self.by_path.insert(api.path.clone(), api);
    }

    fn add_words(&mut self, api: &Api) {
        let name = api.name();
        let only_blocks = api.role == [Role::Block];
        let common =
            COMMON_NAMES.contains(&name) || only_blocks && api.form == Form::Method && !api.unique;
        let opening: Vec<&str> = if !api.words.is_empty() {
            api.words.iter().map(String::as_str).collect()
        } else if common || only_blocks {
            api.owner().rsplit("::").take(1).collect()
        } else {
            vec![name]
        };
        let opening: Vec<u32> = opening
            .into_iter()
            .map(|word| self.word(word, true))
            .collect();
        let id = self.word(name, false);
        self.words[id as usize].with.extend(opening);
    }

    fn word(&mut self, text: &str, opens_file: bool) -> u32 {
        let id = *self.word_ids.entry(text.to_owned()).or_insert_with(|| {
            self.words.push(Word {
                text: text.to_owned(),
                opens_file: false,
                with: Vec::new(),
            });
            self.words.len() as u32 - 1
        });
        self.words[id as usize].opens_file |= opens_file;
        id
    }

    /// The words that open a file, with their ids.
    pub fn opening_words(&self) -> impl Iterator<Item = (u32, &str)> {
        let words = self.words.iter().enumerate();
        words
            .filter(|(_, word)| word.opens_file)
            .map(|(id, word)| (id as u32, word.text.as_str()))
    }

    /// The id of `word`, when it is one of the catalogue's.
    pub fn word_id(&self, word: &str) -> Option<u32> {
        self.word_ids.get(word).copied()
    }

    /// True when word `id` counts in a file that holds the words for which `holds` is true.
    pub fn counts(&self, id: u32, holds: &dyn Fn(u32) -> bool) -> bool {
        self.words
            .get(id as usize)
            .is_some_and(|word| word.opens_file || word.with.iter().any(|&other| holds(other)))
    }

    /// The library name of the package `package`.
    pub fn lib_name(&self, package: &str) -> String {
        self.lib_of_package
            .get(package)
            .cloned()
            .unwrap_or_else(|| package.replace('-', "_"))
    }

    /// True when the catalogue knows anything in library `lib`.
    pub fn knows_lib(&self, lib: &str) -> bool {
        self.libs.contains(lib)
    }

    /// True when library `lib` gives out items of library `of` as its own.
    pub fn reexports_from(&self, lib: &str, of: &str) -> bool {
        self.reexporters.contains(&(lib.to_owned(), of.to_owned()))
    }

    /// The canonical form of `path`, re-exports followed.
    pub fn canonical<'p>(&self, path: &'p str) -> Cow<'p, str> {
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

    /// The entry at `path`.
    pub fn at(&self, path: &str) -> Option<&ApiRef> {
        self.by_path.get(&*self.canonical(path))
    }

    /// True when `path` is a type of the catalogue, or one whose methods it knows.
    pub fn is_type(&self, path: &str) -> bool {
        self.types.contains_key(path)
    }

    /// True when methods of the type `path` that have no entry return the type itself.
    pub fn is_builder(&self, path: &str) -> bool {
        self.types.get(path).copied().unwrap_or(false)
    }

    /// Methods named `name` that their name alone identifies.
    pub fn unique_methods(&self, name: &str) -> &[ApiRef] {
        self.unique_methods.get(name).map_or(&[], Vec::as_slice)
    }

    /// True when some entry that needs its receiver is a method named `name`.
    pub fn is_method_name(&self, name: &str) -> bool {
        self.trait_methods.contains_key(name) || self.unique_methods.contains_key(name)
    }

    /// All entries, by path.
    pub fn all(&self) -> BTreeMap<&str, &ApiRef> {
        self.by_path
            .iter()
            .map(|(path, api)| (path.as_str(), api))
            .collect()
    }
}
