//! Members of types: the functions and constants of their impls and traits.

use std::sync::{Arc, Mutex};

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::readers::rust::files::{FileId, Files, ItemRef};
use crate::readers::rust::names::{Def, Names};
use crate::readers::rust::syntax::lexer::{self, TokenKind};
use crate::readers::rust::syntax::outline::ItemKind;

/// The members and impls of types that were asked for.
pub(crate) struct Members<'f> {
    files: &'f Files<'f>,
    names: &'f Names<'f>,
    /// By type and name.
    members: Mutex<FxHashMap<(ItemRef, CompactString), Option<ItemRef>>>,
    impls: Mutex<FxHashMap<ItemRef, Arc<[ItemRef]>>>,
}

impl<'f> Members<'f> {
    pub(crate) fn new(files: &'f Files<'f>, names: &'f Names<'f>) -> Self {
        Self { files, names, members: Mutex::default(), impls: Mutex::default() }
    }

    /// The function or constant `name` of the type or trait `of`: of its impls, of a trait that it
    /// implements, or of the type that it dereferences to.
    pub(crate) fn member(&self, of: ItemRef, name: &str) -> Option<ItemRef> {
        let key = (of, CompactString::from(name));
        if let Some(known) = self.members.lock().ok()?.get(&key) {
            return *known;
        }
        let found = self.find_member(of, name);
        self.members.lock().ok()?.insert(key, found);
        found
    }

    /// The method `name` of the type or trait `of`: a member that is called on a value, unlike `of::name(…)`.
    pub(crate) fn method(&self, of: ItemRef, name: &str) -> Option<ItemRef> {
        self.member(of, name).filter(|&member| self.has_receiver(member))
    }

    /// True for a function whose first parameter is `self`.
    fn has_receiver(&self, function: ItemRef) -> bool {
        let item = self.files.item(function);
        let text = self.files.text(function.file);
        let end = item.body.as_ref().map_or(item.span.end, |body| body.start);
        let header = text.get(item.name_at.end as usize..end as usize).unwrap_or_default();
        let tokens = lexer::tokens(header);
        let mut depth = 0;
        let mut before = None;
        let open = tokens.iter().position(|token| {
            let is_arrow = before == Some("-");
            before = Some(token.text(header));
            match before {
                Some("<") => depth += 1,
                Some(">") if !is_arrow => depth -= 1,
                Some("(") if depth == 0 => return true,
                _ => {}
            }
            false
        });
        let inside = open.and_then(|open| tokens.get(open + 1..)).unwrap_or_default();
        let mut names = inside.iter().take(4).filter(|token| token.kind == TokenKind::Ident);
        names
            .find(|name| name.text(header) != "mut")
            .is_some_and(|name| name.text(header) == "self")
    }

    fn find_member(&self, of: ItemRef, name: &str) -> Option<ItemRef> {
        if self.files.item(of).kind == ItemKind::Trait {
            return self.child(of, name);
        }
        let mut traits = Vec::new();
        for &implementation in self.impls(of).iter() {
            if let Some(found) = self.child(implementation, name) {
                return Some(found);
            }
            let trait_name = &self.files.item(implementation).trait_name;
            if !trait_name.is_empty() {
                traits.push((implementation, trait_name.clone()));
            }
        }
        let by_trait = traits.iter().find_map(|(implementation, trait_name)| {
            let module = self.names.module_at(implementation.file, Some(implementation.item));
            match self.names.resolve(module, std::slice::from_ref(trait_name))? {
                Def::Item(item) if self.files.item(item).kind == ItemKind::Trait => {
                    self.child(item, name)
                }
                _ => None,
            }
        });
        by_trait.or_else(|| {
            let (deref, _) = traits.iter().find(|(_, trait_name)| trait_name == "Deref")?;
            self.member_behind(of, *deref, name)
        })
    }

    /// The member `name` of what the impl `deref` of `Deref` says that `of` stands for.
    fn member_behind(&self, of: ItemRef, deref: ItemRef, name: &str) -> Option<ItemRef> {
        let target = self.names.alias_target(self.child(deref, "Target")?)?;
        let Def::Item(behind) = target else { return None };
        // Two wrappers may name each other: one step is all that people write.
        let direct = || self.impls(behind).iter().find_map(|&found| self.child(found, name));
        if behind == of { None } else { direct() }
    }

    /// The `type Target` of the impl of `Deref` for the type `of`.
    pub(crate) fn deref_target(&self, of: ItemRef) -> Option<ItemRef> {
        let impls = self.impls(of);
        let mut derefs =
            impls.iter().filter(|found| self.files.item(**found).trait_name == "Deref");
        derefs.find_map(|&found| self.child(found, "Target"))
    }

    /// The impls of the type `of` in its package, those in its own file first.
    pub(crate) fn impls(&self, of: ItemRef) -> Arc<[ItemRef]> {
        let known = self.impls.lock().ok().and_then(|known| known.get(&of).cloned());
        if let Some(known) = known {
            return known;
        }
        let found: Arc<[ItemRef]> = self.find_impls(of).into();
        if let Ok(mut known) = self.impls.lock() {
            known.insert(of, Arc::clone(&found));
        }
        found
    }

    fn find_impls(&self, of: ItemRef) -> Vec<ItemRef> {
        let name = &self.files.item(of).name;
        let package = self.files.file(of.file).package;
        let mut files = self.files.mentioning(name, &|file| file.package == package);
        files.retain(|&file| holds_impl(self.files.text(file), name));
        files.sort_by_key(|&file| (file != of.file, file));
        let impls_in = |file: FileId| {
            let items = self.files.outline(file).items.iter().enumerate();
            let impls =
                items.filter(|(_, item)| item.kind == ItemKind::Impl && item.self_name == *name);
            impls.map(|(index, _)| ItemRef { file, item: index as u32 }).collect::<Vec<_>>()
        };
        let all: Vec<ItemRef> = files.into_iter().flat_map(impls_in).collect();
        all.into_iter()
            .filter(|found| {
                // The same name may be another type elsewhere in the package.
                let module = self.names.module_at(found.file, Some(found.item));
                match self.names.resolve(module, std::slice::from_ref(name)) {
                    Some(Def::Item(item)) => {
                        item == of || self.names.alias_target(item) == Some(Def::Item(of))
                    }
                    Some(_) => false,
                    None => true,
                }
            })
            .collect()
    }

    fn child(&self, outer: ItemRef, name: &str) -> Option<ItemRef> {
        let items = self.files.outline(outer.file).items.iter().enumerate();
        let mut children =
            items.filter(|(_, item)| item.parent == Some(outer.item) && item.name == name);
        children.next().map(|(index, _)| ItemRef { file: outer.file, item: index as u32 })
    }
}

/// True when `text` may hold an impl for the type `name`: `impl` comes before the name in the same
/// statement.
fn holds_impl(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let before = bytes.get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| matches!(byte, b'{' | b'}' | b';')).unwrap_or(0);
        memchr::memmem::find(before.get(start..).unwrap_or_default(), b"impl").is_some()
    })
}
