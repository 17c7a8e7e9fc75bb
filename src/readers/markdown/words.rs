//! The words that documents use for each topic, read from `rules/topics.toml`.
//!
//! The file goes in, embedded; compiled word lists and patterns come out, one set per topic.
//! A key that nobody reads, a word list without words and a pattern that does not compile are
//! errors, and a test reads the file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;
use serde::Deserialize;

use crate::embedded;

static TOPICS: LazyLock<TopicWords> = LazyLock::new(|| {
    parse(embedded::text("topics.toml")).expect("rules/topics.toml is embedded and a test reads it")
});

/// The words of all topics.
pub(super) fn topics() -> &'static TopicWords {
    &TOPICS
}

fn parse(source: &str) -> Result<TopicWords, toml::de::Error> {
    toml::from_str(source)
}

/// A list of words and phrases, matched without regard to case: Latin ones as whole words, Chinese
/// ones anywhere.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(super) struct Words(AhoCorasick);

impl Words {
    /// True when `text` holds one of the words.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// True when `text` is one of the words and nothing else.
    pub(super) fn are(&self, text: &str) -> bool {
        let text = text.trim();
        self.find(text).any(|found| found == (0..text.len()))
    }

    /// Where the words are in `text`, each with its plural ending.
    fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> {
        self.0
            .find_overlapping_iter(text)
            .filter_map(|found| whole_word(text.as_bytes(), found.range()))
    }
}

/// `found` with its plural ending, when it is no part of a longer word. Only ASCII letters make a
/// Latin word longer: words of both languages stand side by side.
fn whole_word(text: &[u8], found: Range<usize>) -> Option<Range<usize>> {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let before = found.start.checked_sub(1).and_then(|at| text.get(at));
    if is_word(text.get(found.start)) && is_word(before) {
        return None;
    }
    if !is_word(text.get(found.end - 1)) {
        return Some(found);
    }
    let behind = text.get(found.end..).unwrap_or_default();
    let plural = [&b""[..], b"s", b"es"].into_iter().find(|ending| {
        let rest = behind.get(..ending.len()).filter(|start| start.eq_ignore_ascii_case(ending));
        rest.is_some() && !is_word(behind.get(ending.len()))
    })?;
    Some(found.start..found.end + plural.len())
}

impl TryFrom<Vec<String>> for Words {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        if words.is_empty() || words.iter().any(|word| word.trim().is_empty()) {
            return Err("expected words, found an empty list or an empty word".into());
        }
        let forms = words.iter().flat_map(|word| joined_forms(word.trim()));
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            // Fast to build: the lists are many and the documents few.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(forms)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

/// A phrase with a space or a hyphen wherever it has one of them.
fn joined_forms(phrase: &str) -> Vec<String> {
    let mut forms = vec![String::new()];
    for c in phrase.chars() {
        let joints: &[char] = if matches!(c, ' ' | '-') { &[' ', '-'] } else { &[c] };
        forms = joints
            .iter()
            .flat_map(|&joint| forms.iter().map(move |form| format!("{form}{joint}")))
            .collect();
    }
    forms
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(pub(super) Regex);

impl Pattern {
    /// True when it matches somewhere in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// How often it matches in `text`.
    pub(super) fn count(&self, text: &str) -> usize {
        self.0.find_iter(text).count()
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        // Classes of ASCII compile many times faster than those of Unicode, and its word boundary
        // stands between a Latin and a Chinese letter.
        let ascii = pattern
            .replace(r"\b", r"(?-u:\b)")
            .replace(r"\w", "[0-9A-Za-z_]")
            .replace(r"\d", "[0-9]")
            .replace(r"\s", r"[\t\n\r\x20]");
        Regex::new(&ascii).map(Self).map_err(|error| error.to_string())
    }
}

/// `rules/topics.toml`; the meaning of each key is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) common: CommonWords,
    pub(super) documents: DocumentWords,
    pub(super) placeholder: PlaceholderWords,
    pub(super) review: ReviewWords,
    pub(super) concurrency_map: ConcurrencyWords,
    pub(super) map_columns: MapWords,
    pub(super) scaling_owner: OwnerWords,
    pub(super) alerts: AlertWords,
    pub(super) load_test: LoadTestWords,
    pub(super) service_boundaries: BoundaryWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommonWords {
    pub(super) asides: Words,
    pub(super) general_pattern: Pattern,
    pub(super) tests: Words,
    pub(super) name_pattern: Pattern,
    pub(super) common_names: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentWords {
    pub(super) names: Words,
    pub(super) left_out: Words,
    pub(super) languages: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceholderWords {
    pub(super) words: Words,
    pub(super) deferral_pattern: Pattern,
    pub(super) deferral_words: usize,
    pub(super) hint_pattern: Pattern,
    pub(super) blank_pattern: Pattern,
    pub(super) waiver_pattern: Pattern,
    pub(super) template_pattern: Pattern,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewWords {
    pub(super) last: Words,
    pub(super) every: Words,
    pub(super) due: Words,
    pub(super) written: DateWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DateWords {
    #[serde(rename = "date_pattern")]
    pub(super) date: Pattern,
    #[serde(rename = "month_first_pattern")]
    pub(super) month_first: Pattern,
    #[serde(rename = "day_first_pattern")]
    pub(super) day_first: Pattern,
    pub(super) months: Vec<String>,
    #[serde(rename = "blank_pattern")]
    pub(super) blank: Pattern,
    #[serde(rename = "span_pattern")]
    pub(super) span: Pattern,
    pub(super) spans: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConcurrencyWords {
    pub(super) strong: Words,
    pub(super) weak: Words,
    pub(super) units: Words,
    pub(super) tie_pattern: Pattern,
    pub(super) supposing_pattern: Pattern,
    pub(super) support: Words,
    pub(super) not_units_pattern: Pattern,
    pub(super) columns: Words,
    pub(super) subjects: Words,
    pub(super) unit_columns: Words,
    pub(super) unit_facts: Words,
    pub(super) carrier_columns: Words,
    pub(super) carrier_facts: Words,
    pub(super) sizes: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapWords {
    pub(super) code: Words,
    pub(super) sure_code: Words,
    pub(super) kind: Words,
    pub(super) model: Words,
    pub(super) size: Words,
    pub(super) setting: Words,
    pub(super) metric: Words,
    pub(super) alert: Words,
    pub(super) owner: Words,
    pub(super) sure: Words,
    pub(super) to_do: Words,
    pub(super) path_pattern: Pattern,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnerWords {
    pub(super) strong: Words,
    pub(super) weak: Words,
    pub(super) scaling: Words,
    pub(super) sure_labels: Words,
    pub(super) labels: Words,
    pub(super) not_labels: Words,
    pub(super) front_matter: Words,
    pub(super) owned_pattern: Pattern,
    pub(super) team_pattern: Pattern,
    pub(super) contacts: Words,
    pub(super) scales_pattern: Pattern,
    pub(super) not_team_pattern: Pattern,
    pub(super) handle_pattern: Pattern,
    pub(super) person_handle_pattern: Pattern,
    pub(super) person_pattern: Pattern,
    pub(super) stand_ins: Words,
    pub(super) false_address_pattern: Pattern,
    pub(super) roles: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertWords {
    pub(super) strong: Words,
    pub(super) weak: Words,
    pub(super) signals: Words,
    pub(super) firing: Words,
    pub(super) quantity_pattern: Pattern,
    pub(super) maxed_pattern: Pattern,
    pub(super) duration_pattern: Pattern,
    pub(super) threshold_pattern: Pattern,
    pub(super) limit_pattern: Pattern,
    pub(super) promql_pattern: Pattern,
    pub(super) promql_function_pattern: Pattern,
    pub(super) rule_pattern: Pattern,
    pub(super) machines: Words,
    pub(super) columns: Words,
    pub(super) sure_columns: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LoadTestWords {
    pub(super) strong: Words,
    pub(super) weak: Words,
    pub(super) acts_pattern: Pattern,
    pub(super) load_pattern: Pattern,
    pub(super) rate_pattern: Pattern,
    pub(super) blank_pattern: Pattern,
    pub(super) claim_pattern: Pattern,
    pub(super) result_pattern: Pattern,
    pub(super) columns: Words,
    pub(super) instance_columns: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundaryWords {
    pub(super) strong: Words,
    pub(super) strong_pattern: Pattern,
    pub(super) weak: Words,
    pub(super) not_heads: Words,
    pub(super) duty_pattern: Pattern,
    pub(super) bullet_duty_pattern: Pattern,
    pub(super) part_pattern: Pattern,
    pub(super) not_parts: Words,
    pub(super) not_first: Words,
    pub(super) subjects: Words,
    pub(super) sure_subjects: Words,
    pub(super) duties: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Words {
        Words::try_from(list.iter().map(|w| w.to_string()).collect::<Vec<_>>())
            .expect("the words compile")
    }

    #[test]
    fn the_embedded_words_can_be_read() {
        if let Err(error) = parse(embedded::text("topics.toml")) {
            panic!("rules/topics.toml: {error}");
        }
    }

    #[test]
    fn an_unknown_key_a_bad_pattern_and_an_empty_list_are_errors() {
        let changed = |from: &str, to: &str| {
            parse(&embedded::text("topics.toml").replacen(from, to, 1)).err()
        };
        let unknown = changed("[alerts]\n", "[alerts]\nstronk = [\"alert\"]\n");
        assert!(unknown.is_some_and(|e| e.to_string().contains("stronk")));
        let bad = changed("'''^(?:_{2,}|", "'''^(?:_{2,}|(");
        assert!(bad.is_some_and(|e| e.to_string().contains("unclosed group")));
        assert!(Words::try_from(Vec::new()).is_err());
    }

    #[test]
    fn latin_words_match_whole_and_in_the_plural_and_chinese_words_anywhere() {
        let list = words(&["load test", "alert", "线程池"]);
        for text in ["Load tests", "load-test plan", "ALERTS", "用alert通知", "核心线程池大小"]
        {
            assert!(list.are_in(text), "{text}");
        }
        for text in ["Alertmanager", "payload tested", "线程"] {
            assert!(!list.are_in(text), "{text}");
        }
        assert!(list.are(" Alerts ") && !list.are("alerts and more"));
    }
}
