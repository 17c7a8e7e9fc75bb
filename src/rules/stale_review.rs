//! `stale-review`: see `rules/stale-review.md`.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule_id;
use crate::facts::{Facts, Finding, Review, RuleId, SourceText};

pub(super) const ID: RuleId = rule_id!();

/// Options of `stale-review`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) struct Options {
    /// How many months a review holds; without a limit when it is not set.
    pub months: Option<u32>,
}

const HELP: &str = "review the document, then write the day as `2026-03-01`";

/// At most one finding per document, at the date that is wrong or over.
pub(super) fn check(facts: &Facts, options: &super::Options) -> Vec<Finding> {
    let months = options.stale_review.months;
    let documents = facts.docs.documents.iter();
    documents
        .filter_map(|document| {
            let (at, what, label) = problem(&document.review, facts.today, months)?;
            Some(Finding {
                label,
                help: HELP.into(),
                place: Some(at.place.clone()),
                item: document.file.to_string(),
                ..Finding::new(ID, what)
            })
        })
        .collect()
}

/// The date that is wrong or over, with what is wrong and the label under it.
fn problem(
    review: &Review,
    today: Date,
    months: Option<u32>,
) -> Option<(&SourceText, String, String)> {
    if let Some(last) = &review.last {
        let day = match date(&last.text)? {
            Ok(day) => day,
            Err(label) => {
                let what = format!("the review date `{}` is no date", last.text);
                return Some((last, what, label));
            }
        };
        // It may be tomorrow already where the review was made.
        if today.tomorrow().is_ok_and(|tomorrow| day > tomorrow) {
            let what = format!("the review date {day} is in the future");
            return Some((last, what, format!("today is {today}")));
        }
        let own = review.every.as_ref().and_then(|every| {
            let every = as_span(&every.text);
            Some((span(every)?, every.to_owned()))
        });
        let limit = own.or_else(|| {
            let months = months?;
            Some((i64::from(months).min(MOST_MONTHS).months(), format!("{months} months")))
        });
        if let Some((limit, written)) = limit
            && day.checked_add(limit).is_ok_and(|end| end < today)
        {
            let what = format!(
                "the document was last reviewed on {day}, which is more than {written} ago"
            );
            return Some((last, what, format!("today is {today}")));
        }
    }
    let due = review.due.as_ref()?;
    match date(&due.text)? {
        Ok(day) if day < today => Some((
            due,
            format!("the document was to be reviewed by {day}"),
            format!("today is {today}"),
        )),
        Ok(_) => None,
        Err(label) => Some((due, format!("the review date `{}` is no date", due.text), label)),
    }
}

/// More than any limit means, and few enough to be added to any date.
const MOST_MONTHS: i64 = 12_000;

/// The date that `text` begins with, or why it is none; `None` when it is written in another way
/// or not at all.
fn date(text: &str) -> Option<Result<Date, String>> {
    static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})(?:[^0-9]|$)")
            .expect("a constant pattern")
    });
    static TEMPLATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*y{4}\W?m{1,2}\W?d{1,2}\W*$").expect("a constant pattern")
    });
    if TEMPLATE.is_match(text) {
        return Some(Err("left from a template".into()));
    }
    let Some(parts) = WRITTEN.captures(text) else {
        return in_words(text);
    };
    let number = |at: usize| parts.get(at).and_then(|part| part.as_str().parse::<i16>().ok());
    let (year, month, day) = (number(1)?, number(2)?, number(3)?);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Some(Date::new(year, month, day).map_err(|_| "the calendar has no such day".into()))
}

/// `6 November 2025` and `Nov 6, 2025`.
fn in_words(text: &str) -> Option<Result<Date, String>> {
    static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        let month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
        let day = r"([0-9]{1,2})(?:st|nd|rd|th)?";
        Regex::new(&format!(
            r"(?i)^\W*(?:{month}[.\s]\s*{day}|{day}\s+{month}\.?),?\s+([0-9]{{4}})(?:[^0-9]|$)"
        ))
        .expect("a constant pattern")
    });
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts = WRITTEN.captures(text)?;
    let either = |one: usize, other: usize| parts.get(one).or_else(|| parts.get(other));
    let name = either(1, 4)?.as_str().to_lowercase();
    let month = MONTHS.iter().zip(1..).find(|(known, _)| **known == name)?.1;
    let day = either(2, 3)?.as_str().parse().ok()?;
    let year = parts.get(5)?.as_str().parse().ok()?;
    Some(Date::new(year, month, day).map_err(|_| "the calendar has no such day".into()))
}

/// `quarterly` and its like as the spans that they mean.
fn as_span(text: &str) -> &str {
    match text.trim().to_lowercase().as_str() {
        "weekly" | "每周" => "1 week",
        "monthly" | "每月" => "1 month",
        "quarterly" | "每季度" => "3 months",
        "half-yearly" | "semi-annually" | "每半年" => "6 months",
        "yearly" | "annually" | "annual" | "每年" => "1 year",
        _ => text,
    }
}

/// How long a review holds: `6 months`, `90d`, `1 年`.
fn span(text: &str) -> Option<Span> {
    static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\W*([0-9]{1,4})\s*(d|days?|天|日|w|weeks?|周|m|months?|个?月|y|years?|年)\W*$",
        )
        .expect("a constant pattern")
    });
    let parts = WRITTEN.captures(text)?;
    let count: i64 = parts.get(1)?.as_str().parse().ok()?;
    let unit = parts.get(2)?.as_str().to_lowercase();
    let span = Span::new();
    match unit.chars().next()? {
        'd' | '天' | '日' => span.try_days(count),
        'w' | '周' => span.try_weeks(count),
        'y' | '年' => span.try_years(count),
        _ => span.try_months(count),
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{DocumentFacts, FilePath};
    use crate::readers::markdown::read_document;

    /// What is said of a document on 2026-06-15, with its place.
    fn said(document: &str, months: Option<u32>) -> Option<String> {
        let mut options = super::super::Options::default();
        options.stale_review.months = months;
        let documents = vec![read_document(&FilePath::new("d.md"), document)];
        let facts = Facts {
            docs: DocumentFacts { documents, guessed: false },
            today: jiff::civil::date(2026, 6, 15),
            ..Facts::default()
        };
        let found = check(&facts, &options).pop()?;
        Some(format!("{}: {}", found.place?, found.message))
    }

    #[test]
    fn a_date_in_the_future_and_one_that_is_none_are_reported_in_both_languages() {
        for (document, expected) in [
            (
                "---\nlast_reviewed_on: 2027-01-01\n---\n",
                "d.md:2:19: the review date 2027-01-01 is in the future",
            ),
            (
                "---\nlast-updated: \"yyyy-mm-dd\"\n---\n",
                "d.md:2:16: the review date `yyyy-mm-dd` is no date",
            ),
            (
                "# A\n\n**Last reviewed:** 2026-02-30\n",
                "d.md:3:20: the review date `2026-02-30` is no date",
            ),
            (
                "# A\n\n最后更新：2027年1月2日\n",
                "d.md:3:6: the review date 2027-01-02 is in the future",
            ),
            (
                "+++\nreview_by = \"2026-06-01\"\n+++\n",
                "d.md:2:14: the document was to be reviewed by 2026-06-01",
            ),
        ] {
            assert_eq!(said(document, None).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_old_review_is_reported_only_past_a_limit() {
        let document = "---\nlast_reviewed: 2025-06-01\n---\n";
        assert_eq!(said(document, None), None);
        assert_eq!(said(document, Some(13)), None);
        assert!(
            said(document, Some(12)).is_some_and(|said| said.contains("more than 12 months ago"))
        );
        let own = "---\nlast_reviewed: 2026-01-01\nreview_in: 3 months\n---\n";
        assert!(said(own, Some(12)).is_some_and(|said| said.contains("more than 3 months ago")));
        assert_eq!(said("---\nlast_reviewed: 2026-01-01\nreview_in: 6 个月\n---\n", None), None);
    }

    #[test]
    fn the_usual_ways_of_writing_a_review_are_read() {
        for document in [
            "---\nlast_reviewed: '2023-01-31'\n---\n",
            "---\nlast-reviewed-on: 2023-01-31T08:00:00Z\n---\n",
            "+++\nlast_review = 2023-01-31\n+++\n",
            "# A\n\nLast reviewed: 2023-01-31.\n",
            "# A\n\n_Last reviewed: 2023-01-31 | of the current version_\n",
            "# A\n\n> Status: done\n> Last Reviewed: 2023/01/31\n",
            "# A\n\n- **Last review date**: 31 January 2023\n",
            "# A\n\n**Last updated:** January 31st, 2023\n",
            "# A\n\nStatus: done · Last reviewed: Jan. 31, 2023\n",
            "# A\n\n| Field | Value |\n|---|---|\n| **Last reviewed** | 2023-01-31 |\n",
            "# 甲\n\n最后评审：2023-01-31\n",
            "# 甲\n\n- **最后审核**：2023年1月31日\n",
            "# 甲\n\n| 项目 | 内容 |\n|---|---|\n| 最后更新 | 2023.01.31 |\n",
        ] {
            let said = said(document, Some(12)).unwrap_or_default();
            assert!(
                said.ends_with("last reviewed on 2023-01-31, which is more than 12 months ago"),
                "{document}{said}"
            );
        }
        for (cycle, months) in [("Quarterly", 3), ("每半年", 6), ("annually", 12)] {
            let document =
                |day: &str| format!("# A\n\nReview cycle: {cycle}\nLast reviewed: {day}\n");
            let limit = jiff::civil::date(2026, 6, 15) - months.months();
            assert_eq!(said(&document(&limit.to_string()), None), None);
            let before = limit.yesterday().expect("there is a day before");
            let said = said(&document(&before.to_string()), None).unwrap_or_default();
            assert!(said.contains("more than ") && !said.contains(cycle), "{said}");
        }
        for document in ["**Next review:** February 6, 2026\n", "下次审查日期：2026-05-10\n"]
        {
            assert!(said(document, None).is_some(), "{document}");
        }
    }

    #[test]
    fn no_date_and_what_is_none_for_certain_are_no_finding() {
        for document in [
            "# A\n",
            "---\nlast_reviewed: spring of 2019\n---\n",
            "Last updated: by hand\n",
            "---\nlast_reviewed:\n---\n",
            "**Next review:** Sprint 3\n",
            "| Runbook | Last reviewed | Next review |\n|---|---|---|\n| a | 2019-01-01 | 2020-01-01 |\n",
        ] {
            assert_eq!(said(document, Some(1)), None);
        }
    }
}
