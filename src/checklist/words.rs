//! What the checklist says, in the languages that it speaks.
//!
//! In: templates from `rules/checklist.toml`, with names in braces. Out: the same with the names
//! filled in, in every language at once: the language is chosen when it is printed.

use serde::Deserialize;

use super::Verdict;
use crate::facts::Lang;
use crate::page::Question;

/// One text in every language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Words {
    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// The text with each `{name}` replaced by the words of that name.
    pub fn fill(&self, values: &[(&str, Words)]) -> Self {
        let [en, zh] = Lang::ALL.map(|lang| filled(self.get(lang), values, lang));
        Self { en, zh }
    }

    /// `count` things that are called so.
    pub fn counted(&self, count: usize) -> Self {
        let plural = if count == 1 { "" } else { "s" };
        Self { en: format!("{count} {}{plural}", self.en), zh: format!("{count} {}", self.zh) }
    }
}

fn filled(template: &str, values: &[(&str, Words)], lang: Lang) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, name, after)) =
        rest.split_once('{').and_then(|(b, r)| r.split_once('}').map(|(name, a)| (b, name, a)))
    {
        text.push_str(before);
        text.push_str(values.iter().find(|(n, _)| *n == name).map_or("", |(_, w)| w.get(lang)));
        rest = after;
    }
    text + rest
}

/// What is the same in every language: a name, a number, what a reader or a rule says.
impl<T: ToString> From<T> for Words {
    fn from(text: T) -> Self {
        let text = text.to_string();
        Self { en: text.clone(), zh: text }
    }
}

/// Everything that the checklist says beside its items: `[texts]` of `rules/checklist.toml`.
#[allow(missing_docs, reason = "the file says what each is for")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub title: Words,
    pub question_1: Words,
    pub question_2: Words,
    pub question_3: Words,
    pub gone: Words,
    pub notes: Words,
    pub ready: Words,
    pub ready_for_sign_off: Words,
    pub not_ready_one: Words,
    pub not_ready: Words,
    pub person: Words,
    pub people: Words,
    pub left_out: Words,
    pub pass: Words,
    pub fail: Words,
    pub waived: Words,
    pub unknown: Words,
    pub sign_off: Words,
    pub signed: Words,
    pub not_applicable: Words,
    pub who: Words,
    pub date: Words,
    pub note: Words,
    pub more: Words,
    pub off: Words,
    pub accepted: Words,
    pub by: Words,
    pub until: Words,
    pub sites: Words,
    pub read: Words,
    pub scaling: Words,
    pub guessed: Words,
    pub unanswered: Words,
    pub no_site: Words,
    pub or: Words,
    pub no_load_test: Words,
    pub unobserved: Words,
    pub no_document: Words,
    pub no_code: Words,
    pub item_noun: Words,
    pub site_noun: Words,
    pub file_noun: Words,
    pub document_noun: Words,
    pub package_noun: Words,
    /// An alert rule.
    pub alert_noun: Words,
    pub service: Words,
    pub state: Words,
    pub failing: Words,
    pub owner: Words,
    pub is_ready: Words,
    pub is_ready_for_sign_off: Words,
    pub is_not_ready: Words,
}

impl Texts {
    /// The question itself.
    pub(crate) fn question(&self, question: Question) -> &Words {
        match question {
            Question::Where => &self.question_1,
            Question::Who => &self.question_2,
            Question::Overload => &self.question_3,
        }
    }

    /// The word for `verdict`.
    pub(crate) fn verdict(&self, verdict: Verdict) -> &Words {
        match verdict {
            Verdict::Pass => &self.pass,
            Verdict::Fail => &self.fail,
            Verdict::Waived => &self.waived,
            Verdict::Unknown => &self.unknown,
            Verdict::SignOff => &self.sign_off,
            Verdict::Signed => &self.signed,
            Verdict::NotApplicable => &self.not_applicable,
        }
    }
}
