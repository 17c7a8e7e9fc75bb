//! Who owns what: CODEOWNERS of GitHub and GitLab, OWNERS of Kubernetes, `catalog-info.yaml` of
//! Backstage.
//!
//! The text of such a file goes in; everybody whom it names comes out, and for CODEOWNERS its lines,
//! by which [`OperationFacts::owners_of`] tells the owners of a file.

use std::ops::Range;

use ignore::gitignore::GitignoreBuilder;

use super::yaml::{self, Node};
use crate::facts::{
    FilePath, KnownOwner, LineIndex, OperationFacts, OwnedFiles, Place, SourceText, Unfollowed,
};

/// Reads a CODEOWNERS file. Lines that the code hosts pass over are passed over, with a note.
pub(super) fn read_codeowners(file: &FilePath, text: &str, facts: &mut OperationFacts) {
    let lines = LineIndex::new(text);
    let place = |bytes: Range<usize>| lines.place(file, text, bytes);
    let mut section: Vec<SourceText> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bytes = start..start + line.trim_end().len();
        let base = start;
        start += line.len();
        let words: Vec<(usize, &str)> = words(line);
        let Some(&(_, first)) = words.first() else { continue };
        let note = |what: String| Unfollowed { place: place(bytes.clone()), what };
        let named = |at: usize, name: &str| {
            let at = base + at;
            SourceText { text: name.to_owned(), place: place(at..at + name.len()) }
        };
        if let Some(rest) = section_end(line.trim_end()) {
            let owners = words.iter().filter(|(at, word)| *at >= rest && is_owner(word));
            section = owners.map(|&(at, word)| named(at, word)).collect();
            add_all(&section, None, facts);
            continue;
        }
        if first.starts_with('!') {
            facts.unfollowed.push(note("CODEOWNERS has no patterns that begin with `!`".into()));
            continue;
        }
        if let Some((_, word)) = words[1..].iter().find(|(_, word)| !is_owner(word)) {
            let what =
                format!("`{word}` is not an owner: expected `@user`, `@org/team` or an address");
            facts.unfollowed.push(note(what));
            continue;
        }
        let pattern = named(words[0].0, first);
        let mut builder = GitignoreBuilder::new("");
        let files = builder.add_line(None, first).and_then(|builder| builder.build());
        let Ok(files) = files else {
            facts.unfollowed.push(note(format!("`{first}` is not a pattern")));
            continue;
        };
        let mut owners: Vec<SourceText> =
            words[1..].iter().map(|&(at, word)| named(at, word)).collect();
        add_all(&owners, Some(first), facts);
        if owners.is_empty() {
            owners.clone_from(&section);
        }
        facts.code_owners.push(OwnedFiles { pattern, owners, files });
    }
}

/// The words of a line with their places, without comments. A blank after `\` is part of a word.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        let blank = c.is_whitespace() && !escaped;
        match (start, blank) {
            (None, false) if c == '#' => return words,
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.extend(line.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    words.extend(start.and_then(|from| Some((from, line.get(from..)?))));
    words
}

/// Where the heading of a section of GitLab ends, `[Docs][2] @docs` or `^[Docs]`.
fn section_end(line: &str) -> Option<usize> {
    let heading = line.trim_start().trim_start_matches('^');
    let inner = heading.strip_prefix('[')?;
    // `[a-z]*.rs` is a pattern.
    let end = inner.find(']')?;
    let mut rest = inner.get(end + 1..)?;
    if let Some(count) = rest.strip_prefix('[') {
        rest = count.get(count.find(']')? + 1..)?;
    }
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| line.len() - rest.len())
}

/// `@user`, `@org/team`, `@@role`, an e-mail address.
fn is_owner(word: &str) -> bool {
    match word.strip_prefix('@') {
        Some(name) => !name.is_empty(),
        None => {
            word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        }
    }
}

/// Reads an OWNERS file of Kubernetes: those who approve and review what lies in its folder.
pub(super) fn read_owners(file: &FilePath, text: &str, facts: &mut OperationFacts) {
    let Ok(documents) = yaml::parse(text) else { return };
    let lines = LineIndex::new(text);
    let folder = file.folder();
    let pattern = (!folder.is_empty()).then(|| format!("/{folder}/"));
    for list in documents.iter().flat_map(|document| {
        // Several OWNERS files keep their lists under patterns of files.
        let filters = document.get("filters").into_iter().flat_map(Node::entries);
        std::iter::once(document).chain(filters.map(|(_, lists)| lists))
    }) {
        let names = ["approvers", "reviewers"].into_iter().filter_map(|key| list.get(key));
        for name in names.flat_map(Node::items) {
            add(name, pattern.as_deref(), |bytes| lines.place(file, text, bytes), facts);
        }
    }
}

/// Reads the entities of Backstage: who owns components, and the groups and users there are.
pub(super) fn read_catalog(file: &FilePath, text: &str, facts: &mut OperationFacts) {
    let Ok(documents) = yaml::parse(text) else { return };
    let lines = LineIndex::new(text);
    for entity in &documents {
        let is_backstage = entity
            .get("apiVersion")
            .and_then(Node::text)
            .is_some_and(|version| version.starts_with("backstage.io/"));
        if !is_backstage {
            continue;
        }
        let name = match entity.get("kind").and_then(Node::text) {
            Some("Group" | "User") => entity.get("metadata").and_then(|data| data.get("name")),
            _ => entity.get("spec").and_then(|spec| spec.get("owner")),
        };
        if let Some(name) = name {
            add(name, None, |bytes| lines.place(file, text, bytes), facts);
        }
    }
}

fn add(
    name: &Node,
    pattern: Option<&str>,
    place: impl Fn(Range<usize>) -> Place,
    facts: &mut OperationFacts,
) {
    let Some(text) = name.text().filter(|text| !text.is_empty() && !text.contains("{{")) else {
        return;
    };
    let text = SourceText { text: text.to_owned(), place: place(name.bytes.clone()) };
    add_all(&[text], pattern, facts);
}

fn add_all(names: &[SourceText], pattern: Option<&str>, facts: &mut OperationFacts) {
    let known = names
        .iter()
        .map(|name| KnownOwner { name: name.clone(), pattern: pattern.map(str::to_owned) });
    facts.owners.extend(known);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::joins::owners::owners_of;

    fn codeowners(text: &str) -> OperationFacts {
        let mut facts = OperationFacts::default();
        read_codeowners(&FilePath::new("CODEOWNERS"), text, &mut facts);
        facts
    }

    fn owners(facts: &OperationFacts, file: &str) -> Vec<String> {
        owners_of(&facts.code_owners, &FilePath::new(file)).iter().map(|o| o.text.clone()).collect()
    }

    #[test]
    fn the_last_line_that_covers_a_file_names_its_owners() {
        let found = codeowners(
            "# who\n* @acme/all\n*.rs @rust ops@acme.example # both\n/docs/* @docs\n/src/ @acme/src\n\
             src/generated\nwith\\ blank.md @writer\n",
        );
        assert_eq!(owners(&found, "Cargo.toml"), ["@acme/all"]);
        assert_eq!(owners(&found, "a/b.rs"), ["@rust", "ops@acme.example"]);
        assert_eq!(owners(&found, "docs/a.md"), ["@docs"]);
        assert_eq!(owners(&found, "docs/deep/a.md"), ["@acme/all"]);
        assert_eq!(owners(&found, "src/a/b.rs"), ["@acme/src"]);
        assert!(owners(&found, "src/generated/a.rs").is_empty());
        assert_eq!(owners(&found, "with blank.md"), ["@writer"]);
        let place = &found.owners[2].name.place;
        assert_eq!((place.start.line, place.start.column, place.end.column), (3, 12, 28));
    }

    #[test]
    fn lines_that_code_hosts_pass_over_are_passed_over_with_a_note() {
        let found = codeowners("* @all\n!docs @docs\nsrc team @src\n");
        assert_eq!(owners(&found, "src/a.rs"), ["@all"]);
        let said: Vec<&str> = found.unfollowed.iter().map(|u| u.what.as_str()).collect();
        assert!(said[0].contains("`!`"), "{said:?}");
        assert!(said[1].starts_with("`team` is not an owner"), "{said:?}");
    }

    #[test]
    fn sections_of_gitlab_hand_down_their_owners() {
        let found =
            codeowners("[Docs][2] @docs\n*.md\n^[Code team] @a @b\n*.rs @c\n[ab].toml @d\n");
        assert_eq!(owners(&found, "a.md"), ["@docs"]);
        assert_eq!(owners(&found, "a.rs"), ["@c"]);
        let names: Vec<&str> = found.owners.iter().map(|o| o.name.text.as_str()).collect();
        assert_eq!(names, ["@docs", "@a", "@b", "@c", "@d"]);
    }

    #[test]
    fn kubernetes_owners_own_their_folder() {
        let mut found = OperationFacts::default();
        let text = "approvers:\n- alice\n- sig-net # the group\nfilters:\n  \".*\":\n    reviewers: [bob]\n";
        read_owners(&FilePath::new("pkg/OWNERS"), text, &mut found);
        let names: Vec<&str> = found.owners.iter().map(|o| o.name.text.as_str()).collect();
        assert_eq!(names, ["alice", "sig-net", "bob"]);
        assert_eq!(found.owners[0].pattern.as_deref(), Some("/pkg/"));
    }

    #[test]
    fn backstage_names_owners_of_components_and_groups() {
        let mut found = OperationFacts::default();
        let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\nspec:\n  \
                    owner: group:default/orders\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\n\
                    metadata:\n  name: sre\nspec: {}\n---\nkind: Component\nspec:\n  owner: other\n";
        read_catalog(&FilePath::new("catalog-info.yaml"), text, &mut found);
        let names: Vec<&str> = found.owners.iter().map(|o| o.name.text.as_str()).collect();
        assert_eq!(names, ["group:default/orders", "sre"]);
    }
}
