//! The form of a waiver, read strictly: a comment that nearly is one is told what is missing.

use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;

use super::WaivableRule;
use crate::facts::{RuleId, WaiverPolicy, WaiverTerms};
use crate::suggest::did_you_mean;

const OPENING: &str = "golive: allow(";

/// The rule's name and the terms that the text of a comment holds, or what is wrong with it.
pub(super) fn parse(comment: &str) -> Result<(String, WaiverTerms), String> {
    let text = comment.split_whitespace().collect::<Vec<_>>().join(" ");
    let inside = text
        .strip_prefix(OPENING)
        .ok_or_else(|| format!("it does not start with `{OPENING}`"))?
        .strip_suffix(')')
        .ok_or("it does not end with `)`")?;
    let (rule, terms) = inside.split_once(',').unwrap_or((inside, ""));
    Ok((rule.trim().to_owned(), terms_of(terms)?))
}

/// The keys behind the rule, which are those of an inline table in TOML.
fn terms_of(text: &str) -> Result<WaiverTerms, String> {
    #[derive(Deserialize)]
    struct Whole {
        terms: Keys,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Keys {
        reason: Option<String>,
        owner: Option<String>,
        until: Option<toml::Value>,
    }
    let whole: Whole = toml::from_str(&format!("terms = {{{text}}}"))
        .map_err(|error| error.message().trim().replace('\n', ", "))?;
    let keys = whole.terms;
    let until = match keys.until {
        None => None,
        Some(toml::Value::Datetime(until)) => Some(date(until)?),
        Some(_) => return Err("`until` is not a date, expected one like 2027-03-31".to_owned()),
    };
    Ok(WaiverTerms { reason: keys.reason.unwrap_or_default(), owner: keys.owner, until })
}

/// A day without a time.
pub(crate) fn date(written: Datetime) -> Result<Date, String> {
    let written = written.to_string();
    written.parse().map_err(|_| format!("`{written}` is not a date, expected one like 2027-03-31"))
}

/// The rule that is called `name`.
pub(super) fn rule(name: &str, known: &[WaivableRule]) -> Result<RuleId, String> {
    match known.iter().find(|(rule, _)| rule.0 == name) {
        Some((rule, true)) => Ok(*rule),
        Some((rule, false)) => Err(format!("`{rule}` can't be waived")),
        None if name.is_empty() => Err("it names no rule".to_owned()),
        None => {
            let suggestion = did_you_mean(name, known.iter().map(|(rule, _)| rule.0));
            Err(format!("unknown rule `{name}`{suggestion}"))
        }
    }
}

/// `TODO`, `tbd:`: what stands for a reason that somebody will write.
fn is_to_be_written(reason: &str) -> bool {
    let first = reason.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let Some(first) = first else { return true };
    ["todo", "tbd", "fixme", "xxx", "待定", "待补充"].contains(&first.to_lowercase().as_str())
}

/// Whether the terms are those that a project asks for.
pub(super) fn obey(terms: &WaiverTerms, policy: &WaiverPolicy, today: Date) -> Result<(), String> {
    if terms.reason.trim().is_empty() {
        return Err("it has no reason".to_owned());
    }
    if is_to_be_written(&terms.reason) {
        return Err(format!("its reason is a placeholder: `{}`", terms.reason));
    }
    if policy.require_owner && terms.owner.as_ref().is_none_or(|owner| owner.trim().is_empty()) {
        return Err("it has no owner, which `[waivers]` in golive.toml requires".to_owned());
    }
    let Some(until) = terms.until else {
        if policy.require_until || policy.longest.is_some() {
            return Err(
                "it has no `until` date, which `[waivers]` in golive.toml requires".to_owned()
            );
        }
        return Ok(());
    };
    if let Some((name, longest)) = &policy.longest
        && let Ok(last) = today.checked_add(*longest)
        && until > last
    {
        return Err(format!("it ends more than {name} from today, on {until}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_form_is_read_whole() {
        let text = "golive: allow(direct-spawn, reason = \"one (1), at start\",\n owner = \"@a\", until = 2027-03-31)";
        let (rule, terms) = parse(text).unwrap();
        assert_eq!(rule, "direct-spawn");
        assert_eq!(terms.reason, "one (1), at start");
        assert_eq!(terms.owner.as_deref(), Some("@a"));
        assert_eq!(terms.until, Some(jiff::civil::date(2027, 3, 31)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = |text: &str| parse(text).unwrap_err();
        assert_eq!(said("golive:allow(a)"), "it does not start with `golive: allow(`");
        assert_eq!(said("golive: allow(a) because"), "it does not end with `)`");
        assert!(said("golive: allow(a, because = \"b\")").starts_with("unknown field `because`"));
        assert!(
            said("golive: allow(a, reason = \"b\", until = \"soon\")")
                .starts_with("`until` is not a date")
        );
        let time = said("golive: allow(a, until = 2027-03-31T10:00:00Z)");
        assert!(time.contains("expected one like 2027-03-31"), "{time}");
    }
}
