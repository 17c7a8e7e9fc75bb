//! The words by which documents speak of each topic, read from `rules/topics.toml`.
//!
//! The file goes in, embedded; compiled word lists and patterns come out, one set per topic.
//! A key that nobody reads, a word list without words and a pattern that does not compile are
//! errors, and a test reads the file.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

const SOURCE: &str = include_str!("../../rules/topics.toml");

static TOPICS: LazyLock<TopicWords> =
    LazyLock::new(|| parse(SOURCE).expect("rules/topics.toml is embedded and a test reads it"));

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
pub(super) struct Words {
    anywhere: Regex,
    whole: Regex,
}

impl Words {
    /// True when `text` holds one of the words.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.anywhere.is_match(text)
    }

    /// True when `text` is one of the words and nothing else.
    pub(super) fn are(&self, text: &str) -> bool {
        self.whole.is_match(text.trim())
    }
}

impl TryFrom<Vec<String>> for Words {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        if words.is_empty() || words.iter().any(|w| w.trim().is_empty()) {
            return Err("expected words, found an empty list or an empty word".into());
        }
        let any = words.iter().map(|w| word_pattern(w)).collect::<Vec<_>>();
        let any = any.join("|");
        Ok(Self {
            anywhere: compile(&format!("(?:{any})"), true)?,
            whole: compile(&format!("^(?:{any})$"), true)?,
        })
    }
}

/// One word as a pattern. `\b` of Unicode sees no boundary between a Latin and a Chinese letter, so
/// the boundary is that of ASCII, where words of both stand side by side.
fn word_pattern(word: &str) -> String {
    let escaped = regex::escape(word.trim()).replace(r"\-", "-");
    let flexible = escaped.replace([' ', '-'], r"[\s-]+");
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = if latin(word.trim().chars().next()) {
        r"(?-u:\b)"
    } else {
        ""
    };
    let after = if latin(word.trim().chars().last()) {
        r"(?:s|es)?(?-u:\b)"
    } else {
        ""
    };
    format!("{before}{flexible}{after}")
}

fn compile(pattern: &str, any_case: bool) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(any_case)
        .size_limit(1 << 24)
        .build()
        .map_err(|error| error.to_string())
}

/// A regular expression.
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
        compile(&pattern, false).map(Self)
    }
}

/// `rules/topics.toml`; the meaning of each key stands there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) common: CommonWords,
    pub(super) documents: DocumentWords,
    pub(super) placeholder: PlaceholderWords,
    pub(super) concurrency_map: ConcurrencyWords,
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
        if let Err(error) = parse(SOURCE) {
            panic!("rules/topics.toml: {error}");
        }
    }

    #[test]
    fn an_unknown_key_a_bad_pattern_and_an_empty_list_are_errors() {
        let changed = |from: &str, to: &str| parse(&SOURCE.replacen(from, to, 1)).err();
        let unknown = changed("[alerts]\n", "[alerts]\nstronk = [\"alert\"]\n");
        assert!(unknown.is_some_and(|e| e.to_string().contains("stronk")));
        let bad = changed("'''^(?:_{2,}|", "'''^(?:_{2,}|(");
        assert!(bad.is_some_and(|e| e.to_string().contains("unclosed group")));
        assert!(Words::try_from(Vec::new()).is_err());
    }

    #[test]
    fn latin_words_match_whole_and_in_the_plural_and_chinese_words_anywhere() {
        let list = words(&["load test", "alert", "线程池"]);
        for text in [
            "Load tests",
            "load-test plan",
            "ALERTS",
            "用alert通知",
            "核心线程池大小",
        ] {
            assert!(list.are_in(text), "{text}");
        }
        for text in ["Alertmanager", "payload tested", "线程"] {
            assert!(!list.are_in(text), "{text}");
        }
        assert!(list.are(" Alerts ") && !list.are("alerts and more"));
    }
}
