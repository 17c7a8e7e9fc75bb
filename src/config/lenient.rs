//! Reads a configuration with mistakes: each one is reported and taken out, and the rest is read.
//!
//! In goes a text, out come its keys and the problems found on the way. The keys are described once,
//! by the types of [`super::schema`]; what they say of a mistake is put into our words here.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as PlainError, StrDeserializer};
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue, ValueDeserializer};

use super::problems::Problems;
use super::schema::File;
use super::text::{ConfigText, descend};
use crate::facts::Role;
use crate::suggest::did_you_mean;

/// Reads the configuration in `text`; rules can be those of `known_rules`.
pub(super) fn read<'a>(text: &'a ConfigText, known_rules: &[&str]) -> (File, Problems<'a>) {
    let mut problems = Problems::new(&text.file, &text.content);
    let (table, errors) = DeTable::parse_recoverable(&text.content);
    if !errors.is_empty() {
        for error in errors {
            let message = error.message().trim_end().replace('\n', ", ");
            problems.add(error.span().unwrap_or_default(), message);
        }
        return (File::default(), problems);
    }
    let whole = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
    let mut value = match whole.get_ref().as_table() {
        Some(table) if !text.keys.is_empty() => match descend(table, text.keys) {
            Some((_, value)) => value.clone(),
            None => return (File::default(), problems),
        },
        _ => whole,
    };
    if let DeValue::Table(table) = value.get_mut() {
        check_rules(table, "levels", known_rules, &mut problems);
        check_rules(table, "rules", known_rules, &mut problems);
        check_roles(table, &mut problems);
    }
    loop {
        let error = match File::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(file) => return (file, problems),
            Err(error) => error,
        };
        let at = error.span().unwrap_or(value.span());
        problems.add(at.clone(), in_our_words(error.message(), known_rules));
        if !take_out(&mut value, &at) {
            return (File::default(), problems);
        }
    }
}

/// Takes the keys out of the table `name` that are no rules.
fn check_rules(table: &mut DeTable, name: &str, known: &[&str], problems: &mut Problems) {
    let Some(DeValue::Table(rules)) = table.get_mut(name).map(Spanned::get_mut) else {
        return;
    };
    keep_entries(rules, |key, _| {
        let is_known = known.contains(&key.get_ref().as_ref());
        if !is_known {
            let suggestion = did_you_mean(key.get_ref(), known.iter().copied());
            let message = format!("unknown rule `{}`{suggestion}", key.get_ref());
            problems.add(key.span(), message);
        }
        is_known
    });
}

/// Takes the roles out of `[[api]]` entries that are none.
fn check_roles(table: &mut DeTable, problems: &mut Problems) {
    let Some(DeValue::Array(apis)) = table.get_mut("api").map(Spanned::get_mut) else {
        return;
    };
    for api in apis.iter_mut() {
        let DeValue::Table(api) = api.get_mut() else {
            continue;
        };
        let mut is_role = |role: &Spanned<DeValue>| {
            let Some(name) = role.get_ref().as_str() else {
                return true;
            };
            let name: StrDeserializer<PlainError> = name.into_deserializer();
            let error = Role::deserialize(name).err();
            if let Some(error) = &error {
                let message = in_our_words(&error.to_string(), &[]);
                problems.add(role.span(), message.replace("value", "role"));
            }
            error.is_none()
        };
        match api.get_mut("role").map(Spanned::get_mut) {
            Some(DeValue::Array(roles)) => keep(roles, is_role),
            Some(_) => keep_entries(api, |key, value| key.get_ref() != "role" || is_role(value)),
            None => {}
        }
    }
}

/// What is wrong, from the words of `serde`: those name the unknown thing and then all known ones.
fn in_our_words(message: &str, known_rules: &[&str]) -> String {
    let message = message.trim_end();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let named = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let expected = match did_you_mean(named, known.iter().copied()) {
        nothing if nothing.is_empty() => match known.join("`, `") {
            none if none.is_empty() => String::new(),
            all => format!(", expected one of `{all}`"),
        },
        suggestion => suggestion,
    };
    if message.starts_with("unknown field") {
        if known_rules.contains(&named) {
            return format!("rule `{named}` has no options");
        }
        format!("unknown key `{named}`{expected}")
    } else if message.starts_with("unknown variant") {
        format!("unknown value `{named}`{expected}")
    } else if message.starts_with("missing field") {
        format!("missing key `{named}`")
    } else {
        message.replace('\n', ", ").replace("a sequence", "a list")
    }
}

/// Takes the innermost key, value or element that holds `at` out of `value`; false when there is
/// none.
fn take_out(value: &mut Spanned<DeValue>, at: &Range<usize>) -> bool {
    let holds = |span: Range<usize>| span.start <= at.start && at.end <= span.end;
    match value.get_mut() {
        DeValue::Table(table) => {
            if table.iter_mut().any(|(_, value)| take_out(value, at)) {
                return true;
            }
            let before = table.len();
            keep_entries(table, |key, value| !holds(key.span()) && !holds(value.span()));
            table.len() < before
        }
        DeValue::Array(array) => {
            if array.iter_mut().any(|item| take_out(item, at)) {
                return true;
            }
            let before = array.len();
            keep(array, |item| !holds(item.span()));
            array.len() < before
        }
        _ => false,
    }
}

fn keep_entries<'i>(
    table: &mut DeTable<'i>,
    mut keep: impl FnMut(&Spanned<DeString<'i>>, &Spanned<DeValue<'i>>) -> bool,
) {
    *table = std::mem::take(table).into_iter().filter(|(k, v)| keep(k, v)).collect();
}

fn keep<'i>(array: &mut DeArray<'i>, keep: impl FnMut(&Spanned<DeValue<'i>>) -> bool) {
    let all = std::mem::replace(array, DeArray::from_iter([]));
    *array = all.into_iter().filter(keep).collect();
}
