//! Who scales it?
//!
//! Answered by a named team or person as owner of the running service or of its scaling: a label,
//! a row, a sentence, or a team named in a section on scaling. Authors, reviewers, owners of the
//! page, roles and mechanisms are no owners.

use std::ops::Range;

use super::{Fit, Reading, Verdict, shown, tables, texts};
use crate::facts::{AnswerState, HOW_NOT_WHO, NOT_APPLICABLE};
use crate::readers::markdown::page::{Block, Field, Row, Section, Table, Text, TextKind, TextLine};
use crate::readers::markdown::placeholder::{is_blank, is_waiver};
use crate::readers::markdown::text::{fold, label_and_value, sentences};
use crate::readers::markdown::words::topics;

pub(in crate::readers::markdown) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().scaling_owner;
    let mut best = None;
    let mut blank = None;
    for field in &reading.page.front {
        if let Some(verdict) = judge_field(field) {
            best = Verdict::or(best, verdict);
        }
    }
    for (index, section) in reading.sections() {
        let fit = reading.fit(index, &words.strong, &words.weak);
        for table in tables(section) {
            if let Some(verdict) = rows(table, fit).into_iter().fold(None, Verdict::or) {
                sort(verdict, &mut best, &mut blank);
            }
        }
        for block in &section.blocks {
            if let Block::Text(text) = block
                && let Some(verdict) = labels(text, fit).fold(None, Verdict::or)
            {
                sort(verdict, &mut best, &mut blank);
            }
        }
        for text in texts(section) {
            let scaling = reading.speaks_of(index, &words.scaling);
            if let Some(verdict) = judge_text(text, fit, scaling, promises(section)) {
                best = Verdict::or(best, verdict);
            }
        }
    }
    match best {
        // A blank where the owner should stand outweighs talk about owners.
        Some(best) if best.state == AnswerState::Answered => Some(best),
        best => blank.or(best),
    }
}

/// Where owners are named in `text`, sorted: where `verdict` found one, and behind every other label and in every
/// other row that would answer too.
pub(in crate::readers::markdown) fn named(
    reading: &Reading,
    verdict: Option<&Verdict>,
    text: &str,
) -> Vec<Range<usize>> {
    let words = &topics().scaling_owner;
    let mut answers: Vec<Range<usize>> = Vec::new();
    let mut add = |verdict: Verdict| {
        if verdict.state == AnswerState::Answered {
            answers.push(verdict.bytes);
        }
    };
    verdict.cloned().into_iter().for_each(&mut add);
    for (index, section) in reading.sections() {
        let fit = reading.fit(index, &words.strong, &words.weak);
        tables(section).flat_map(|table| rows(table, fit)).for_each(&mut add);
        texts(section).flat_map(|text| labels(text, fit)).for_each(&mut add);
    }
    let mut named: Vec<_> = answers.iter().flat_map(|bytes| named_in(bytes, text)).collect();
    named.sort_by_key(|bytes| (bytes.start, bytes.end));
    named.dedup();
    named
}

/// Where `text` names owners in `answer`, which names some: handles, addresses and references to groups.
fn named_in(answer: &Range<usize>, text: &str) -> Vec<Range<usize>> {
    let said = text.get(answer.clone()).unwrap_or_default();
    let folded = fold(said);
    // Folding keeps the number of characters, not of bytes.
    let byte = |at: usize| {
        let count = folded.get(..at).map_or(0, |before| before.chars().count());
        let at = said.char_indices().nth(count).map_or(said.len(), |(byte, _)| byte);
        answer.start + at
    };
    let found = topics().scaling_owner.person_handle_pattern.0.find_iter(&folded);
    let named = found.map(|found| {
        // The pattern takes in the blank or bracket before a name, and the words after it in
        // languages without blanks.
        let start = found.as_str().find(|c: char| c == '@' || c.is_alphanumeric()).unwrap_or(0);
        let name = found.as_str().get(start..).unwrap_or_default();
        let end = name.find(|c: char| !c.is_ascii()).unwrap_or(name.len());
        let end = name.get(..end).unwrap_or_default().trim_end_matches('.').len();
        byte(found.start() + start)..byte(found.start() + start + end)
    });
    let words = &topics().scaling_owner;
    let speaks_of_owners = words.labels.are_in(&folded)
        || words.sure_labels.are_in(&folded)
        || words.contacts.are_in(&folded)
        || words.owned_pattern.is_in(&folded);
    // `@click` by the way is a word of some program.
    let is_named = |bytes: &Range<usize>| {
        let name = text.get(bytes.clone()).unwrap_or_default();
        owner_in(name) == Owner::Named && (speaks_of_owners || name.contains('/'))
    };
    named.filter(is_named).collect()
}

fn sort(verdict: Verdict, best: &mut Option<Verdict>, blank: &mut Option<Verdict>) {
    if verdict.state == AnswerState::Placeholder {
        blank.get_or_insert(verdict);
    } else {
        *best = Verdict::or(best.take(), verdict);
    }
}

/// What stands where an owner should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// A team, a person, a handle, an address.
    Named,
    /// A role, which does not say who.
    Role,
    /// `TBD`, `____`, `@your-team`, an address that can't be.
    StandIn,
    Other,
}

fn owner_in(value: &str) -> Owner {
    let words = &topics().scaling_owner;
    let value = value.trim().trim_matches(['*', '`', '(', ')', '"']).trim();
    if is_blank(value) || words.stand_ins.are(value) || words.false_address_pattern.is_in(value) {
        Owner::StandIn
    } else if words.handle_pattern.is_in(&without_stand_ins(value)) {
        Owner::Named
    } else if words.roles.are_in(value) && !words.team_pattern.is_in(value) {
        Owner::Role
    } else if words.person_pattern.is_in(value) || names_team(value) {
        Owner::Named
    } else {
        Owner::Other
    }
}

/// `value` without addresses that stand for one: `team@example.com`.
fn without_stand_ins(value: &str) -> String {
    let is_false = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        !topics().scaling_owner.false_address_pattern.is_in(word)
    };
    value.split([' ', ',', ';', '(', ')', '<', '>']).filter(is_false).collect::<Vec<_>>().join(" ")
}

/// True when a team is named, as `Payments team` is, and `your team` is not.
fn names_team(text: &str) -> bool {
    let words = &topics().scaling_owner;
    let mut teams = words.team_pattern.0.find_iter(text);
    teams.any(|team| !words.not_team_pattern.is_in(team.as_str()))
}

/// `owner:` in front matter is the page's, unless the key says more.
fn judge_field(field: &Field) -> Option<Verdict> {
    let words = &topics().scaling_owner;
    let key = field.key.replace('_', " ");
    if words.sure_labels.are(&key) && owner_in(&field.value) == Owner::Named {
        return Some(Verdict::answered(&field.bytes, format!("{key}: {}", shown(&field.value))));
    }
    let why = "front matter names an owner, which may be the page's";
    words.front_matter.are(&field.key).then(|| Verdict::partial(&field.bytes, why))
}

/// `**Scaling owner:** @org/team`, `负责人: ____`: one verdict for each that says something.
fn labels(text: &Text, fit: Fit) -> impl Iterator<Item = Verdict> {
    text.lines.iter().filter_map(move |line| {
        let pair = label_and_value(&line.text).or_else(|| term_and_definition(line));
        pair.and_then(|(label, value)| judge_label(label, value, fit, &line.bytes))
    })
}

/// `**Scaling owner** — @org/team`.
fn term_and_definition(line: &TextLine) -> Option<(&str, &str)> {
    let term = line.subject.as_deref()?;
    let definition = line.text.trim().strip_prefix(term)?.trim_start();
    Some((term, definition.strip_prefix(['-', '–', '—'])?.trim()))
}

fn judge_label(label: &str, value: &str, fit: Fit, bytes: &Range<usize>) -> Option<Verdict> {
    let words = &topics().scaling_owner;
    let sure = words.sure_labels.are_in(label);
    if words.not_labels.are_in(label) || !(sure || words.labels.are_in(label)) || value.is_empty() {
        return None;
    }
    let said = format!("{}: {}", shown(label), shown(value));
    if is_waiver(value) {
        return Some(Verdict::partial(bytes, NOT_APPLICABLE));
    }
    match owner_in(value) {
        Owner::Named if sure || fit != Fit::No => Some(Verdict::answered(bytes, said)),
        Owner::Named => Some(Verdict::partial(bytes, format!("{said}, without saying of what"))),
        Owner::Role => Some(Verdict::partial(bytes, format!("only a role: {}", shown(value)))),
        Owner::StandIn => Some(Verdict::placeholder(bytes, stands_in(value))),
        Owner::Other => None,
    }
}

/// What stands where an owner should, for messages.
fn stands_in(value: &str) -> String {
    match shown(value) {
        blank if blank.is_empty() => "no owner is named".to_owned(),
        stand_in => format!("\"{stand_in}\" stands for an owner"),
    }
}

/// The rows of a table with a column of owners: one verdict for each that says something.
fn rows(table: &Table, fit: Fit) -> Vec<Verdict> {
    let words = &topics().scaling_owner;
    let is_owner = |header: &String| {
        !words.not_labels.are_in(header)
            && (words.sure_labels.are_in(header) || words.labels.are_in(header))
    };
    let Some(owners) = table.headers.iter().rposition(is_owner) else {
        return Vec::new();
    };
    let subject = table.headers.iter().any(|header| {
        topics().service_boundaries.subjects.are_in(header)
            || topics().concurrency_map.subjects.are(header)
    });
    let label = table.headers.get(owners).map_or("", String::as_str);
    if !words.sure_labels.are_in(label) && !subject && fit == Fit::No {
        return Vec::new();
    }
    let judge = |row: &Row| {
        let value = row.cells.get(owners).map_or("", |cell| cell.trim());
        let said = || format!("{}: {}", shown(label), shown(value));
        if is_waiver(value) {
            return Some(Verdict::partial(&row.bytes, NOT_APPLICABLE));
        }
        match owner_in(value) {
            Owner::Named => Some(Verdict::answered(&row.bytes, said())),
            Owner::Role => {
                Some(Verdict::partial(&row.bytes, format!("only a role: {}", shown(value))))
            }
            Owner::StandIn => Some(Verdict::placeholder(&row.bytes, stands_in(value))),
            Owner::Other => None,
        }
    };
    table.rows.iter().filter_map(judge).collect()
}

/// Sentences that name an owner, teams named in a section on scaling, and handles in one on
/// owners.
fn judge_text(text: &Text, fit: Fit, scaling: bool, own: Fit) -> Option<Verdict> {
    let words = &topics().scaling_owner;
    let mut best = None;
    let joined = text.joined();
    for sentence in sentences(&joined) {
        let owned = words.owned_pattern.is_in(sentence);
        let team = names_team(sentence);
        let handle = words.person_handle_pattern.is_in(sentence)
            && (words.contacts.are_in(sentence) || words.scales_pattern.is_in(sentence))
            && !words.not_labels.are_in(sentence);
        let listed = own == Fit::Strong && text.kind != TextKind::Unticked;
        let named = (fit != Fit::No && owned) || ((scaling || listed) && (team || handle));
        if named {
            let why = format!("\"{}\"", shown(sentence));
            best = Verdict::or(best, Verdict::answered(&text.bytes, why));
        } else if scaling || own == Fit::Strong {
            let by_machine = scaling && topics().alerts.machines.are_in(&joined);
            let why = if by_machine {
                HOW_NOT_WHO
            } else {
                "says how it is scaled or owned, and names nobody"
            };
            best = Verdict::or(best, Verdict::partial(&text.bytes, why));
        }
    }
    best
}

/// True for sections that promise the topic by their own heading.
pub(in crate::readers::markdown) fn promises(section: &Section) -> Fit {
    let words = &topics().scaling_owner;
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}

#[cfg(test)]
mod tests {
    use crate::facts::FilePath;
    use crate::readers::markdown::read_document;

    #[test]
    fn the_owners_that_answer_are_named_with_their_places() {
        let named = |line: &str| -> Vec<String> {
            let text = format!("# A\n\n## Scaling 扩容\n\n{line}\n");
            let document = read_document(&FilePath::new("docs/a.md"), &text);
            let named = document.scaling_owner.iter();
            named
                .map(|n| {
                    assert_eq!(text[n.place.byte_range()], n.text);
                    n.text.clone()
                })
                .collect()
        };
        assert_eq!(
            named("Scaling owner: @acme/orders, ops@acme.example."),
            ["@acme/orders", "ops@acme.example"]
        );
        assert_eq!(named("扩容负责人：@acme/orders负责全部。"), ["@acme/orders"]);
        assert_eq!(named("| Service | Owner |\n|---|---|\n| api | `@a/b` |"), ["@a/b"]);
        assert!(named("Scaling owner: `@your-team`").is_empty());
    }
}
