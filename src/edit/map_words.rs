//! The words in which a concurrency map is written, from `rules/map.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded;
use crate::facts::Lang;
use crate::readers::markdown::Column;

static WORDS: LazyLock<MapWords> = LazyLock::new(|| {
    toml::from_str(embedded::text("map.toml"))
        .expect("rules/map.toml is embedded and a test reads it")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapWords {
    heading: Words,
    gone: Words,
    columns: ColumnWords,
    sizes: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    en: String,
    zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnWords {
    code: Words,
    kind: Words,
    model: Words,
    size: Words,
    setting: Words,
    metric: Words,
    alert: Words,
    owner: Words,
}

impl Words {
    fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// The language in which most of `text` is written.
pub(super) fn language_of(text: &str) -> Lang {
    let han = text.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    // A Chinese character says about as much as four Latin letters.
    if han * 4 > latin { Lang::Zh } else { Lang::En }
}

/// The kind of a point as a map names it. A kind of the project's own has no Chinese name.
pub(super) fn kind(kind: &str, lang: Lang) -> &str {
    translated(&WORDS.kinds, kind, lang)
}

/// The size of a point as a map names it.
pub(super) fn size(size: &str, lang: Lang) -> &str {
    translated(&WORDS.sizes, size, lang)
}

fn translated<'t>(
    chinese: &'static BTreeMap<String, String>,
    text: &'t str,
    lang: Lang,
) -> &'t str {
    match lang {
        Lang::En => text,
        Lang::Zh => chinese.get(text).map_or(text, String::as_str),
    }
}

/// The heading of the section that holds a new map.
pub(super) fn heading(lang: Lang) -> &'static str {
    WORDS.heading.get(lang)
}

/// What is written behind code that is gone.
pub(super) fn gone(lang: Lang) -> &'static str {
    WORDS.gone.get(lang)
}

/// The header of a column.
pub(super) fn header(column: Column, lang: Lang) -> &'static str {
    let columns = &WORDS.columns;
    let words = match column {
        Column::Code => &columns.code,
        Column::Kind => &columns.kind,
        Column::Model => &columns.model,
        Column::Size => &columns.size,
        Column::Setting => &columns.setting,
        Column::Metric => &columns.metric,
        Column::Alert => &columns.alert,
        Column::Owner => &columns.owner,
    };
    words.get(lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::shipped;
    use crate::facts::{Api, Role};

    #[test]
    fn every_kind_of_the_catalogue_has_a_chinese_name() {
        let files = shipped().unwrap();
        let makes_points = |api: &&Api| {
            [Role::Start, Role::Size, Role::Queue, Role::Runtime].into_iter().any(|r| api.is(r))
        };
        let apis = files.iter().flat_map(|file| &file.api);
        let nouns = apis.filter(makes_points).map(Api::noun);
        let own = ["bounded queue", "unbounded queue", "runtime"];
        let missing: Vec<&str> =
            nouns.chain(own).filter(|kind| !WORDS.kinds.contains_key(*kind)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
