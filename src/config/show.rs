//! The effective configuration as TOML, each key with where its value comes from.
//!
//! What is in the project's file goes over the defaults of [`super::schema`]. What comes out
//! is a configuration of its own: saved as `golive.toml` it means the same.

use std::fmt::Write;

use camino::Utf8Path;
use toml::de::DeTable;
use toml::{Table, Value};

use super::ConfigErrors;
use super::schema::File;
use super::text::{self, ConfigText, descend};
use crate::facts::LineIndex;

/// Where a value that nobody wrote comes from.
const DEFAULT: &str = "default";

/// The configuration in force for the project at `root`, whose configuration must be sound.
///
/// `more` are values that are known from elsewhere, with their origin: the levels of the rules, the
/// documents that were guessed.
pub(crate) fn effective(root: &Utf8Path, more: &[EffectiveValue]) -> Result<String, ConfigErrors> {
    let text = text::find(root)?;
    let mut settings = Vec::new();
    leaves(&mut Vec::new(), &defaults(), &mut |path, value| {
        settings.push(EffectiveValue { path, value: value.clone(), origin: DEFAULT.to_owned() });
    });
    settings.extend(text.iter().flat_map(written));
    settings.extend(more.iter().cloned());
    Ok(render(&last_of_each(settings)))
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EffectiveValue {
    /// The keys that lead to it, `["levels", "direct-spawn"]`.
    pub path: Vec<String>,
    pub value: Value,
    /// Where it comes from, for people: `golive.toml:3`, `default`, `command line`.
    pub origin: String,
}

fn defaults() -> Table {
    // Every key of the schema can be written; were one not, it would only not be shown.
    Table::try_from(File::default()).unwrap_or_default()
}

/// The values that are in `text`, each with its line.
fn written(text: &ConfigText) -> Vec<EffectiveValue> {
    let whole: Table = toml::from_str(&text.content).unwrap_or_default();
    let within = text.keys.iter().try_fold(&whole, |table, key| table.get(*key)?.as_table());
    let parsed = DeTable::parse_recoverable(&text.content).0;
    let lines = LineIndex::new(&text.content);
    let mut known = Vec::new();
    leaves(&mut Vec::new(), within.unwrap_or(&Table::new()), &mut |path, value| {
        let keys: Vec<&str> = text.keys.iter().copied().chain(path.iter().map(|k| &**k)).collect();
        let line = descend(parsed.get_ref(), &keys).map(|(at, _)| lines.line(at.start));
        let origin = line.map_or(text.file.to_string(), |line| format!("{}:{line}", text.file));
        known.push(EffectiveValue { path, value: value.clone(), origin });
    });
    known
}

/// Calls `each` with every value of `table` that is no table.
fn leaves(path: &mut Vec<String>, table: &Table, each: &mut dyn FnMut(Vec<String>, &Value)) {
    for (key, value) in table {
        path.push(key.clone());
        match value {
            Value::Table(inner) => leaves(path, inner, each),
            value => each(path.clone(), value),
        }
        path.pop();
    }
}

/// The last value of each path: plain keys first, then by table.
fn last_of_each(settings: Vec<EffectiveValue>) -> Vec<EffectiveValue> {
    let mut last: Vec<EffectiveValue> = Vec::new();
    for setting in settings {
        last.retain(|known| known.path != setting.path);
        last.push(setting);
    }
    last.sort_by(|a, b| (a.path.len() > 1, &a.path).cmp(&(b.path.len() > 1, &b.path)));
    last
}

fn render(settings: &[EffectiveValue]) -> String {
    let mut text = String::new();
    let mut in_table: &[String] = &[];
    let (blocks, plain): (Vec<_>, Vec<_>) =
        settings.iter().partition(|setting| is_array_of_tables(&setting.value));
    for setting in plain {
        let Some((key, table)) = setting.path.split_last() else { continue };
        if table != in_table {
            let _ = writeln!(text, "\n[{}]", table.join("."));
            in_table = table;
        }
        let _ = writeln!(text, "{key} = {}  # {}", setting.value, setting.origin);
    }
    for setting in blocks {
        let whole = Table::from_iter([(setting.path.join("."), setting.value.clone())]);
        // A table that was read can be written.
        let block = toml::to_string(&whole).unwrap_or_default();
        let _ = write!(text, "\n# {}\n{block}", setting.origin);
    }
    text
}

fn is_array_of_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|array| array.first().is_some_and(Value::is_table))
}
