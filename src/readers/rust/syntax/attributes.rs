//! Attributes, as far as they decide what an item is: test code, a module's file, a settings type.

use compact_str::CompactString;

use super::lexer::{Token, TokenKind};

/// What the attributes of one item say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// There is an attribute that may matter to a reader of the whole item.
    pub(crate) any: bool,
    /// It exists only in test builds.
    pub(crate) test: bool,
    /// It exists only in builds with debug assertions, or in test builds.
    pub(crate) debug: bool,
    /// `#[path = "…"]`.
    pub(crate) path: Option<CompactString>,
    /// The last names in `#[derive(…)]`.
    pub(crate) derives: Vec<CompactString>,
}

impl Attributes {
    pub(crate) fn merge(&mut self, other: Self) {
        self.any |= other.any;
        self.test |= other.test;
        self.debug |= other.debug;
        self.path = self.path.take().or(other.path);
        self.derives.extend(other.derives);
    }
}

/// Reads an inner attribute, the tokens between `#![` and `]`. Of these only `cfg` makes test code: `test_runner` and its
/// like say how a crate is tested.
pub(crate) fn read_inner(text: &str, tokens: &[Token]) -> Attributes {
    let found = read(text, tokens);
    let is_cfg = tokens.first().is_some_and(|token| token.text(text) == "cfg");
    Attributes { test: found.test && is_cfg, ..found }
}

/// Reads one attribute, the tokens between `#[` and `]`.
pub(crate) fn read(text: &str, tokens: &[Token]) -> Attributes {
    let mut found = Attributes { any: true, ..Attributes::default() };
    let path_end = tokens
        .iter()
        .position(|token| token.kind != TokenKind::Ident && !token.is(b':'))
        .unwrap_or(tokens.len());
    let Some(name) = tokens.get(path_end.wrapping_sub(1)).map(|token| token.text(text)) else {
        return found;
    };
    let arguments = tokens.get(path_end + 1..tokens.len().saturating_sub(1)).unwrap_or_default();
    match name {
        "cfg" => {
            found.test = predicate(text, arguments, &[]) == Some(false);
            found.debug = predicate(text, arguments, &["debug_assertions"]) == Some(false);
        }
        "path" => {
            let value = tokens.get(path_end + 1).map(|token| token.text(text).trim_matches('"'));
            found.path = value.map(CompactString::from);
        }
        "derive" => {
            let last_of_path =
                |index: usize| !arguments.get(index + 1).is_some_and(|next| next.is(b':'));
            found.derives = arguments
                .iter()
                .enumerate()
                .filter(|(index, token)| token.kind == TokenKind::Ident && last_of_path(*index))
                .map(|(_, token)| token.text(text).into())
                .collect();
        }
        _ => {
            found.test = is_test_attribute(name);
            found.debug = found.test;
        }
    }
    found
}

/// `#[test]`, `#[tokio::test]`, `#[rstest]`, `#[wasm_bindgen_test]`, `#[bench]`, `#[test_case(…)]`…
fn is_test_attribute(last_segment: &str) -> bool {
    matches!(last_segment, "bench" | "quickcheck" | "proptest")
        || last_segment == "rstest"
        || last_segment.split('_').any(|word| word == "test")
}

/// What a `cfg` predicate is outside test builds and without the options `off`: `None` when it depends on something else.
fn predicate(text: &str, tokens: &[Token], off: &[&str]) -> Option<bool> {
    let first = tokens.first()?;
    match first.text(text) {
        option if tokens.len() == 1 && off.contains(&option) => Some(false),
        "test" | "bench" | "doctest" if tokens.len() == 1 => Some(false),
        "feature" => {
            let name = tokens.get(2)?.text(text).trim_matches('"');
            is_for_tests(name).then_some(false)
        }
        "not" => predicate(text, inside(tokens), off).map(|value| !value),
        "all" => {
            let values = || split(inside(tokens)).map(|part| predicate(text, part, off));
            if values().any(|value| value == Some(false)) { Some(false) } else { None }
        }
        "any" => {
            let values = || split(inside(tokens)).map(|part| predicate(text, part, off));
            if values().all(|value| value == Some(false)) { Some(false) } else { None }
        }
        _ => None,
    }
}

/// True for the name of a feature or package that says that it is for tests or benchmarks: `test_mode`, `testsuite`,
/// `orders-testing`, `fuzz`.
pub(crate) fn is_for_tests(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "bench",
        "benches",
        "benchmark",
        "benchmarking",
        "benchmarks",
        "e2e",
        "fuzz",
        "fuzzing",
        "mock",
        "mocking",
        "mocks",
        "test",
        "testing",
        "testkit",
        "tests",
        "testsuite",
        "testutil",
        "testutils",
    ];
    name.split(['-', '_', '/']).any(|word| WORDS.contains(&word))
}

/// What is in the parentheses of `name(…)`.
fn inside(tokens: &[Token]) -> &[Token] {
    tokens.get(2..tokens.len().saturating_sub(1)).unwrap_or_default()
}

/// The parts between the commas that are in no bracket.
fn split(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut depth = 0;
    tokens
        .split(move |token| {
            match token.kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth -= 1,
                _ => {}
            }
            depth == 0 && token.is(b',')
        })
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::lexer;
    use super::*;

    fn is_test(text: &str) -> bool {
        read(text, &lexer::tokens(text)).test
    }

    #[test]
    fn items_that_exist_only_in_test_builds_are_test_code() {
        for text in [
            "test",
            "tokio::test",
            "rstest",
            "test_log::test(tokio::test)",
            "test_case(1, 2)",
            "cfg(test)",
            "cfg(all(test, unix))",
            "cfg(any(test, feature = \"test-util\"))",
            "cfg(feature = \"testsuite\")",
            "cfg(not(not(test)))",
        ] {
            assert!(is_test(text), "{text}");
        }
    }

    #[test]
    fn items_that_may_exist_outside_test_builds_are_not() {
        for text in [
            "inline",
            "cfg(not(test))",
            "cfg(any(test, feature = \"metrics\"))",
            "cfg(unix)",
            "latest",
            "cfg(feature = \"fastest\")",
            "derive(Debug)",
            "cfg(all(unix, not(test)))",
        ] {
            assert!(!is_test(text), "{text}");
        }
    }

    #[test]
    fn derives_are_named_by_their_last_segment() {
        let text = "derive(Debug, serde::Deserialize)";
        assert_eq!(read(text, &lexer::tokens(text)).derives, ["Debug", "Deserialize"]);
    }
}
