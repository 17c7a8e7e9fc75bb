//! Module trees: which module a file is, and which file a module.

use compact_str::CompactString;

use super::{Module, Names};
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::syntax::outline::{Item, ItemKind};
use crate::workspace::TargetKind;

/// Where a file is in its crate.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    /// The root file of its crate.
    pub(crate) root: FileId,
    /// The module that declares it, `None` for a root or a file that nothing declares.
    pub(crate) parent: Option<Module>,
    /// Its module's path from the crate's root.
    pub(crate) path: Vec<CompactString>,
    /// It exists only in tests, benches, examples or the build script.
    pub(crate) test: bool,
}

impl Names<'_> {
    /// Where `file` is in its crate.
    pub(crate) fn home(&self, file: FileId) -> &Home {
        if let Some(home) = self.homes[file.0 as usize].get() {
            return home;
        }
        // Computed outside the cell: a parent's home is asked for on the way.
        let home = self.find_home(file, 0);
        self.homes[file.0 as usize].get_or_init(|| home)
    }

    fn find_home(&self, file: FileId, depth: u32) -> Home {
        let found = self.files.file(file);
        let package = &self.files.workspace.packages[found.package];
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
        let above = match self.homes[parent.file.0 as usize].get() {
            Some(home) => home.clone(),
            None => self.find_home(parent.file, depth + 1),
        };
        let declaration = ItemRef { file: parent.file, item: declared.1 };
        let test = above.test || self.files.outline(file).test || self.is_test_item(declaration);
        let mut path = above.path;
        path.append(&mut declared.0);
        Home { root: above.root, parent: Some(parent), path, test }
    }

    /// True when `file` is part of a library or binary: one of its modules, or a file beside them that
    /// a macro may include.
    pub(crate) fn is_production(&self, file: FileId) -> bool {
        let home = self.home(file);
        let package = &self.files.workspace.packages[self.files.file(file).package];
        let mut roots = package
            .targets
            .iter()
            .filter(|target| matches!(target.kind, TargetKind::Lib | TargetKind::Bin));
        let path = self.files.file(file).path.as_str();
        let root = &self.files.file(home.root).path;
        !home.test
            && !self.files.is_test_package(self.files.file(file).package)
            && roots.any(|target| {
                let folder = target.root.folder();
                target.root == *root
                    || folder != package.folder
                        && path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            })
    }

    fn in_test_folder(&self, file: FileId) -> bool {
        let found = self.files.file(file);
        let folder = &self.files.workspace.packages[found.package].folder;
        let below =
            found.path.as_str().strip_prefix(folder.as_str()).unwrap_or(found.path.as_str());
        let first = below.trim_start_matches('/').split('/').next().unwrap_or_default();
        matches!(first, "tests" | "benches" | "examples" | "build.rs")
            || self.files.outline(file).test
    }

    /// True when the item or something around it in its file is test code.
    pub(crate) fn is_test_item(&self, at: ItemRef) -> bool {
        self.files.outline(at.file).test
            || self.files.item(at).attributes.test
            || self.files.ancestors(at).any(|outer| self.files.item(outer).attributes.test)
    }

    /// The module that declares `file`, with the names from it to the file and the declaring item.
    #[allow(clippy::type_complexity, reason = "used once, just above")]
    fn parent(&self, file: FileId) -> Option<(Module, (Vec<CompactString>, u32))> {
        let path = self.files.file(file).path.clone();
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
                    let outer = self.files.item(ItemRef { file: candidate, item }).parent;
                    let module =
                        Module { file: candidate, item: self.enclosing_module(candidate, outer) };
                    return Some((module, (names, item)));
                }
            }
            let Some((above, last)) = folder.rsplit_once('/') else { break };
            names.insert(0, last.into());
            folder = above.to_owned();
        }
        self.declared_by_path(file)
    }

    fn files_whose_children_lie_in(&self, folder: &str, child: FileId) -> Vec<FileId> {
        let join = |name: &str| {
            if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
        };
        let package = &self.files.workspace.packages[self.files.file(child).package];
        let roots = package.targets.iter().filter(|target| target.root.folder() == folder);
        let mut roots: Vec<_> = roots.collect();
        roots.sort_by_key(|target| target.kind);
        let roots = roots.into_iter().map(|target| target.root.as_str().to_owned());
        let candidates = roots.chain([join("mod.rs"), format!("{folder}.rs")]);
        let mut found: Vec<FileId> = Vec::new();
        for id in candidates.filter_map(|path| self.files.find(&path)).filter(|&id| id != child) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The item `mod last;` in `file`, inside the inline modules that come before it in `names`.
    fn declares(&self, file: FileId, names: &[CompactString]) -> Option<u32> {
        let (last, outer) = names.split_last()?;
        let items = &self.files.outline(file).items;
        let declares = |item: &Item| {
            item.kind == ItemKind::Mod
                && item.name == *last
                && item.body.is_none()
                && item.attributes.path.is_none()
                && self.inline_path(file, item.parent) == outer
        };
        let declarations =
            (0..items.len() as u32).filter(|&index| declares(&items[index as usize]));
        // Declared under opposite `cfg`s, it is test code only when every declaration is.
        declarations.min_by_key(|&item| (self.is_test_item(ItemRef { file, item }), item))
    }

    /// The names of the inline modules from the file's root to `item`.
    fn inline_path(&self, file: FileId, item: Option<u32>) -> Vec<CompactString> {
        let mut names = Vec::new();
        let mut next = self.enclosing_module(file, item);
        while let Some(module) = next {
            let item = &self.files.outline(file).items[module as usize];
            names.insert(0, item.name.clone());
            next = self.enclosing_module(file, item.parent);
        }
        names
    }

    /// The nearest `mod` at or around `item`.
    pub(super) fn enclosing_module(&self, file: FileId, item: Option<u32>) -> Option<u32> {
        let items = &self.files.outline(file).items;
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
        let target = self.files.file(file);
        let file_name = target.path.file_name();
        let stem = file_name.strip_suffix(".rs").unwrap_or(file_name);
        for candidate in self.files.mentioning(stem, &|other| other.package == target.package) {
            if candidate == file {
                continue;
            }
            for (index, item) in self.files.outline(candidate).items.iter().enumerate() {
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
            self.files.file(file).path.folder().to_owned()
        } else {
            let mut folder = self.children_folder(file);
            for name in inline {
                folder = join(&folder, &name);
            }
            folder
        };
        self.files.find(&normalise(&join(&folder, path)))
    }

    /// The folder in which `mod x;` of `file` is looked for.
    fn children_folder(&self, file: FileId) -> String {
        let path = &self.files.file(file).path;
        let package = &self.files.workspace.packages[self.files.file(file).package];
        let is_root = package.targets.iter().any(|target| target.root == *path);
        if is_root || path.file_name() == "mod.rs" {
            path.folder().to_owned()
        } else {
            path.as_str().strip_suffix(".rs").unwrap_or(path.as_str()).to_owned()
        }
    }

    /// The file or inline module that `mod` item `at` declares.
    pub(super) fn module_of_item(&self, at: ItemRef) -> Option<Module> {
        let item = self.files.item(at);
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
                self.files
                    .find(&format!("{base}.rs"))
                    .or_else(|| self.files.find(&format!("{base}/mod.rs")))?
            }
        };
        Some(Module { file, item: None })
    }

    /// The module in which `item` of `file` is written.
    pub(crate) fn module_at(&self, file: FileId, item: Option<u32>) -> Module {
        Module { file, item: self.enclosing_module(file, item) }
    }

    /// The path of `module` from its crate's root, as messages write it: `crate::net::server`.
    pub(crate) fn module_path(&self, module: Module) -> String {
        let home = self.home(module.file);
        let inline = self.inline_path(module.file, module.item);
        std::iter::once("crate")
            .chain(home.path.iter().map(CompactString::as_str))
            .chain(inline.iter().map(CompactString::as_str))
            .collect::<Vec<_>>()
            .join("::")
    }

    /// The path of `item` from the library's name on, as the catalogue writes paths.
    pub(crate) fn crate_path(&self, item: ItemRef) -> String {
        let found = self.files.file(item.file);
        let root = &self.files.file(self.home(item.file).root).path;
        let targets = &self.files.workspace.packages[found.package].targets;
        let krate = targets
            .iter()
            .find(|target| target.root == *root)
            .map_or("crate", |target| &target.name);
        let module = self.module_path(self.module_at(item.file, Some(item.item)));
        format!(
            "{krate}{}::{}",
            module.strip_prefix("crate").unwrap_or_default(),
            self.files.item(item).name
        )
    }

    pub(super) fn parent_module(&self, module: Module) -> Option<Module> {
        match module.item {
            Some(item) => {
                let outer = self.files.outline(module.file).items[item as usize].parent;
                Some(self.module_at(module.file, outer))
            }
            None => self.home(module.file).parent,
        }
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
