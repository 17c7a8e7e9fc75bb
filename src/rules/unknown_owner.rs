//! `unknown-owner`: see `rules/unknown-owner.md`.

use super::{Options, rule_id};
use crate::facts::{Confidence, Facts, Finding, OperationFacts, Related, RuleId, SourceText};
use crate::joins::owners::{OwnerKind, is_known, owners_in};
use crate::suggest::nearest;

pub(super) const ID: RuleId = rule_id!();

/// Further places of the same name that a finding shows.
const SHOWN: usize = 3;

/// One finding per file and name that no owners file knows, when there is any.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    if facts.ops.owners.is_empty() {
        return Vec::new();
    }
    let mut unknown: Vec<(&str, Vec<&SourceText>)> = Vec::new();
    for text in owners(facts) {
        for name in
            owners_in(&text.text).into_iter().filter(|name| !is_known(name, &facts.ops.owners))
        {
            let same_file = |(known, texts): &&mut (&str, Vec<&SourceText>)| {
                *known == name && texts.iter().any(|t| t.place.file == text.place.file)
            };
            match unknown.iter_mut().find(same_file) {
                Some((_, texts)) if texts.iter().all(|t| t.place != text.place) => texts.push(text),
                Some(_) => {}
                None => unknown.push((name, vec![text])),
            }
        }
    }
    let findings = unknown.iter().filter_map(|(name, texts)| finding(name, texts, &facts.ops));
    findings.collect()
}

/// Every text that names an owner: of a row of a concurrency map, of scaling, of an alert.
fn owners(facts: &Facts) -> impl Iterator<Item = &SourceText> {
    let documents = facts.docs.documents.iter();
    let named = documents
        .flat_map(|d| d.map.iter().filter_map(|row| row.owner.as_ref()).chain(&d.scaling_owner));
    named.chain(facts.ops.alerts.iter().filter_map(|alert| alert.owner.as_ref()))
}

fn finding(name: &str, texts: &[&SourceText], ops: &OperationFacts) -> Option<Finding> {
    let (first, others) = texts.split_first()?;
    let known: Vec<&SourceText> = ops.owners.iter().map(|known| &known.name).collect();
    let meant = nearest(name, known.iter().map(|known| known.text.as_str()));
    let suggestion = meant.map_or(String::new(), |meant| format!(", did you mean `{meant}`?"));
    let shown = known.iter().find(|k| Some(k.text.as_str()) == meant).or(known.first())?;
    let mut related = vec![Related {
        place: shown.place.clone(),
        message: "the known owners are listed here".into(),
    }];
    related.extend(
        others
            .iter()
            .take(SHOWN)
            .map(|text| Related { place: text.place.clone(), message: "named here too".into() }),
    );
    Some(Finding {
        confidence: confidence(name, ops),
        label: "named as owner here".into(),
        help: format!(
            "name an owner that `{}` knows, or add `{name}` to `owners` in `golive.toml`",
            shown.place.file
        ),
        place: Some(first.place.clone()),
        item: name.to_owned(),
        related,
        ..Finding::new(ID, format!("unknown owner `{name}`{suggestion}"))
    })
}

/// How sure it is that `name` is nobody. A list of teams does not say who is in them, and plain words
/// may mean a team of another name, unless the configuration lists all owners.
fn confidence(name: &str, ops: &OperationFacts) -> Confidence {
    let kind = OwnerKind::of(name);
    let is_configured = ops.owners.iter().any(|o| o.name.place.file.as_str().ends_with(".toml"));
    let is_listed = ops.owners.iter().any(|o| OwnerKind::of(&o.name.text) == kind);
    match kind {
        _ if is_configured => Confidence::High,
        OwnerKind::Team if is_listed => Confidence::High,
        OwnerKind::User | OwnerKind::Address | OwnerKind::Reference if is_listed => {
            Confidence::Medium
        }
        _ => Confidence::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{DocumentFacts, FilePath, KnownOwner, LineIndex};
    use crate::readers::markdown::read_document;

    fn text(file: &str, text: &str) -> SourceText {
        let place = LineIndex::new(text).place(&FilePath::new(file), text, 0..text.len());
        SourceText { text: text.to_owned(), place }
    }

    fn findings(owner: &str, known: &[(&str, &str)]) -> Vec<Finding> {
        let document = format!("# A\n\n## Scaling\n\nScaling owner: {owner}\n");
        let documents = vec![read_document(&FilePath::new("docs/a.md"), &document)];
        let known =
            known.iter().map(|(file, name)| KnownOwner { name: text(file, name), pattern: None });
        let ops = OperationFacts { owners: known.collect(), ..OperationFacts::default() };
        let docs = DocumentFacts { documents, ..DocumentFacts::default() };
        check(&Facts { docs, ops, ..Facts::default() }, &Options::default())
    }

    #[test]
    fn a_team_that_no_owners_file_knows_is_reported_with_the_one_that_was_meant() {
        let found = findings("@acme/ordrs", &[("CODEOWNERS", "@acme/orders")]);
        assert_eq!(found[0].message, "unknown owner `@acme/ordrs`, did you mean `@acme/orders`?");
        assert_eq!(found[0].confidence, Confidence::High);
        assert_eq!(found[0].related[0].place.file.as_str(), "CODEOWNERS");
    }

    #[test]
    fn a_label_behind_a_map_and_every_row_are_looked_at() {
        let known = [("CODEOWNERS", "@acme/orders")];
        let map = "@acme/orders\n\n| Code | Kind | Size | Owner |\n|---|---|---|---|\n| `a::run` | pool | 8 | @acme/orders |\n";
        let label = format!("{map}\nService owner: @acme/gone\n");
        assert_eq!(findings(&label, &known)[0].item, "@acme/gone");
        let row = "@acme/orders\n\n| Service | Owner |\n|---|---|\n| api | @acme/orders |\n| mail | @acme/lost |\n";
        assert_eq!(findings(row, &known)[0].item, "@acme/lost");
        assert!(findings(&format!("{map}\nAuthor: @acme/gone\n"), &known).is_empty());
    }

    #[test]
    fn known_owners_and_projects_without_owners_files_are_silent() {
        assert!(findings("@acme/orders", &[("CODEOWNERS", "@acme/orders")]).is_empty());
        assert!(findings("@acme/orders", &[]).is_empty());
    }

    #[test]
    fn who_is_in_a_team_is_not_known_unless_the_configuration_lists_everybody() {
        let sure = |known: &[(&str, &str)]| findings("@bob", known)[0].confidence;
        assert_eq!(sure(&[("CODEOWNERS", "@acme/orders")]), Confidence::Low);
        assert_eq!(sure(&[("CODEOWNERS", "@alice")]), Confidence::Medium);
        assert_eq!(sure(&[("golive.toml", "@acme/orders")]), Confidence::High);
    }
}
