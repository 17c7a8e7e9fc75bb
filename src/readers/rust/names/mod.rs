//! Module trees and name resolution: what a path in a module stands for.
//!
//! A path goes in with the module it is written in; out comes an item of the workspace, a module,
//! or the path of something in another crate. `use`, re-exports through any number of crates of the
//! workspace, globs, `#[path]`, renamed packages and `extern crate` are followed.

mod tree;

use std::borrow::Cow;
use std::sync::{Mutex, OnceLock};

use rustc_hash::FxHashMap;

pub(crate) use self::tree::Home;

use compact_str::CompactString;

use super::budget::Budget;
use super::files::{FileId, Files, ItemRef};
use super::lower::ir::TypeRef;
use super::syntax::outline::ItemKind;
use crate::workspace::TargetKind;

/// A module: a file, or an inline module in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Module {
    pub(crate) file: FileId,
    /// The `mod` item, `None` for the file itself.
    pub(crate) item: Option<u32>,
}

/// What a path stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Def {
    Item(ItemRef),
    Module(Module),
    /// Something in another crate, by its path from the library's name on.
    External(String),
    /// A member of a type of the workspace: a method, an associated constant, a variant.
    Member(ItemRef, CompactString),
}

/// What a name must be: a module and a function may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Wanted {
    /// Something that a path can go on from: a module, a type.
    Scope,
    /// What a path ends in.
    End,
}

impl Wanted {
    /// What a segment must be that `behind` segments follow, when the last of them must be `end`.
    fn before(behind: usize, end: Self) -> Self {
        if behind == 0 { end } else { Self::Scope }
    }
}

/// One question: what a path stands for. Names asked for on the way are kept, so that globs that
/// import each other are gone through once.
struct Query {
    names: FxHashMap<(Module, CompactString, Wanted), Option<Def>>,
    budget: Budget,
}

impl Query {
    fn new() -> Self {
        Self { names: FxHashMap::default(), budget: Budget::new() }
    }
}

/// What paths stand for, by the module they are written in.
type Resolved = FxHashMap<Module, FxHashMap<Vec<CompactString>, Option<Def>>>;

/// What names stand for: the module trees of the workspace, and the paths that were asked for.
pub(crate) struct Names<'f> {
    files: &'f Files<'f>,
    /// Where each file is in its crate.
    homes: Vec<OnceLock<Home>>,
    /// The names of each file.
    written: Vec<OnceLock<FileNames>>,
    resolved: Mutex<Resolved>,
}

/// The names of the modules of one file.
#[derive(Debug, Default)]
struct FileNames {
    modules: FxHashMap<Option<u32>, ModuleNames>,
}

#[derive(Debug, Default)]
struct ModuleNames {
    /// Items by name, several where names of types, values and macros meet or `cfg` tells them apart.
    items: FxHashMap<CompactString, Vec<u32>>,
    /// The paths of names that `use` brings.
    uses: FxHashMap<CompactString, Vec<Vec<CompactString>>>,
    globs: Vec<Vec<CompactString>>,
}

impl<'f> Names<'f> {
    pub(crate) fn new(files: &'f Files<'f>) -> Self {
        let each = || files.ids();
        Self {
            files,
            homes: each().map(|_| OnceLock::new()).collect(),
            written: each().map(|_| OnceLock::new()).collect(),
            resolved: Mutex::default(),
        }
    }

    fn names(&self, module: Module) -> Option<&ModuleNames> {
        let written = &self.written[module.file.0 as usize];
        let names = written.get_or_init(|| self.collect_names(module.file));
        names.modules.get(&module.item)
    }

    fn collect_names(&self, file: FileId) -> FileNames {
        let mut names = FileNames::default();
        let outline = self.files.outline(file);
        for (index, item) in outline.items.iter().enumerate() {
            let member = item.parent.is_some_and(|parent| {
                matches!(
                    outline.items[parent as usize].kind,
                    ItemKind::Impl | ItemKind::Trait | ItemKind::Fn
                )
            });
            if member {
                continue;
            }
            let module = names.modules.entry(self.enclosing_module(file, item.parent)).or_default();
            for leaf in &item.uses {
                if leaf.glob {
                    module.globs.push(leaf.path.clone());
                } else {
                    module.uses.entry(leaf.alias.clone()).or_default().push(leaf.path.clone());
                }
            }
            if !item.name.is_empty() && item.uses.is_empty() && item.kind != ItemKind::MacroCall {
                module.items.entry(item.name.clone()).or_default().push(index as u32);
            }
        }
        names
    }

    /// What `path`, written in `module`, stands for.
    pub(crate) fn resolve(&self, module: Module, path: &[CompactString]) -> Option<Def> {
        let known =
            self.resolved.lock().ok()?.get(&module).and_then(|known| known.get(path)).cloned();
        if let Some(known) = known {
            return known;
        }
        // Resolved outside the lock: other threads go on, and the result is the same for all.
        let found = self.resolve_within(module, path, Wanted::End, &mut Query::new());
        let found = found.or_else(|| self.in_prelude(path));
        let mut resolved = self.resolved.lock().ok()?;
        resolved.entry(module).or_default().insert(path.to_vec(), found.clone());
        found
    }

    /// What `path` stands for when its first name comes from the prelude of the standard library.
    fn in_prelude(&self, path: &[CompactString]) -> Option<Def> {
        let catalogue = self.files.catalogue;
        let (first, rest) = path.split_first()?;
        let named = format!("std::prelude::v1::{first}");
        let mut found = match catalogue.canonical(&named) {
            Cow::Borrowed(_) => return None,
            Cow::Owned(canonical) => canonical,
        };
        for name in rest {
            found.push_str("::");
            found.push_str(name);
        }
        Some(Def::External(found))
    }

    fn resolve_within(
        &self,
        module: Module,
        path: &[CompactString],
        end: Wanted,
        query: &mut Query,
    ) -> Option<Def> {
        query.budget.spend(1).then_some(())?;
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" | "$crate" => {
                Def::Module(Module { file: self.home(module.file).root, item: None })
            }
            "self" => Def::Module(module),
            "super" => Def::Module(self.parent_module(module)?),
            "" => {
                let (first, rest) = rest.split_first()?;
                let krate = self.extern_crate(module, first)?;
                return self.descend(krate, rest, end, query);
            }
            name => {
                let wanted = Wanted::before(rest.len(), end);
                let found = self.lookup(module, name, wanted, query);
                found.or_else(|| self.extern_crate(module, name))?
            }
        };
        self.descend(start, rest, end, query)
    }

    /// Follows `rest` from `def` on.
    fn descend(
        &self,
        mut def: Def,
        rest: &[CompactString],
        end: Wanted,
        query: &mut Query,
    ) -> Option<Def> {
        for (index, name) in rest.iter().enumerate() {
            let wanted = Wanted::before(rest.len() - index - 1, end);
            def = match def {
                Def::Module(module) if name == "super" => Def::Module(self.parent_module(module)?),
                Def::Module(module) => self.lookup(module, name, wanted, query)?,
                // A crate that nobody knows gives one out that is known: `common::tokio::spawn`.
                Def::External(path) if self.is_face(&path, name) => Def::External(name.to_string()),
                Def::External(path) => Def::External(format!("{path}::{name}")),
                Def::Item(item) => match self.files.item(item).kind {
                    ItemKind::Type => match self.alias_target_within(item, query) {
                        Some(target) => {
                            return self.descend(target, &rest[index..], end, query);
                        }
                        None => Def::Member(item, name.clone()),
                    },
                    _ => Def::Member(item, name.clone()),
                },
                // `Enum::Variant::x` is no path.
                Def::Member(..) => return None,
            };
        }
        Some(def)
    }

    /// True when `path` is a crate that the catalogue does not know, and `name` in it one that it knows.
    fn is_face(&self, path: &str, name: &str) -> bool {
        // Libraries whose names are those of ordinary modules too.
        const MODULES: [&str; 8] =
            ["blocking", "config", "ignore", "may", "measured", "metrics", "postgres", "redis"];
        let catalogue = self.files.catalogue;
        let is_unknown = !path.contains("::") && !catalogue.knows_lib(path);
        is_unknown && catalogue.knows_lib(name) && !MODULES.contains(&name)
    }

    /// What a type alias stands for, when that is a path.
    pub(crate) fn alias_target(&self, at: ItemRef) -> Option<Def> {
        self.alias_target_within(at, &mut Query::new())
    }

    fn alias_target_within(&self, at: ItemRef, query: &mut Query) -> Option<Def> {
        let Some(TypeRef::Path(path, _)) = &self.files.header(at).ty else { return None };
        self.resolve_within(self.module_at(at.file, Some(at.item)), path, Wanted::End, query)
    }

    /// What `name` stands for in `module`, by its items, its `use` declarations or its globs.
    fn lookup(&self, module: Module, name: &str, wanted: Wanted, query: &mut Query) -> Option<Def> {
        let key = (module, CompactString::from(name), wanted);
        if let Some(known) = query.names.get(&key) {
            return known.clone();
        }
        // While it is looked for, a name leads to nothing: globs that import each other end here.
        query.names.insert(key.clone(), None);
        let found = self.look(module, name, wanted, query);
        query.names.insert(key, found.clone());
        found
    }

    fn look(&self, module: Module, name: &str, wanted: Wanted, query: &mut Query) -> Option<Def> {
        let names = self.names(module)?;
        let mut other = None;
        // Where `cfg` makes alternatives, the first that leads somewhere stands for all.
        let items = names.items.get(name).into_iter().flatten();
        let defs = items.filter_map(|&item| {
            let item = ItemRef { file: module.file, item };
            match self.files.item(item).kind {
                ItemKind::Mod => self.module_of_item(item).map(Def::Module),
                _ => Some(Def::Item(item)),
            }
        });
        for def in defs {
            if self.is(&def, wanted) {
                return Some(def);
            }
            other = other.or(Some(def));
        }
        for path in names.uses.get(name).into_iter().flatten() {
            // `use x::x` in the module of that name would lead back here.
            let def = if path.len() == 1 && path[0] == name {
                self.extern_crate(module, name)
            } else {
                self.resolve_use(module, path, wanted, query)
            };
            match def {
                Some(def) if self.is(&def, wanted) => return Some(def),
                def => other = other.or(def),
            }
        }
        if other.is_some() {
            return other;
        }
        for glob in &names.globs {
            match self.resolve_use(module, glob, Wanted::Scope, query) {
                Some(Def::Module(inner)) => {
                    if let Some(def) = self.lookup(inner, name, wanted, query) {
                        return Some(def);
                    }
                }
                Some(Def::External(path)) => {
                    // Only a name that the catalogue knows there is taken to come from there.
                    let candidate = format!("{path}::{name}");
                    if self.files.catalogue.knows(&candidate) {
                        return Some(Def::External(candidate));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// True when `def` is what is wanted: a path can't go on from a function, and does not end in a module when there is
    /// anything else of that name.
    fn is(&self, def: &Def, wanted: Wanted) -> bool {
        match (wanted, def) {
            (Wanted::End, def) => !matches!(def, Def::Module(_)),
            (Wanted::Scope, Def::Item(item)) => {
                let kind = self.files.item(*item).kind;
                !kind.has_body() && kind != ItemKind::MacroRules
            }
            (Wanted::Scope, _) => true,
        }
    }

    /// A `use` path may start with the name of a crate as well as with one of the module.
    fn resolve_use(
        &self,
        module: Module,
        path: &[CompactString],
        end: Wanted,
        query: &mut Query,
    ) -> Option<Def> {
        let first = path.first()?;
        let own = self.names(module).and_then(|names| names.uses.get(first));
        let leads_to_itself = own.is_some_and(|paths| paths.iter().any(|other| other == path));
        if leads_to_itself {
            let krate = self.extern_crate(module, first)?;
            return self.descend(krate, &path[1..], end, query);
        }
        self.resolve_within(module, path, end, query)
    }

    /// The crate that code in `module` calls `name`.
    fn extern_crate(&self, module: Module, name: &str) -> Option<Def> {
        let name = self.renamed_crate(module, name).unwrap_or(name);
        if matches!(name, "std" | "core" | "alloc") {
            return Some(Def::External("std".to_owned()));
        }
        let package = self.files.package_of(module.file);
        let mut dependencies = package.dependencies.iter();
        if let Some(dependency) = dependencies.find(|dependency| dependency.extern_name == name) {
            return Some(match self.member_root(dependency.folder.as_deref()) {
                Some(file) => Def::Module(Module { file, item: None }),
                None => Def::External(self.files.catalogue.lib_name(&dependency.package)),
            });
        }
        // A binary's own library.
        let lib = package
            .targets
            .iter()
            .find(|target| target.kind == TargetKind::Lib && target.name == name)?;
        let file = self.files.find(lib.root.as_str())?;
        Some(Def::Module(Module { file, item: None }))
    }

    /// The name of the crate that `extern crate x as name;` renames: at the root it holds everywhere.
    fn renamed_crate(&self, module: Module, name: &str) -> Option<&str> {
        let root = Module { file: self.home(module.file).root, item: None };
        let paths = self.names(root)?.uses.get(name)?;
        paths.iter().find_map(|path| match path.as_slice() {
            [leading, renamed] if leading.is_empty() && renamed != name => Some(renamed.as_str()),
            _ => None,
        })
    }

    /// The library root of the member in `folder`.
    fn member_root(&self, folder: Option<&str>) -> Option<FileId> {
        let folder = folder?;
        let member = self.files.workspace.packages.iter().find(|member| member.folder == folder)?;
        let lib = member.targets.iter().find(|target| target.kind == TargetKind::Lib)?;
        self.files.find(lib.root.as_str())
    }
}
