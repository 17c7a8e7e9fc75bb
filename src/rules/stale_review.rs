//! `stale-review`: see `rules/stale-review.md`.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule_id;
use crate::facts::{Facts, Finding, Interval, Review, ReviewDay, RuleId, SourceText};

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

/// The day that is wrong or over, with what is wrong and the label under it.
fn problem(
    review: &Review,
    today: Date,
    months: Option<u32>,
) -> Option<(&SourceText, String, String)> {
    let of_last = review.last.as_ref().and_then(|last| {
        let (what, label) = outdated(last, review.every.as_ref(), today, months)?;
        Some((&last.written, what, label))
    });
    of_last.or_else(|| {
        let due = review.due.as_ref()?;
        let (what, label) = overdue(due, today)?;
        Some((&due.written, what, label))
    })
}

/// What is wrong with the day of the last review.
fn outdated(
    last: &ReviewDay,
    every: Option<&Interval>,
    today: Date,
    months: Option<u32>,
) -> Option<(String, String)> {
    let day = match &last.day {
        Ok(day) => *day,
        Err(why) => return Some((not_a_date(last), why.clone())),
    };
    // It may be tomorrow already where the review was made.
    if today.tomorrow().is_ok_and(|tomorrow| day > tomorrow) {
        let what = format!("the review date {day} is in the future");
        return Some((what, format!("today is {today}")));
    }
    let own = every.map(|every| (every.span, every.written.clone()));
    let (limit, written) = own.or_else(|| {
        let months = months?;
        Some((i64::from(months).min(MOST_MONTHS).months(), format!("{months} months")))
    })?;
    let is_over = day.checked_add(limit).is_ok_and(|end| end < today);
    is_over.then(|| {
        let what =
            format!("the document was last reviewed on {day}, which is more than {written} ago");
        (what, format!("today is {today}"))
    })
}

/// What is wrong with the day of the next review.
fn overdue(due: &ReviewDay, today: Date) -> Option<(String, String)> {
    match &due.day {
        Ok(day) if *day < today => {
            let what = format!("the next review was due by {day}");
            Some((what, format!("today is {today}")))
        }
        Ok(_) => None,
        Err(why) => Some((not_a_date(due), why.clone())),
    }
}

fn not_a_date(day: &ReviewDay) -> String {
    format!("the review date `{}` is not a valid date", day.written.text)
}

/// So many that the limit is never reached, and few enough to be added to any date.
const MOST_MONTHS: i64 = 12_000;

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
                "d.md:2:16: the review date `yyyy-mm-dd` is not a valid date",
            ),
            (
                "# A\n\n**Last reviewed:** 2026-02-30\n",
                "d.md:3:20: the review date `2026-02-30` is not a valid date",
            ),
            (
                "# A\n\n最后更新：2027年1月2日\n",
                "d.md:3:6: the review date 2027-01-02 is in the future",
            ),
            (
                "+++\nreview_by = \"2026-06-01\"\n+++\n",
                "d.md:2:14: the next review was due by 2026-06-01",
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
