//! Names of components: what a page writes as code, in camel case, with joints, or with a capital
//! letter where no sentence begins.

use std::collections::BTreeSet;

use super::{Reading, texts};
use crate::readers::markdown::text::{is_han, sentences};
use crate::readers::markdown::words::topics;

/// The names that one page uses.
#[derive(Debug, Default)]
pub(super) struct ServiceNames {
    capitalised: BTreeSet<String>,
}

impl ServiceNames {
    pub(super) fn of(reading: &Reading) -> Self {
        let common = &topics().common.common_names;
        let mut capitalised = BTreeSet::new();
        for (_, section) in reading.sections() {
            for text in texts(section) {
                let joined = text.joined();
                for sentence in sentences(&joined) {
                    let inner = latin_words(sentence).filter(|&(at, word)| {
                        let capital = word.chars().next().is_some_and(char::is_uppercase);
                        at > 0 && capital && !common.are(word)
                    });
                    capitalised.extend(inner.map(|(_, word)| word.to_string()));
                }
            }
        }
        Self { capitalised }
    }

    /// True when `text` names something.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let common = &topics().common;
        let by_form = common
            .name_pattern
            .0
            .find_iter(text)
            .any(|name| !common.common_names.are(name.as_str().trim_matches('`')));
        by_form || latin_words(text).any(|(_, word)| self.is_capitalised(word))
    }

    /// The word itself, or its singular.
    fn is_capitalised(&self, word: &str) -> bool {
        let singular = word.strip_suffix('s').unwrap_or(word);
        self.capitalised.contains(word) || self.capitalised.contains(singular)
    }
}

/// The words in Latin letters, with where each begins.
fn latin_words(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| (c.is_alphanumeric() || matches!(c, '_' | '-')) && !is_han(c);
    let mut at = 0;
    sentence
        .split_inclusive(move |c: char| !is_word(c))
        .map(move |piece| {
            let start = at;
            at += piece.len();
            (start, piece.trim_end_matches(|c| !is_word(c)))
        })
        .filter(|(_, word)| word.len() > 1)
}
