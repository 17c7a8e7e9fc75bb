//! Days and spans of time as documents write them, by the patterns under `review.written` in `rules/topics.toml`.

use jiff::Span;
use jiff::civil::Date;
use regex::Captures;

use super::words::topics;

/// The date that `text` begins with, or why it is not one; `None` when it is written in another way or not at all.
pub(super) fn date(text: &str) -> Option<Result<Date, String>> {
    let written = &topics().review.written;
    if written.blank.is_in(text) {
        return Some(Err("left from a template".into()));
    }
    let patterns = [&written.date, &written.month_first, &written.day_first];
    let parts = patterns.into_iter().find_map(|pattern| pattern.0.captures(text))?;
    let number = |name: &str| parts.name(name)?.as_str().parse::<i16>().ok();
    let (year, day) = (number("year")?, i8::try_from(number("day")?).ok()?);
    let month = month(&parts)?;
    Some(Date::new(year, month, day).map_err(|_| "the calendar has no such day".into()))
}

/// A month by its number or its name.
fn month(parts: &Captures<'_>) -> Option<i8> {
    let written = parts.name("month")?.as_str().to_lowercase();
    let by_name = (1..).zip(&topics().review.written.months).find(|(_, name)| **name == written);
    by_name.map(|(month, _)| month).or_else(|| written.parse().ok())
}

/// A span and how it is written, by its name (`quarterly`) or in numbers: `6 months`, `90d`, `1 年`.
pub(super) fn span(text: &str) -> Option<(Span, String)> {
    let written = &topics().review.written;
    let name = text.trim().to_lowercase();
    let named = written.spans.iter().find(|(_, names)| names.contains(&name));
    let text = named.map_or(text, |(span, _)| span);
    let parts = written.span.0.captures(text)?;
    let count: i64 = parts.name("count")?.as_str().parse().ok()?;
    let is = |unit: &str| parts.name(unit).is_some();
    let span = match () {
        () if is("days") => Span::new().try_days(count),
        () if is("weeks") => Span::new().try_weeks(count),
        () if is("years") => Span::new().try_years(count),
        () => Span::new().try_months(count),
    };
    Some((span.ok()?, text.to_owned()))
}
