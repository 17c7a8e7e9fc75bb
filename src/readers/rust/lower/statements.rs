//! Blocks: statements, items in functions, and the names that they bring.

use compact_str::CompactString;
use syn::{Expr as Syn, Pat, Stmt};

use super::ir::*;
use super::patterns::Matched;
use super::types::{self, type_ref};
use super::{Lowerer, Named};

impl Lowerer<'_> {
    /// Lowers a block in a scope of its own and returns its tail.
    pub(super) fn block(&mut self, block: &syn::Block) -> Option<ExprId> {
        self.scoped(|this| this.statements(&block.stmts))
    }

    pub(crate) fn statements(&mut self, statements: &[Stmt]) -> Option<ExprId> {
        // Items are in scope in the whole block, also before the place where they stand.
        for statement in statements {
            if let Stmt::Item(item) = statement {
                self.declare(item);
            }
        }
        let mut tail = None;
        for statement in statements {
            tail = match statement {
                Stmt::Local(local) => {
                    self.in_frame_of(&local.attrs, |this| this.local(local));
                    None
                }
                Stmt::Item(item) => {
                    self.item(item);
                    None
                }
                Stmt::Expr(expr, semicolon) => {
                    let value = self.in_frame_of(types::attrs_of(expr), |this| this.expr(expr));
                    semicolon.is_none().then_some(value)
                }
                Stmt::Macro(call) => {
                    let value = self.in_frame_of(&call.attrs, |this| this.macro_call(&call.mac));
                    call.semi_token.is_none().then_some(value)
                }
            };
        }
        tail
    }

    pub(super) fn local(&mut self, local: &syn::Local) {
        let init = local.init.as_ref().map(|init| self.expr(&init.expr));
        if let Some((_, diverge)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
            self.expr(diverge);
        }
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(type_ref(&typed.ty))),
            pat => (pat, None),
        };
        self.pattern(pat, Matched::whole(Origin::Let, ty, init));
    }

    pub(super) fn declare(&mut self, item: &syn::Item) {
        if let syn::Item::Use(item) = item {
            let mut leaves = Vec::new();
            types::use_leaves(&item.tree, item.leading_colon.is_some(), &mut leaves);
            for leaf in leaves {
                if leaf.glob {
                    self.body.globs.push(self.expanded(leaf.path));
                } else if !(leaf.path.len() == 1 && leaf.path[0] == leaf.alias) {
                    let path = self.expanded(leaf.path);
                    self.name(leaf.alias, Named::Use(path));
                }
            }
        }
    }

    /// A path whose first segment may itself be the alias of a block-level `use`.
    pub(super) fn expanded(&self, path: Vec<CompactString>) -> Vec<CompactString> {
        match path.first().and_then(|first| self.named(first)) {
            Some(Named::Use(prefix)) => {
                prefix.iter().cloned().chain(path.into_iter().skip(1)).collect()
            }
            _ => path,
        }
    }

    pub(super) fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Const(item) => self.local_const(&item.ident, &item.ty, Some(&item.expr)),
            syn::Item::Static(item) => self.local_const(&item.ident, &item.ty, Some(&item.expr)),
            syn::Item::Fn(item) if self.left_out(&item.attrs) != Some(FrameKind::Test) => {
                let name = item.sig.ident.to_string().into();
                self.nested(&item.attrs, &item.sig, &item.block, name, None);
            }
            syn::Item::Impl(item) if self.left_out(&item.attrs) != Some(FrameKind::Test) => {
                for member in &item.items {
                    if let syn::ImplItem::Fn(member) = member {
                        let name = member.sig.ident.to_string().into();
                        let of = Some(type_ref(&item.self_ty));
                        self.nested(&member.attrs, &member.sig, &member.block, name, of);
                    }
                }
            }
            syn::Item::Macro(item) if item.ident.is_none() => {
                self.macro_call(&item.mac);
            }
            _ => {}
        }
    }

    pub(super) fn local_const(&mut self, ident: &syn::Ident, ty: &syn::Type, value: Option<&Syn>) {
        let init = value.map(|value| self.expr(value));
        let at = self.bytes(ident.span());
        let value = Matched::whole(Origin::Const, Some(type_ref(ty)), init);
        self.binding(ident.to_string().into(), at, value);
    }

    /// A function in a function: it sees the items around it and none of the variables.
    pub(super) fn nested(
        &mut self,
        attrs: &[syn::Attribute],
        sig: &syn::Signature,
        block: &syn::Block,
        name: CompactString,
        self_type: Option<TypeRef>,
    ) {
        let mut inner = Lowerer::new(self.text, self.base);
        let uses = self.scopes.iter().flatten().filter(|(_, named)| matches!(named, Named::Use(_)));
        inner.scopes = vec![uses.cloned().collect(), Vec::new()];
        inner.body.globs = self.body.globs.clone();
        inner.attributes(attrs);
        inner.signature(sig);
        inner.root_block(block);
        inner.body.inner_path = name;
        inner.body.self_type = self_type;
        self.body.nested.push(inner.body);
    }
}
