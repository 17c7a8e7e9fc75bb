//! Which file holds the configuration, and where in it.

use std::fs;
use std::io::ErrorKind;
use std::ops::Range;

use camino::Utf8Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problems::{ConfigErrors, Problems};
use crate::facts::FilePath;

const OWN_FILE: &str = "golive.toml";
const MANIFEST: &str = "Cargo.toml";

/// A file that holds configuration.
#[derive(Debug)]
pub(super) struct ConfigText {
    /// Its name, for messages.
    pub file: FilePath,
    /// All that is in it.
    pub content: String,
    /// The keys from the top of the file to the table with the configuration.
    pub keys: &'static [&'static str],
}

/// The text with the configuration of the project at `root`, if it has one.
pub(super) fn find(root: &Utf8Path) -> Result<Option<ConfigText>, ConfigErrors> {
    let own = read(root, OWN_FILE)?;
    let Some(manifest) = read(root, MANIFEST)? else {
        return Ok(own);
    };
    // A manifest that can't be parsed has been reported by discovery.
    let table = DeTable::parse_recoverable(&manifest.content).0;
    let tables = METADATA.iter().filter_map(|keys| {
        let (at, _) = descend(table.get_ref(), keys)?;
        Some((*keys, at))
    });
    let tables: Vec<_> = tables.collect();
    match (own, tables.as_slice()) {
        (own, []) => Ok(own),
        (None, [(keys, _)]) => {
            let keys = *keys;
            drop(table);
            Ok(Some(ConfigText { keys, ..manifest }))
        }
        (own, tables) => {
            let mut problems = Problems::new(&manifest.file, &manifest.content);
            let other = match own {
                Some(_) => OWN_FILE,
                None => "the other table of this manifest",
            };
            for (keys, at) in tables {
                let message = format!(
                    "`[{}]` and {other} both hold configuration: keep one of them",
                    keys.join(".")
                );
                problems.add(at.clone(), message);
            }
            problems.into_result(None)
        }
    }
}

const METADATA: [&[&str]; 2] =
    [&["workspace", "metadata", "golive"], &["package", "metadata", "golive"]];

/// The table that `keys` lead to from `table`, and where its last key stands.
pub(super) fn descend<'t, 'i>(
    table: &'t DeTable<'i>,
    keys: &[&str],
) -> Option<(Range<usize>, &'t Spanned<DeValue<'i>>)> {
    let (first, rest) = keys.split_first()?;
    let (key, value) = table.get_key_value(*first)?;
    if rest.is_empty() {
        return Some((key.span(), value));
    }
    descend(value.get_ref().as_table()?, rest)
}

fn read(root: &Utf8Path, name: &str) -> Result<Option<ConfigText>, ConfigErrors> {
    let text = |content| ConfigText { file: FilePath::new(name), content, keys: &[] };
    let reason = match fs::read(root.join(name)).map(String::from_utf8) {
        Ok(Ok(content)) => return Ok(Some(text(content))),
        Ok(Err(_)) => "not valid UTF-8".to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => format!("can't be read: {error}"),
    };
    let empty = text(String::new());
    let mut problems = Problems::new(&empty.file, &empty.content);
    problems.add(0..0, reason);
    problems.into_result(None)
}
