//! Whether an owner that somebody names is one whom the owners files know.
//!
//! A name goes in as a document or a label writes it; names are compared without their case, and a
//! team's plain name (`orders`, `Orders team`) means the team of any organisation (`@acme/orders`).

use crate::facts::{FilePath, KnownOwner, OwnedFiles, SourceText};

/// How an owner is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnerKind {
    /// `@org/team`.
    Team,
    /// `@user`.
    User,
    /// `ops@acme.example`.
    Address,
    /// `group:default/orders`, a reference within a catalogue.
    Reference,
    /// Anything else: `orders`, `Orders team`.
    Plain,
}

impl OwnerKind {
    /// How `name` is written.
    pub(crate) fn of(name: &str) -> Self {
        match name.strip_prefix('@') {
            Some(handle) if handle.contains('/') => Self::Team,
            Some(_) => Self::User,
            None if is_reference(name) => Self::Reference,
            None if name.contains('@') => Self::Address,
            None => Self::Plain,
        }
    }
}

fn is_reference(name: &str) -> bool {
    ["group:", "team:", "user:"].iter().any(|kind| name.starts_with(kind))
}

/// The owners that a label or a cell names: its handles, addresses and references, or else all of it.
pub(crate) fn owners_in(text: &str) -> Vec<&str> {
    let is_around = |c: char| {
        c.is_whitespace()
            || matches!(c, ',' | ';' | '(' | ')' | '`' | '"' | '、' | '，' | '；' | '（' | '）')
    };
    let words = text.split(is_around).map(|word| word.trim_end_matches(['.', '。', ':']));
    let sure: Vec<&str> =
        words.filter(|word| word.len() > 1 && OwnerKind::of(word) != OwnerKind::Plain).collect();
    let whole = text.trim_matches(|c: char| is_around(c));
    if sure.is_empty() && !whole.is_empty() { vec![whole] } else { sure }
}

/// True when an owners file or the configuration names `name`.
pub(crate) fn is_known(name: &str, known: &[KnownOwner]) -> bool {
    known.iter().any(|known| are_same(&known.name.text, name))
}

/// The owners of `file` by the lines of CODEOWNERS, of which the last one that covers it decides.
pub(crate) fn owners_of<'l>(code_owners: &'l [OwnedFiles], file: &FilePath) -> &'l [SourceText] {
    let line = code_owners.iter().rev().find(|line| line.covers(file));
    line.map_or(&[], |line| &line.owners)
}

fn are_same(known: &str, name: &str) -> bool {
    let bare = |name: &str| name.trim_start_matches('@').to_lowercase();
    if bare(known) == bare(name) {
        return true;
    }
    let whole = |name| matches!(OwnerKind::of(name), OwnerKind::User | OwnerKind::Address);
    let both_teams =
        OwnerKind::of(known) == OwnerKind::Team && OwnerKind::of(name) == OwnerKind::Team;
    !whole(known) && !whole(name) && !both_teams && team(known) == team(name)
}

/// The plain name of a team: `orders` for `@acme/orders`, `group:default/orders`, `Orders team`.
fn team(name: &str) -> String {
    let last = name.rsplit(['/', ':']).next().unwrap_or(name);
    let plain = last.trim().trim_start_matches('@').to_lowercase().replace([' ', '_'], "-");
    let plain = plain.strip_prefix("the-").unwrap_or(&plain);
    let ends = ["-team", "-squad", "团队", "组"];
    ends.iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{FilePath, KnownOwner, LineIndex, SourceText};

    #[test]
    fn names_are_known_in_every_way_of_writing_them() {
        let place = LineIndex::new("").place(&FilePath::new("CODEOWNERS"), "", 0..0);
        let owner = |name: &str| KnownOwner {
            name: SourceText { text: name.to_owned(), place: place.clone() },
            pattern: None,
        };
        let known = ["@acme/orders", "@Alice", "ops@acme.example", "group:default/billing"];
        let known = known.map(owner);
        for name in ["@ACME/Orders", "orders", "Orders team", "订单", "@alice", "Ops@acme.example"]
        {
            assert_eq!(is_known(name, &known), name != "订单", "{name}");
        }
        for name in ["group:default/orders", "billing", "@acme/billing", "group:billing"] {
            assert!(is_known(name, &known), "{name}");
        }
        for name in ["@other/orders", "@orders", "@acme", "dev@acme.example", "alice-team"] {
            assert!(!is_known(name, &known), "{name}");
        }
    }

    #[test]
    fn a_cell_names_its_handles_or_else_its_words() {
        assert_eq!(
            owners_in("Orders team (@acme/orders), ops@acme.example."),
            ["@acme/orders", "ops@acme.example"]
        );
        assert_eq!(owners_in("`@a`、`@b`"), ["@a", "@b"]);
        assert_eq!(owners_in("Orders team"), ["Orders team"]);
        assert!(owners_in(" ").is_empty());
    }
}
