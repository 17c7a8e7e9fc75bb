//! The inventory of concurrency points, in each of its formats.

use std::io::{self, Write};

use serde::Serialize;

use super::terminal::Terminal;
use super::{clean, json};
use crate::edit::map::new_table;
use crate::facts::{FilePath, Lang, Line, Point, Provenance};

const HEADERS: [&str; 9] =
    ["where", "code", "kind", "model", "size", "setting", "metric", "alert", "owner"];

/// Writes `points` for people: two lines each, the second with what is known.
pub(crate) fn human(out: &mut dyn Write, points: &[Point], terminal: Terminal) -> io::Result<()> {
    let mut last_package = "";
    for point in points {
        if point.package.name != last_package {
            last_package = &point.package.name;
            writeln!(out, "{}", clean(last_package))?;
        }
        let place = format!("{}:{}", point.place.file, point.place.start.line);
        writeln!(out, "  {} ({})", clean(&point.code), clean(&place))?;
        let options = textwrap::Options::new(terminal.width)
            .initial_indent("    ")
            .subsequent_indent("      ")
            // A path stays in one piece.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .break_words(false);
        writeln!(out, "{}", textwrap::fill(&clean(&facts(point).join(", ")), options))?;
    }
    let documented = points.iter().filter(|point| !point.rows.is_empty()).count();
    let gap = if points.is_empty() { "" } else { "\n" };
    writeln!(out, "{gap}concurrency points: {}, in a concurrency map: {documented}", points.len())
}

/// What is known of `point`, besides where it is.
fn facts(point: &Point) -> Vec<String> {
    let named = |what: &str, value: &str| (!value.is_empty()).then(|| format!("{what} {value}"));
    let size = point.size_text().unwrap_or_default();
    let facts = [
        named("model", point.model()),
        named("size", &size),
        named("setting", point.setting().unwrap_or_default()),
        named("metric", &point.metrics.join(" ")),
        named("alert", &point.alerts.join(" ")),
        named("owner", point.owner.as_deref().unwrap_or_default()),
        point.rows.is_empty().then(|| "in no map".to_owned()),
    ];
    std::iter::once(point.kind.clone()).chain(facts.into_iter().flatten()).collect()
}

/// Writes `points` as a concurrency map.
pub(crate) fn markdown(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    out.write_all(new_table(points, Lang::En, "\n").as_bytes())
}

/// Writes `points` as comma-separated values, as RFC 4180 describes them.
pub(crate) fn csv(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADERS)?;
    for point in points {
        writer.write_record(cells(point))?;
    }
    writer.flush()
}

fn cells(point: &Point) -> [String; 9] {
    [
        format!("{}:{}", point.place.file, point.place.start.line),
        point.code.clone(),
        point.kind.clone(),
        point.model().to_owned(),
        point.size_text().unwrap_or_default(),
        point.setting().unwrap_or_default().to_owned(),
        point.metrics.join(", "),
        point.alerts.join(", "),
        point.owner.clone().unwrap_or_default(),
    ]
}

/// Writes `points` as JSON. Its shape is a promise, as that of the report.
pub(crate) fn json(
    out: &mut dyn Write,
    points: &[Point],
    left_out_packages: &[String],
) -> io::Result<()> {
    let points = points.iter().map(json_point).collect();
    let root = Root { schema: json::SCHEMA, points, left_out_packages };
    serde_json::to_writer_pretty(&mut *out, &root)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Root<'p> {
    schema: u32,
    points: Vec<JsonPoint<'p>>,
    left_out_packages: &'p [String],
}

#[derive(Serialize)]
struct JsonPoint<'p> {
    code: &'p str,
    file: &'p FilePath,
    line: Line,
    column: u32,
    package: &'p str,
    kind: &'p str,
    model: &'p str,
    size: Option<JsonSize<'p>>,
    metrics: &'p [String],
    alerts: &'p [String],
    owner: Option<&'p str>,
    documented: bool,
}

#[derive(Serialize)]
struct JsonSize<'p> {
    provenance: &'static str,
    value: Option<i128>,
    setting: Option<&'p str>,
    /// For an unknown size: why it is not known, and where the way to it ended.
    why: Option<&'p str>,
}

fn json_point(point: &Point) -> JsonPoint<'_> {
    JsonPoint {
        code: &point.code,
        file: &point.place.file,
        line: point.place.start.line,
        column: point.place.start.column,
        package: &point.package.name,
        kind: &point.kind,
        model: point.model(),
        size: point.size.as_ref().map(|size| json_size(&size.provenance)),
        metrics: &point.metrics,
        alerts: &point.alerts,
        owner: point.owner.as_deref(),
        documented: !point.rows.is_empty(),
    }
}

fn json_size(provenance: &Provenance) -> JsonSize<'_> {
    let size = |provenance| JsonSize { provenance, value: None, setting: None, why: None };
    match provenance {
        Provenance::Fixed(value) => JsonSize { value: *value, ..size("fixed") },
        Provenance::Machine => size("machine"),
        Provenance::Configured(setting) => {
            JsonSize { setting: Some(setting), ..size("configured") }
        }
        Provenance::Signal => size("signal"),
        Provenance::Unknown(why) => JsonSize { why: Some(why), ..size("unknown") },
    }
}
