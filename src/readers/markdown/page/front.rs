//! The keys of front matter that are not nested.

use std::ops::Range;

use super::Field;
use crate::readers::markdown::text::fold;

/// The keys in the `bytes` of `source`, each with its value or the values of its list.
pub(super) fn read(source: &str, bytes: Range<usize>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = bytes.start;
    for line in source.get(bytes).unwrap_or_default().split_inclusive('\n') {
        let start = at;
        at += line.len();
        let entry = line.trim_end();
        let item = entry.trim_start().strip_prefix("- ");
        if let (Some(item), Some(field)) = (item, fields.last_mut()) {
            field.value = format!("{} {}", field.value, unquoted(item));
        } else if let Some((key, value)) = front_matter_entry(entry) {
            fields.push(Field {
                key: key.to_lowercase(),
                value: fold(unquoted(value)),
                bytes: start..start + entry.len(),
            });
        }
    }
    fields
}

/// `key: value` of YAML or `key = value` of TOML that is not nested.
fn front_matter_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '='])?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    (!key.is_empty() && key.trim_end().chars().all(plain)).then(|| (key.trim_end(), value.trim()))
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches(['"', '\''])
}
