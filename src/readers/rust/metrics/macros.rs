//! Macros of the project, as far as names of metrics go: which argument an arm hands on as a name,
//! and what text it gives.
//!
//! The text of a `macro_rules!` item goes in, and nothing is expanded: an arm counts whose arguments stand
//! one behind the other, and a name that stands as it is handed on, or within `concat!` or `format!`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::catalogue::Catalogue;
use crate::facts::{Api, ApiRef, Form};
use crate::readers::rust::lower::macros::holes;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arm {
    /// The fewest arguments that it takes.
    least: usize,
    /// Whether it takes more than these.
    more: bool,
    /// The metrics that it defines or emits.
    pub(super) emits: Vec<Emits>,
}

/// A metric in an arm.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Emits {
    /// The entry by which it is emitted.
    pub(super) api: ApiRef,
    /// Its name; nothing when that can't be told.
    pub(super) name: Option<Vec<Piece>>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// The n-th argument of the macro.
    Argument(usize),
    /// A constant, by its path where the macro is called.
    Path(Vec<String>),
    Gap,
}

impl Arm {
    pub(super) fn takes(&self, arguments: usize) -> bool {
        arguments == self.least || (self.more && arguments > self.least)
    }
}

/// The arms of the macro whose definition is `text`, with what they emit.
pub(super) fn arms(text: &str, catalogue: &Catalogue) -> Vec<Arm> {
    let read = |(matcher, body): (Group, Group)| {
        let (names, more) = parameters(matcher.stream());
        let mut emits = Vec::new();
        find(body.stream(), &names, catalogue, &mut emits);
        Arm { least: names.len(), more, emits }
    };
    definition(text).into_iter().map(read).collect()
}

/// The text that the macro whose definition is `text` gives for its arguments, when it has one arm.
pub(super) fn text(text: &str) -> Option<Vec<Piece>> {
    let [(matcher, body)] = &definition(text)[..] else { return None };
    let (names, _) = parameters(matcher.stream());
    let mut inner = body.stream();
    while let [TokenTree::Group(group)] = &trees(inner.clone())[..] {
        inner = group.stream();
    }
    Some(pieces(&trees(inner), &names))
}

/// The arms of a definition, each as its matcher and its body.
fn definition(text: &str) -> Vec<(Group, Group)> {
    let Ok(tokens) = text.parse::<TokenStream>() else { return Vec::new() };
    let tokens = trees(tokens);
    let keyword = tokens.iter().position(|token| is_word(token, "macro_rules"));
    let rules = keyword.and_then(|at| {
        tokens[at..].iter().find_map(|token| match token {
            TokenTree::Group(group) => Some(trees(group.stream())),
            _ => None,
        })
    });
    let rules = rules.unwrap_or_default();
    let groups = rules.iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.clone()),
        _ => None,
    });
    let groups: Vec<Group> = groups.collect();
    groups.chunks_exact(2).map(|arm| (arm[0].clone(), arm[1].clone())).collect()
}

/// The names of the parameters `$name:expr, …`, one for each argument, and whether further ones may follow.
fn parameters(matcher: TokenStream) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    for part in parts(&trees(matcher)) {
        let (TokenTree::Punct(dollar), Some(TokenTree::Ident(name))) = (&part[0], part.get(1))
        else {
            return (names, true);
        };
        if dollar.as_char() != '$' {
            return (names, true);
        }
        names.push(name.to_string());
        let repeated = part.iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream().to_string()),
            _ => None,
        });
        if repeated.into_iter().any(|repeated| repeated != ",") {
            return (names, true);
        }
    }
    (names, false)
}

/// Finds what the body of an arm emits.
fn find(body: TokenStream, names: &[String], catalogue: &Catalogue, emits: &mut Vec<Emits>) {
    let tokens = trees(body);
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        if let Some(api) = called(&tokens[..at], catalogue)
            && let Some(metric) = &api.metric
        {
            let arguments = trees(group.stream());
            let arguments = parts(&arguments);
            if arguments.len() > metric.name && arguments.len() >= metric.least {
                let name = pieces(arguments[metric.name], names);
                let name = Some(name).filter(|name| *name != [Piece::Gap]);
                emits.push(Emits { api: api.clone(), name });
            }
        }
        find(group.stream(), names, catalogue, emits);
    }
}

/// The entry that comes before its arguments, in `before`.
fn called<'c>(before: &[TokenTree], catalogue: &'c Catalogue) -> Option<&'c ApiRef> {
    let (before, is_macro) = match before.split_last()? {
        (TokenTree::Punct(punct), before) if punct.as_char() == '!' => (before, true),
        _ => (before, false),
    };
    let (TokenTree::Ident(name), before) = before.split_last()? else { return None };
    let around: Vec<String> = before.iter().rev().take(3).map(ToString::to_string).collect();
    let around: Vec<&str> = around.iter().map(String::as_str).collect();
    let fits = |api: &Api| match api.form {
        Form::Macro => is_macro,
        Form::Method => !is_macro && api.unique && around.first() == Some(&"."),
        Form::Function => {
            let owner = api.owner().rsplit("::").next();
            !is_macro && matches!(around[..], [":", ":", of] if Some(of) == owner)
        }
        Form::Attribute | Form::Derive => false,
    };
    catalogue.metrics(&name.to_string()).iter().find(|api| fits(api))
}

/// What a text is made of: `$name`, `"text"`, `concat!(…)`, `format!("…", …)`, a path.
fn pieces(tokens: &[TokenTree], names: &[String]) -> Vec<Piece> {
    let gap = || vec![Piece::Gap];
    match tokens {
        [TokenTree::Punct(sign), rest @ ..] if sign.as_char() == '&' => pieces(rest, names),
        [TokenTree::Punct(dollar), TokenTree::Ident(name)] if dollar.as_char() == '$' => {
            let index = names.iter().position(|known| name == known);
            index.map_or_else(gap, |index| vec![Piece::Argument(index)])
        }
        [TokenTree::Literal(literal)] => {
            let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
            text.map_or_else(|_| gap(), |text| vec![Piece::Text(text.value())])
        }
        [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(group)]
            if bang.as_char() == '!' =>
        {
            let arguments = trees(group.stream());
            let mut arguments = parts(&arguments).into_iter().map(|part| pieces(part, names));
            match name.to_string().as_str() {
                "concat" => arguments.flatten().collect(),
                "format" => match arguments.next().as_deref() {
                    Some([Piece::Text(template)]) => filled(template, arguments),
                    _ => gap(),
                },
                _ => gap(),
            }
        }
        path => {
            let mut segments = Vec::new();
            for token in path {
                match token {
                    TokenTree::Ident(name) => segments.push(name.to_string()),
                    TokenTree::Punct(colon) if colon.as_char() == ':' => {}
                    _ => return gap(),
                }
            }
            if segments.is_empty() { gap() } else { vec![Piece::Path(segments)] }
        }
    }
}

/// A template whose `{}` are filled one by one.
fn filled(template: &str, mut arguments: impl Iterator<Item = Vec<Piece>>) -> Vec<Piece> {
    let mut all = Vec::new();
    let (holes, end) = holes(template);
    for (before, hole) in holes {
        all.push(Piece::Text(before.to_owned()));
        match hole {
            "" => all.extend(arguments.next().unwrap_or_else(|| vec![Piece::Gap])),
            name => all.push(Piece::Path(vec![name.to_owned()])),
        }
    }
    all.push(Piece::Text(end.to_owned()));
    all
}

fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    for token in tokens {
        match token {
            // What `$name` was in a macro that wrote this one.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                trees.extend(self::trees(group.stream()));
            }
            token => trees.push(token),
        }
    }
    trees
}

/// What stands between commas.
fn parts(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let is_comma = |t: &TokenTree| matches!(t, TokenTree::Punct(p) if p.as_char() == ',');
    tokens.split(is_comma).filter(|part| !part.is_empty()).collect()
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(name) if name == word)
}
