//! Module trees and name resolution: what a path in a module stands for.
//!
//! A path goes in with the module it is written in; out comes an item of the workspace, a module,
//! or the path of something in another crate. `use`, re-exports through any number of crates of the
//! workspace, globs, `#[path]`, renamed packages and `extern crate` are followed.

use rustc_hash::FxHashMap;

use compact_str::CompactString;

use super::files::{FileId, Files, ItemRef};
use super::outline::ItemKind;
use crate::workspace::TargetKind;

/// How many paths one question may lead through before it is given up.
const MOST_STEPS: u32 = 4000;

/// A module: a file, or an inline module in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Module {
    pub(super) file: FileId,
    /// The `mod` item, `None` for the file itself.
    pub(super) item: Option<u32>,
}

/// What a path stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Def {
    Item(ItemRef),
    Module(Module),
    /// Something in another crate, by its path from the library's name on.
    External(String),
    /// A member of a type of the workspace: a method, an associated constant, a variant.
    Member(ItemRef, CompactString),
}

/// One question: what a path stands for. Names asked for on the way are kept, so that globs that
/// import each other are gone through once.
#[derive(Default)]
struct Query {
    names: FxHashMap<(Module, CompactString), Option<Def>>,
    steps: u32,
}

impl Query {
    fn step(&mut self) -> Option<()> {
        self.steps += 1;
        (self.steps < MOST_STEPS).then_some(())
    }
}

/// What paths stand for, by the module they are written in.
pub(super) type Resolved = FxHashMap<Module, FxHashMap<Vec<CompactString>, Option<Def>>>;

/// The names of the modules of one file.
#[derive(Debug, Default)]
pub(super) struct Names {
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

/// Where a file stands in its crate.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// The root file of its crate.
    pub(super) root: FileId,
    /// The module that declares it, `None` for a root or a file that nothing declares.
    pub(super) parent: Option<Module>,
    /// Its module's path from the crate's root.
    pub(super) path: Vec<CompactString>,
    /// It exists only in tests, benches, examples or the build script.
    pub(super) test: bool,
}

impl Files<'_> {
    /// Where `file` stands in its crate.
    pub(super) fn home(&self, file: FileId) -> &Home {
        if let Some(home) = self.file(file).home.get() {
            return home;
        }
        // Computed outside the cell: a parent's home is asked for on the way.
        let home = self.find_home(file, 0);
        self.file(file).home.get_or_init(|| home)
    }

    fn find_home(&self, file: FileId, depth: u32) -> Home {
        let found = self.file(file);
        let package = &self.workspace.packages[found.package];
        let targets = package.targets.iter().filter(|target| target.root == found.path);
        if let Some(target) = targets.min_by_key(|target| target.kind) {
            let test = !matches!(target.kind, TargetKind::Lib | TargetKind::Bin);
            return Home { root: file, parent: None, path: Vec::new(), test };
        }
        let parent = if depth < 64 { self.parent(file) } else { None };
        let Some((parent, mut declared)) = parent else {
            return Home {
                root: file,
                parent: None,
                path: Vec::new(),
                test: self.in_test_folder(file),
            };
        };
        let above = match self.file(parent.file).home.get() {
            Some(home) => home.clone(),
            None => self.find_home(parent.file, depth + 1),
        };
        let declaration = ItemRef { file: parent.file, item: declared.1 };
        let test = above.test || self.outline(file).test || self.is_test_item(declaration);
        let mut path = above.path;
        path.append(&mut declared.0);
        Home { root: above.root, parent: Some(parent), path, test }
    }

    /// True when `file` is part of a library or binary: one of its modules, or a file beside them that
    /// a macro may include.
    pub(super) fn is_production(&self, file: FileId) -> bool {
        let home = self.home(file);
        let package = &self.workspace.packages[self.file(file).package];
        let mut roots = package
            .targets
            .iter()
            .filter(|target| matches!(target.kind, TargetKind::Lib | TargetKind::Bin));
        let path = self.file(file).path.as_str();
        let root = &self.file(home.root).path;
        !home.test
            && roots.any(|target| {
                let folder = target.root.folder();
                target.root == *root
                    || folder != package.folder
                        && path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            })
    }

    fn in_test_folder(&self, file: FileId) -> bool {
        let found = self.file(file);
        let folder = &self.workspace.packages[found.package].folder;
        let below =
            found.path.as_str().strip_prefix(folder.as_str()).unwrap_or(found.path.as_str());
        let first = below.trim_start_matches('/').split('/').next().unwrap_or_default();
        matches!(first, "tests" | "benches" | "examples" | "build.rs") || self.outline(file).test
    }

    /// True when the item or something around it in its file is test code.
    pub(super) fn is_test_item(&self, at: ItemRef) -> bool {
        self.outline(at.file).test
            || self.item(at).attributes.test
            || self.ancestors(at).any(|outer| self.item(outer).attributes.test)
    }

    /// The module that declares `file`, with the names from it to the file and the declaring item.
    #[allow(clippy::type_complexity, reason = "used once, just above")]
    fn parent(&self, file: FileId) -> Option<(Module, (Vec<CompactString>, u32))> {
        let path = self.file(file).path.clone();
        let (mut folder, name) = match path.as_str().rsplit_once('/') {
            Some((folder, name)) => (folder.to_owned(), name),
            None => (String::new(), path.as_str()),
        };
        let mut names = vec![CompactString::from(name.strip_suffix(".rs").unwrap_or(name))];
        if name == "mod.rs" {
            let (above, last) = match folder.rsplit_once('/') {
                Some((above, last)) => (above.to_owned(), last.to_owned()),
                None => (String::new(), folder.clone()),
            };
            names = vec![last.into()];
            folder = above;
        }
        // Inline modules make folders too: `mod a { mod b; }` in `x.rs` is `x/a/b.rs`.
        for _ in 0..4 {
            for candidate in self.files_whose_children_lie_in(&folder, file) {
                if let Some(item) = self.declares(candidate, &names) {
                    let outer = self.item(ItemRef { file: candidate, item }).parent;
                    let module =
                        Module { file: candidate, item: self.enclosing_module(candidate, outer) };
                    return Some((module, (names, item)));
                }
            }
            let (above, last) = folder.rsplit_once('/')?;
            names.insert(0, last.into());
            folder = above.to_owned();
        }
        self.declared_by_path(file)
    }

    fn files_whose_children_lie_in(&self, folder: &str, child: FileId) -> Vec<FileId> {
        let join = |name: &str| {
            if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
        };
        let package = &self.workspace.packages[self.file(child).package];
        let roots = package.targets.iter().filter(|target| target.root.folder() == folder);
        let mut roots: Vec<_> = roots.collect();
        roots.sort_by_key(|target| target.kind);
        let roots = roots.into_iter().map(|target| target.root.as_str().to_owned());
        let candidates = roots.chain([join("mod.rs"), format!("{folder}.rs")]);
        let mut found: Vec<FileId> = Vec::new();
        for id in candidates.filter_map(|path| self.find(&path)).filter(|&id| id != child) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The item `mod last;` in `file`, inside the inline modules that come before it in `names`.
    fn declares(&self, file: FileId, names: &[CompactString]) -> Option<u32> {
        let (last, outer) = names.split_last()?;
        let items = &self.outline(file).items;
        let position = items.iter().position(|item| {
            item.kind == ItemKind::Mod
                && item.name == *last
                && item.body.is_none()
                && item.attributes.path.is_none()
                && self.inline_path(file, item.parent) == outer
        });
        position.map(|position| position as u32)
    }

    /// The names of the inline modules from the file's root to `item`.
    fn inline_path(&self, file: FileId, item: Option<u32>) -> Vec<CompactString> {
        let mut names = Vec::new();
        let mut next = self.enclosing_module(file, item);
        while let Some(module) = next {
            let item = &self.outline(file).items[module as usize];
            names.insert(0, item.name.clone());
            next = self.enclosing_module(file, item.parent);
        }
        names
    }

    /// The nearest `mod` at or around `item`.
    fn enclosing_module(&self, file: FileId, item: Option<u32>) -> Option<u32> {
        let items = &self.outline(file).items;
        let mut next = item;
        while let Some(index) = next {
            let item = &items[index as usize];
            if item.kind == ItemKind::Mod {
                return Some(index);
            }
            next = item.parent;
        }
        None
    }

    /// The module that declares `file` with `#[path = "…"]`.
    #[allow(clippy::type_complexity, reason = "as `parent`")]
    fn declared_by_path(&self, file: FileId) -> Option<(Module, (Vec<CompactString>, u32))> {
        let target = self.file(file);
        let file_name = target.path.file_name();
        let stem = file_name.strip_suffix(".rs").unwrap_or(file_name);
        for candidate in self.mentioning(stem, &|other| other.package == target.package) {
            if candidate == file {
                continue;
            }
            for (index, item) in self.outline(candidate).items.iter().enumerate() {
                if item.kind == ItemKind::Mod
                    && let Some(path) = &item.attributes.path
                    && path.ends_with(file_name)
                    && self.path_attribute_target(candidate, item.parent, path) == Some(file)
                {
                    let module = Module {
                        file: candidate,
                        item: self.enclosing_module(candidate, item.parent),
                    };
                    let mut names = self.inline_path(candidate, item.parent);
                    names.push(item.name.clone());
                    return Some((module, (names, index as u32)));
                }
            }
        }
        None
    }

    /// The file that `#[path = "path"]` names on a module in `file`, inside `parent`.
    fn path_attribute_target(
        &self,
        file: FileId,
        parent: Option<u32>,
        path: &str,
    ) -> Option<FileId> {
        let inline = self.inline_path(file, parent);
        let folder = if inline.is_empty() {
            self.file(file).path.folder().to_owned()
        } else {
            let mut folder = self.children_folder(file);
            for name in inline {
                folder = join(&folder, &name);
            }
            folder
        };
        self.find(&normalise(&join(&folder, path)))
    }

    /// The folder in which `mod x;` of `file` is looked for.
    fn children_folder(&self, file: FileId) -> String {
        let path = &self.file(file).path;
        let package = &self.workspace.packages[self.file(file).package];
        let is_root = package.targets.iter().any(|target| target.root == *path);
        if is_root || path.file_name() == "mod.rs" {
            path.folder().to_owned()
        } else {
            path.as_str().strip_suffix(".rs").unwrap_or(path.as_str()).to_owned()
        }
    }

    /// The file or inline module that `mod` item `at` declares.
    fn module_of_item(&self, at: ItemRef) -> Option<Module> {
        let item = self.item(at);
        if item.body.is_some() {
            return Some(Module { file: at.file, item: Some(at.item) });
        }
        let file = match &item.attributes.path {
            Some(path) => self.path_attribute_target(at.file, item.parent, path)?,
            None => {
                let mut folder = self.children_folder(at.file);
                for name in self.inline_path(at.file, item.parent) {
                    folder = join(&folder, &name);
                }
                let base = join(&folder, &item.name);
                self.find(&format!("{base}.rs")).or_else(|| self.find(&format!("{base}/mod.rs")))?
            }
        };
        Some(Module { file, item: None })
    }

    /// The module in which `item` of `file` is written.
    pub(super) fn module_at(&self, file: FileId, item: Option<u32>) -> Module {
        Module { file, item: self.enclosing_module(file, item) }
    }

    /// The path of `module` from its crate's root, as messages write it: `crate::net::server`.
    pub(super) fn module_path(&self, module: Module) -> String {
        let home = self.home(module.file);
        let inline = self.inline_path(module.file, module.item);
        std::iter::once("crate")
            .chain(home.path.iter().map(CompactString::as_str))
            .chain(inline.iter().map(CompactString::as_str))
            .collect::<Vec<_>>()
            .join("::")
    }

    /// The path of `item` from the library's name on, as the catalogue writes paths.
    pub(super) fn crate_path(&self, item: ItemRef) -> String {
        let found = self.file(item.file);
        let root = &self.file(self.home(item.file).root).path;
        let targets = &self.workspace.packages[found.package].targets;
        let krate = targets
            .iter()
            .find(|target| target.root == *root)
            .map_or("crate", |target| &target.name);
        let module = self.module_path(self.module_at(item.file, Some(item.item)));
        format!(
            "{krate}{}::{}",
            module.strip_prefix("crate").unwrap_or_default(),
            self.item(item).name
        )
    }

    fn parent_module(&self, module: Module) -> Option<Module> {
        match module.item {
            Some(item) => {
                let outer = self.outline(module.file).items[item as usize].parent;
                Some(self.module_at(module.file, outer))
            }
            None => self.home(module.file).parent,
        }
    }

    fn names(&self, module: Module) -> Option<&ModuleNames> {
        let names = self.file(module.file).names.get_or_init(|| self.collect_names(module.file));
        names.modules.get(&module.item)
    }

    fn collect_names(&self, file: FileId) -> Names {
        let mut names = Names::default();
        let outline = self.outline(file);
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
    pub(super) fn resolve(&self, module: Module, path: &[CompactString]) -> Option<Def> {
        let known =
            self.resolved.lock().ok()?.get(&module).and_then(|known| known.get(path)).cloned();
        if let Some(known) = known {
            return known;
        }
        // Resolved outside the lock: other threads go on, and the result is the same for all.
        let found = self.resolve_within(module, path, &mut Query::default());
        let mut resolved = self.resolved.lock().ok()?;
        resolved.entry(module).or_default().insert(path.to_vec(), found.clone());
        found
    }

    fn resolve_within(
        &self,
        module: Module,
        path: &[CompactString],
        query: &mut Query,
    ) -> Option<Def> {
        query.step()?;
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" | "$crate" => {
                Def::Module(Module { file: self.home(module.file).root, item: None })
            }
            "self" => Def::Module(module),
            "super" => Def::Module(self.parent_module(module)?),
            "" => {
                let (first, rest) = rest.split_first()?;
                let krate = self.extern_crate(module, first, query)?;
                return self.descend(krate, rest, query);
            }
            name => self
                .lookup(module, name, query)
                .or_else(|| self.extern_crate(module, name, query))?,
        };
        self.descend(start, rest, query)
    }

    /// Follows `rest` from `def` on.
    fn descend(&self, mut def: Def, rest: &[CompactString], query: &mut Query) -> Option<Def> {
        for (index, name) in rest.iter().enumerate() {
            def = match def {
                Def::Module(module) if name == "super" => Def::Module(self.parent_module(module)?),
                Def::Module(module) => self.lookup(module, name, query)?,
                Def::External(path) => Def::External(format!("{path}::{name}")),
                Def::Item(item) => match self.item(item).kind {
                    ItemKind::Type => match self.alias_target_within(item, query) {
                        Some(target) => {
                            return self.descend(target, &rest[index..], query);
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

    /// What a type alias stands for, when that is a path.
    pub(super) fn alias_target(&self, at: ItemRef) -> Option<Def> {
        self.alias_target_within(at, &mut Query::default())
    }

    fn alias_target_within(&self, at: ItemRef, query: &mut Query) -> Option<Def> {
        let super::ir::TypeRef::Path(path, _) = self.aliased(at)? else {
            return None;
        };
        self.resolve_within(self.module_at(at.file, Some(at.item)), &path, query)
    }

    /// What `name` stands for in `module`, by its items, its `use` declarations or its globs.
    fn lookup(&self, module: Module, name: &str, query: &mut Query) -> Option<Def> {
        let key = (module, CompactString::from(name));
        if let Some(known) = query.names.get(&key) {
            return known.clone();
        }
        // While it is looked for, a name leads nowhere: globs that import each other end here.
        query.names.insert(key.clone(), None);
        let found = self.look(module, name, query);
        query.names.insert(key, found.clone());
        found
    }

    fn look(&self, module: Module, name: &str, query: &mut Query) -> Option<Def> {
        let names = self.names(module)?;
        if let Some(items) = names.items.get(name) {
            // Where `cfg` makes alternatives, the first that leads somewhere stands for all.
            let defs = items.iter().filter_map(|&item| {
                let item = ItemRef { file: module.file, item };
                match self.item(item).kind {
                    ItemKind::Mod => self.module_of_item(item).map(Def::Module),
                    _ => Some(Def::Item(item)),
                }
            });
            if let Some(def) = defs.into_iter().next() {
                return Some(def);
            }
        }
        if let Some(paths) = names.uses.get(name) {
            for path in paths {
                // `use x::x` in the module of that name would lead back here.
                let def = if path.len() == 1 && path[0] == name {
                    self.extern_crate(module, name, query)
                } else {
                    self.resolve_use(module, path, query)
                };
                if def.is_some() {
                    return def;
                }
            }
        }
        for glob in &names.globs {
            match self.resolve_use(module, glob, query) {
                Some(Def::Module(inner)) => {
                    if let Some(def) = self.lookup(inner, name, query) {
                        return Some(def);
                    }
                }
                Some(Def::External(path)) => {
                    // Only a name that the catalogue knows there is taken to come from there.
                    let candidate = format!("{path}::{name}");
                    let canonical = self.catalogue.canonical(&candidate);
                    if canonical != candidate
                        || self.catalogue.at(&candidate).is_some()
                        || self.catalogue.is_type(&canonical)
                    {
                        return Some(Def::External(candidate));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// A `use` path may start with the name of a crate as well as with one of the module.
    fn resolve_use(
        &self,
        module: Module,
        path: &[CompactString],
        query: &mut Query,
    ) -> Option<Def> {
        let first = path.first()?;
        let own = self.names(module).and_then(|names| names.uses.get(first));
        let leads_to_itself = own.is_some_and(|paths| paths.iter().any(|other| other == path));
        if leads_to_itself {
            let krate = self.extern_crate(module, first, query)?;
            return self.descend(krate, &path[1..], query);
        }
        self.resolve_within(module, path, query)
    }

    /// The crate that code in `module` calls `name`.
    fn extern_crate(&self, module: Module, name: &str, query: &mut Query) -> Option<Def> {
        if matches!(name, "std" | "core" | "alloc") {
            return Some(Def::External("std".to_owned()));
        }
        let index = self.file(module.file).package;
        let package = &self.workspace.packages[index];
        // `extern crate x as y;` at the root holds everywhere.
        let root = Module { file: self.home(module.file).root, item: None };
        if let Some(names) = self.names(root)
            && let Some(path) =
                names.uses.get(name).and_then(|paths| paths.iter().find(|path| path[0].is_empty()))
            && path.len() == 2
            && path[1] != name
        {
            return self.extern_crate(module, &path[1], query);
        }
        if let Some(dependency) =
            package.dependencies.iter().find(|dependency| dependency.extern_name == name)
        {
            return Some(
                match self.member_root(&dependency.package, dependency.folder.as_deref()) {
                    Some(file) => Def::Module(Module { file, item: None }),
                    None => Def::External(self.catalogue.lib_name(&dependency.package)),
                },
            );
        }
        // A binary's own library.
        let lib = package
            .targets
            .iter()
            .find(|target| target.kind == TargetKind::Lib && target.name == name)?;
        let file = self.find(lib.root.as_str())?;
        Some(Def::Module(Module { file, item: None }))
    }

    /// The library root of the member `package`.
    fn member_root(&self, package: &str, folder: Option<&str>) -> Option<FileId> {
        let member = self.workspace.packages.iter().find(|member| match folder {
            Some(folder) => member.folder == folder,
            None => false,
        })?;
        debug_assert!(member.name == package || folder.is_some());
        let lib = member.targets.iter().find(|target| target.kind == TargetKind::Lib)?;
        self.find(lib.root.as_str())
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The path without `.` and `..`.
fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
