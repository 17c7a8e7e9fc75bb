//! Bodies by the words that stand in them: what is asked of the whole workspace is found by name, so that few bodies are read.

use std::sync::Arc;

use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{Body, ExprId, ExprKind, FrameKind};
use crate::readers::rust::types::Context;

/// True when `expr` stands in the arguments of a macro that the workspace defines.
pub(crate) fn is_in_own_macro(context: Context<'_>, expr: ExprId) -> bool {
    let (code, body) = (context.code, context.body);
    let is_defined = |name: &str| {
        let files = code.files.mentioning(name, &|_| true);
        files.into_iter().any(|file| {
            let mut definitions = behind_word(code.files.text(file), "macro_rules");
            definitions.any(|behind| {
                let named = behind.strip_prefix('!').map(str::trim_start);
                named.and_then(|named| named.strip_prefix(name)).is_some_and(|rest| {
                    !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
                })
            })
        })
    };
    body.frames_of(expr).any(|frame| match frame {
        FrameKind::Macro(call) => match body.kind(*call) {
            ExprKind::Macro { path, .. } => {
                path.segments.last().is_some_and(|name| is_defined(name))
            }
            _ => false,
        },
        _ => false,
    })
}

/// The bodies outside test code that call a macro or function `name` with a literal text.
pub(crate) fn that_name<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| {
        behind_word(text, name).any(|behind| {
            let behind = behind.strip_prefix('!').unwrap_or(behind).trim_start();
            behind.strip_prefix('(').is_some_and(|inside| inside.trim_start().starts_with('"'))
        })
    };
    mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code that call a method `name`.
pub(crate) fn that_call_method<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| behind_word(text, name).any(|behind| behind.starts_with('('));
    mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code that call the macro `name`.
pub(crate) fn that_call_macro<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| behind_word(text, name).any(|behind| behind.starts_with('!'));
    mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code whose text `fits`, in files that hold `word` (and `other`), in the
/// order of files and items; functions in functions included. Each is lowered when it is asked for.
pub(super) fn mentioning<'a, 'c>(
    code: &'c Code<'c>,
    word: &'a str,
    other: Option<&str>,
    fits: &'a dyn Fn(&str) -> bool,
) -> impl Iterator<Item = Context<'c>> + use<'a, 'c> {
    let files = code.files.mentioning(word, &|file| other.is_none_or(|other| file.may_hold(other)));
    let files = files.into_iter().filter(move |&file| {
        holds_word(code.files.text(file), word) && code.names.is_production(file)
    });
    let items = files.flat_map(move |file| {
        let items = 0..code.files.outline(file).items.len() as u32;
        items.map(move |item| ItemRef { file, item })
    });
    let items = items.filter(move |&at| {
        let item = code.files.item(at);
        let text = code.files.text(at.file);
        let slice = text.get(item.span.start as usize..item.span.end as usize);
        item.kind.has_body() && slice.is_some_and(fits) && !code.names.is_test_item(at)
    });
    items.flat_map(move |at| {
        let mut found = Vec::new();
        if let Some(body) = code.files.body(at) {
            with_nested(code, at, body, &mut found);
        }
        found
    })
}

fn with_nested<'c>(
    code: &'c Code<'c>,
    at: ItemRef,
    body: &'c Arc<Body>,
    found: &mut Vec<Context<'c>>,
) {
    let mut open: Vec<&'c Body> = vec![body];
    while let Some(body) = open.pop() {
        found.push(Context::with_body(code, at, body));
        open.extend(body.nested.iter().rev());
    }
}

/// The places at which `word` is in `text` as a whole word, as what follows it.
fn behind_word<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, word.as_bytes()).filter_map(move |at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let whole = !is_word(before) && !is_word(bytes.get(at + word.len()));
        if whole { text.get(at + word.len()..) } else { None }
    })
}

pub(super) fn holds_word(text: &str, word: &str) -> bool {
    behind_word(text, word).next().is_some()
}

/// True when `name` is followed by what makes it a call or a value that is handed on.
pub(super) fn holds_call(text: &str, name: &str) -> bool {
    behind_word(text, name).any(|behind| behind.trim_start().starts_with(['(', ':', ',', ')', ';']))
}

pub(super) fn holds_assignment(text: &str, field: &str) -> bool {
    behind_word(text, field).any(|behind| {
        let behind = behind.trim_start();
        behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>")
    })
}
