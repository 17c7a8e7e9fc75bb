//! What calls do to the values that they are given: pass them on, keep them, put them into a cell, wrap them, wait.
//!
//! Types are told modulo containers, so that the type of a receiver is most often not the one whose
//! method is called: where the catalogue has no entry for the path, the name of the method decides.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Catalogue, OWN_CRATE, TypeEntry};
use crate::facts::{Api, ApiRef, Form, Role};

/// Entries by what they do to values.
#[derive(Debug, Default)]
pub(super) struct Giving {
    /// Methods that pass on what they are called on or given, by their names.
    passing: FxHashMap<String, ApiRef>,
    /// Functions that pass on what they are given and are those of a trait, by their names.
    passing_functions: FxHashMap<String, ApiRef>,
    /// Methods whose closures are handed what they are called on, by their names.
    handing: FxHashMap<String, ApiRef>,
    /// Methods that wrap or run work, by their names.
    wrapping: FxHashMap<String, ApiRef>,
    /// Constructors that keep their argument, by their names with that of their type.
    holding: FxHashMap<String, ApiRef>,
    /// Methods that put an argument into a cell, by their names.
    putting: FxHashMap<String, ApiRef>,
    /// Methods that only wait, by their names.
    waiting: FxHashSet<String>,
    /// Derives that fill a type from outside, by their names.
    filling: FxHashSet<String>,
    /// The paths of queues and of their ends, and whether messages are taken out of it.
    queues: FxHashMap<String, bool>,
    /// Containers by their names, with the generic argument that they stand for.
    containers: FxHashMap<String, usize>,
}

impl Giving {
    pub(super) fn add(&mut self, api: &ApiRef) {
        // The names of the project's own methods say nothing about those of others.
        if api.path.starts_with(OWN_CRATE) && api.path[OWN_CRATE.len()..].starts_with("::") {
            return;
        }
        if let Some(returns) = api.returns.as_deref().filter(|_| api.is(Role::Queue)) {
            let paths = returns.split(['(', ')', ',', ' ']).filter(|path| path.contains("::"));
            for (number, path) in paths.enumerate() {
                let is_sender = number == 0 && returns.contains(',');
                self.queues.insert(path.to_owned(), !is_sender);
            }
        }
        let keep = |map: &mut FxHashMap<String, ApiRef>, name: &str| {
            map.entry(name.to_owned()).or_insert_with(|| Arc::clone(api));
        };
        match api.form {
            Form::Method => {
                if !api.passes.is_empty() {
                    keep(&mut self.passing, api.name());
                }
                if api.hands_receiver() {
                    keep(&mut self.handing, api.name());
                }
                if api.wraps.is_some() {
                    keep(&mut self.wrapping, api.name());
                }
                if api.puts.is_some() {
                    keep(&mut self.putting, api.name());
                }
                if api.waits {
                    self.waiting.insert(api.name().to_owned());
                }
            }
            Form::Function => {
                if !api.passes.is_empty() && api.unique {
                    keep(&mut self.passing_functions, api.name());
                }
                if api.holds.is_some() {
                    keep(&mut self.holding, api.short());
                }
            }
            Form::Derive if api.fills => {
                self.filling.insert(api.name().to_owned());
            }
            _ => {}
        }
    }

    pub(super) fn add_type(&mut self, ty: &TypeEntry) {
        if let Some(which) = ty.holds {
            self.containers.entry(last(&ty.path).to_owned()).or_insert(which);
        }
    }
}

impl Catalogue {
    /// The method `name` of the type at `of`, when its result is what it is called on or given. An entry at its path
    /// decides; without one, its name does.
    pub(crate) fn passing(&self, of: Option<&str>, name: &str) -> Option<&ApiRef> {
        match self.method(of, name) {
            Some(api) => Some(api).filter(|api| api.given().next().is_some()),
            None => self.giving.passing.get(name),
        }
    }

    /// The function at `path`, when its result is what it is given or stands for that. Without an entry at its path, it
    /// may be the constructor of a container that has the name of a known one, or a trait's function: `Arc::clone`.
    pub(crate) fn passing_function(&self, path: &str) -> Option<&ApiRef> {
        if let Some(api) = self.at(path) {
            return Some(api).filter(|api| api.given().next().is_some());
        }
        let (owner, name) = path.rsplit_once("::")?;
        if !is_type(last(owner)) {
            return None;
        }
        let short = &path[owner.rfind("::").map_or(0, |at| at + 2)..];
        let holding = self.giving.holding.get(short);
        let functions = || self.giving.passing_functions.get(name);
        holding.or_else(functions).or_else(|| self.giving.passing.get(name))
    }

    /// The method `name` of the type at `of`, when its closure is handed what it is called on.
    pub(crate) fn handing(&self, of: Option<&str>, name: &str) -> Option<&ApiRef> {
        match self.method(of, name) {
            Some(api) => Some(api).filter(|api| api.hands_receiver()),
            None => self.giving.handing.get(name),
        }
    }

    /// The argument that the method `name` of a cell puts into it.
    pub(crate) fn puts(&self, name: &str) -> Option<usize> {
        self.giving.putting.get(name)?.puts
    }

    /// True when a method named `name` may wrap, run or start work.
    pub(crate) fn may_wrap(&self, name: &str) -> bool {
        self.giving.wrapping.contains_key(name)
            || self.site_methods(name).iter().any(|api| api.work.is_some())
    }

    /// True when the method `name` of the type at `of` wraps, runs or starts the work that is its argument `index`.
    pub(crate) fn wraps(&self, of: Option<&str>, name: &str, index: usize) -> bool {
        let is_work = |api: &ApiRef| api.wraps.or(api.work) == Some(index);
        match self.method(of, name) {
            Some(api) => is_work(api),
            None => {
                self.giving.wrapping.get(name).is_some_and(is_work)
                    || self.site_methods(name).iter().any(is_work)
            }
        }
    }

    /// True when a method named `name` may only wait.
    pub(crate) fn may_wait(&self, name: &str) -> bool {
        self.giving.waiting.contains(name)
    }

    /// True when the method `name` of the type at `of`, awaited, only waits.
    pub(crate) fn waits(&self, of: Option<&str>, name: &str) -> bool {
        match self.method(of, name) {
            Some(api) => api.waits,
            None => self.giving.waiting.contains(name),
        }
    }

    /// The generic argument that the type at `path` stands for, when it is a container: by its path, or by its name
    /// where the path is not known.
    pub(crate) fn container(&self, path: &str) -> Option<usize> {
        match self.types.get(&*self.canonical(path)) {
            Some(ty) => ty.holds,
            None => self.giving.containers.get(last(path)).copied(),
        }
    }

    /// True when the derive named `derive` fills a type from outside the code.
    pub(crate) fn fills(&self, derive: &str) -> bool {
        self.giving.filling.contains(last(derive))
    }

    /// True when the type or trait at `path` is one that starts what it is handed.
    pub(crate) fn is_executor(&self, path: &str) -> bool {
        self.types.get(&*self.canonical(path)).is_some_and(|ty| ty.executor)
    }

    /// True when the type at `path` is a queue or an end of one.
    pub(crate) fn is_queue(&self, path: &str) -> bool {
        self.giving.queues.contains_key(&*self.canonical(path))
    }

    /// True when methods of the type at `path` take messages out of a queue.
    pub(crate) fn gives_messages(&self, path: &str) -> bool {
        self.giving.queues.get(path).is_some_and(|&gives| gives)
    }

    /// True when the type at `path` is a future or a closure in a box.
    pub(crate) fn is_work(&self, path: &str) -> bool {
        self.types.get(&*self.canonical(path)).is_some_and(|ty| ty.work)
    }

    fn method(&self, of: Option<&str>, name: &str) -> Option<&Arc<Api>> {
        self.at(&format!("{}::{name}", of?))
    }
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or_default()
}

/// True for the name of a type, by its first letter, and for a number.
fn is_type(name: &str) -> bool {
    const NUMBERS: [&str; 6] = ["usize", "u8", "u16", "u32", "u64", "u128"];
    name.starts_with(char::is_uppercase) || NUMBERS.contains(&name)
}
