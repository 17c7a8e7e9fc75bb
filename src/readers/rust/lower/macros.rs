//! The arguments of macro calls, read as well as can be without expanding.
//!
//! What parses as expressions or statements is lowered as such; of anything else (`select!` arms, a
//! project's own syntax) every stretch between separators that parses is.

use compact_str::CompactString;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::ir::{ExprId, ExprKind, FrameKind, Origin};
use super::patterns::Matched;
use super::types::path_ref;
use super::{Lowerer, Named};

/// Macros whose body runs as a stream of its own.
const ASYNC_MACROS: [&str; 4] = ["stream", "try_stream", "async_stream", "async_try_stream"];

/// Macros that are left out of release builds.
const DEBUG_MACROS: [&str; 3] = ["debug_assert", "debug_assert_eq", "debug_assert_ne"];

/// Macros whose arguments are code of another program.
const TEMPLATES: [&str; 4] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

impl Lowerer<'_> {
    pub(crate) fn macro_call(&mut self, call: &syn::Macro) -> ExprId {
        let path = path_ref(&call.path, None, &|span| self.bytes(span));
        let id = self.reserve(path.name_at.clone());
        let runs_async =
            path.segments.last().is_some_and(|name| ASYNC_MACROS.contains(&name.as_str()));
        let name = path.segments.last().map_or("", |name| name);
        let only_in_debug = DEBUG_MACROS.contains(&name).then(|| self.enter(FrameKind::Debug));
        let outer = self.enter(if runs_async { FrameKind::Async } else { FrameKind::Macro(id) });
        let is_template =
            path.segments.last().is_some_and(|name| TEMPLATES.contains(&name.as_str()));
        let tokens = match runs_async {
            _ if is_template => TokenStream::new(),
            true => plain_loops(call.tokens.clone()),
            false => call.tokens.clone(),
        };
        let args = self.scoped(|this| this.tokens(tokens));
        self.leave(only_in_debug.unwrap_or(outer));
        self.hold(id, &args);
        self.fill(id, ExprKind::Macro { path, args })
    }

    /// Keeps which variables the template of the macro call `id` names.
    fn hold(&mut self, id: ExprId, args: &[ExprId]) {
        let ExprKind::Text(template) = (match args.first() {
            Some(&first) => self.body.kind(first),
            None => return,
        }) else {
            return;
        };
        let (holes, _) = holes(template);
        let held = holes.into_iter().filter_map(|(_, hole)| match self.named(hole) {
            Some(Named::Binding(binding)) => Some((id, CompactString::from(hole), *binding)),
            _ => None,
        });
        let held: Vec<_> = held.collect();
        self.body.held.extend(held);
    }

    fn tokens(&mut self, tokens: TokenStream) -> Vec<ExprId> {
        if tokens.is_empty() {
            return Vec::new();
        }
        let expressions = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(args) = expressions.parse2(tokens.clone()) {
            return self.exprs(&args);
        }
        if let Ok(statements) = syn::Block::parse_within.parse2(tokens.clone()) {
            return self.statements(&statements).into_iter().collect();
        }
        self.stretches(tokens)
    }

    /// Splits at `,`, `;` and `=>`; `pattern = expression` binds the names of its pattern.
    fn stretches(&mut self, tokens: TokenStream) -> Vec<ExprId> {
        let mut lowered = Vec::new();
        let mut stretch: Vec<TokenTree> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        let mut behind_arrow = false;
        while let Some(token) = tokens.next() {
            if let TokenTree::Punct(punct) = &token {
                let arrow = punct.as_char() == '='
                    && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '>');
                if arrow || matches!(punct.as_char(), ',' | ';') {
                    if arrow {
                        tokens.next();
                    }
                    self.stretch(std::mem::take(&mut stretch), arrow, &mut lowered);
                    behind_arrow = arrow;
                    continue;
                }
            }
            let block =
                matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
            stretch.push(token);
            // The block of an arm ends it, with or without a comma.
            if block && behind_arrow && stretch.len() == 1 {
                self.stretch(std::mem::take(&mut stretch), false, &mut lowered);
                behind_arrow = false;
            }
        }
        self.stretch(stretch, false, &mut lowered);
        lowered
    }

    /// `is_arm` when an arrow follows.
    fn stretch(&mut self, stretch: Vec<TokenTree>, is_arm: bool, lowered: &mut Vec<ExprId>) {
        if stretch.is_empty() {
            return;
        }
        let whole: TokenStream = stretch.iter().cloned().collect();
        match syn::parse2::<syn::Expr>(whole) {
            // `Some(job) = jobs.recv() =>` binds; `name = value` names.
            Ok(syn::Expr::Assign(_)) if is_arm => {}
            Ok(syn::Expr::Assign(assign)) => {
                lowered.push(self.expr(&assign.right));
                return;
            }
            Ok(expr) => {
                lowered.push(self.expr(&expr));
                return;
            }
            Err(_) => {}
        }
        let equals = stretch
            .iter()
            .position(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '='));
        if let Some(equals) = equals
            && let Ok(pat) =
                syn::Pat::parse_multi.parse2(stretch[..equals].iter().cloned().collect())
            && let Ok(expr) =
                syn::parse2::<syn::Expr>(stretch[equals + 1..].iter().cloned().collect())
        {
            let init = self.expr(&expr);
            lowered.push(init);
            self.pattern(&pat, Matched::whole(Origin::Pattern, None, Some(init)));
            return;
        }
        for token in stretch {
            if let TokenTree::Group(group) = token {
                let inner = self.scoped(|this| this.tokens(group.stream()));
                lowered.extend(inner);
            }
        }
    }
}

/// Makes `for await x in y` of stream macros the plain loop that `syn` reads.
fn plain_loops(tokens: TokenStream) -> TokenStream {
    let mut behind_for = false;
    let mut plain = Vec::new();
    for token in tokens {
        let dropped = behind_for && matches!(&token, TokenTree::Ident(name) if name == "await");
        behind_for = matches!(&token, TokenTree::Ident(name) if name == "for");
        match token {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), plain_loops(group.stream()));
                inside.set_span(group.span());
                plain.push(inside.into());
            }
            _ if dropped => {}
            token => plain.push(token),
        }
    }
    plain.into_iter().collect()
}

/// The holes of a template of `format!`, each with the text before it, and the text behind the last.
pub(crate) fn holes(template: &str) -> (Vec<(&str, &str)>, &str) {
    let mut holes = Vec::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (hole, behind) = behind.split_once('}').unwrap_or((behind, ""));
        holes.push((before, hole));
        rest = behind;
    }
    (holes, rest)
}
