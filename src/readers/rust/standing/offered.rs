//! To whom the function around a start may be offered as an executor.

use crate::facts::Offered;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::follow::work::is_job;
use crate::readers::rust::syntax::lexer::{self, TokenKind};
use crate::readers::rust::types::{Context, Ty};

/// Who may be told to hand work to the function of `context`: it has to be visible there, with the type that it is a member
/// of, and to take a future or a closure that is called with nothing.
pub(crate) fn offered(context: Context<'_>) -> Offered {
    if !context.body.param_types.iter().any(|written| is_job(context, written)) {
        return Offered::Nobody;
    }
    let of_type = match context.self_type() {
        Some(Ty::Item(item)) => visibility(context.code, item),
        Some(_) => Offered::Nobody,
        None => Offered::Everybody,
    };
    visibility(context.code, context.item).min(of_type)
}

/// Who sees `item`, by what stands before its name.
fn visibility(code: &Code<'_>, item: ItemRef) -> Offered {
    let found = code.files.item(item);
    let text = code.files.text(item.file);
    let before = text.get(found.span.start as usize..found.name_at.start as usize);
    let before = before.unwrap_or_default();
    let mut depth = 0;
    let tokens = lexer::tokens(before);
    let mut outside = tokens.iter().filter(|token| match token.kind {
        TokenKind::Open(b'[') => {
            depth += 1;
            false
        }
        TokenKind::Close(b']') => {
            depth -= 1;
            false
        }
        _ => depth == 0,
    });
    if !outside.any(|token| token.text(before) == "pub") {
        return Offered::Nobody;
    }
    match outside.next().map(|token| token.kind) {
        Some(TokenKind::Open(b'(')) => Offered::OwnPackage,
        _ => Offered::Everybody,
    }
}
