//! The report as JSON, for other programs. Its shape is a promise: every key is always there, in
//! this order, and a change that could break a reader raises [`SCHEMA`].

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, Report, Summary};
use crate::adoption::Waived;
use crate::checklist::services::Service;
use crate::checklist::{Checklist, Evidence, Item, Verdict};
use crate::facts::{Confidence, FilePath, Finding, Lang, Level, Line, Related, RuleId, Unfollowed};
use crate::page::Question;

pub(crate) const FORMAT: Format = Format {
    name: "json",
    about: "JSON, for programs",
    write: |out, context| write(out, context.report),
};

/// The version of the shape.
pub(crate) const SCHEMA: u32 = 1;

/// Writes `report` to `out`.
pub(crate) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let root = Root {
        schema: SCHEMA,
        summary: &report.summary,
        findings: report.findings.iter().map(finding).collect(),
        waived: report.waived.iter().map(waived).collect(),
        notes: report.notes.iter().map(note).collect(),
        checklist: report.checklist.items.iter().map(item).collect(),
        left_out_packages: &report.left_out_packages,
        services: report.checklist.services.iter().map(|s| service(&report.checklist, s)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &root)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Root<'a> {
    schema: u32,
    summary: &'a Summary,
    findings: Vec<JsonFinding<'a>>,
    waived: Vec<JsonWaived<'a>>,
    notes: Vec<JsonRelated<'a>>,
    checklist: Vec<JsonItem<'a>>,
    left_out_packages: &'a [String],
    services: Vec<JsonService<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: RuleId,
    level: Level,
    confidence: Confidence,
    message: &'a str,
    help: &'a str,
    file: Option<&'a FilePath>,
    line: Option<Line>,
    column: Option<u32>,
    end_line: Option<Line>,
    end_column: Option<u32>,
    related: Vec<JsonRelated<'a>>,
    /// The one place at which this and other findings are mended.
    cause: Option<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonWaived<'a> {
    rule: RuleId,
    message: &'a str,
    file: Option<&'a FilePath>,
    line: Option<Line>,
    column: Option<u32>,
    waiver: JsonWaiver<'a>,
}

#[derive(Serialize)]
struct JsonWaiver<'a> {
    file: &'a FilePath,
    line: Line,
    reason: &'a str,
    owner: Option<&'a str>,
    until: Option<String>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    file: &'a FilePath,
    line: Line,
    column: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    question: Question,
    title: &'a str,
    verdict: Verdict,
    evidence: Vec<JsonProof<'a>>,
}

#[derive(Serialize)]
struct JsonService<'a> {
    name: &'a str,
    state: &'a str,
    failing: usize,
    owner: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonProof<'a> {
    text: &'a str,
    file: Option<&'a FilePath>,
    line: Option<Line>,
}

fn finding(finding: &Finding) -> JsonFinding<'_> {
    let place = finding.place.as_ref();
    JsonFinding {
        rule: finding.rule,
        level: finding.level,
        confidence: finding.confidence,
        message: &finding.message,
        help: &finding.help,
        file: place.map(|p| &p.file),
        line: place.map(|p| p.start.line),
        column: place.map(|p| p.start.column),
        end_line: place.map(|p| p.end.line),
        end_column: place.map(|p| p.end.column),
        related: finding.related.iter().map(related).collect(),
        cause: finding.cause.as_ref().map(related),
    }
}

fn waived(waived: &Waived) -> JsonWaived<'_> {
    let place = waived.finding.place.as_ref();
    JsonWaived {
        rule: waived.finding.rule,
        message: &waived.finding.message,
        file: place.map(|p| &p.file),
        line: place.map(|p| p.start.line),
        column: place.map(|p| p.start.column),
        waiver: JsonWaiver {
            file: &waived.waiver.file,
            line: waived.waiver.start.line,
            reason: &waived.terms.reason,
            owner: waived.terms.owner.as_deref(),
            until: waived.terms.until.map(|until| until.to_string()),
        },
    }
}

fn note(note: &Unfollowed) -> JsonRelated<'_> {
    JsonRelated {
        file: &note.place.file,
        line: note.place.start.line,
        column: note.place.start.column,
        message: &note.what,
    }
}

fn related(related: &Related) -> JsonRelated<'_> {
    JsonRelated {
        file: &related.place.file,
        line: related.place.start.line,
        column: related.place.start.column,
        message: &related.message,
    }
}

fn item(item: &Item) -> JsonItem<'_> {
    JsonItem {
        id: &item.id,
        question: item.question,
        title: item.title.get(Lang::En),
        verdict: item.verdict,
        evidence: item.evidence.iter().map(proof).collect(),
    }
}

fn service<'a>(checklist: &'a Checklist, service: &'a Service) -> JsonService<'a> {
    JsonService {
        name: &service.name,
        state: checklist.state(service).get(Lang::En),
        failing: service.failing,
        owner: service.owner.as_deref(),
    }
}

fn proof(proof: &Evidence) -> JsonProof<'_> {
    JsonProof {
        text: proof.text.get(Lang::En),
        file: proof.place.as_ref().map(|p| &p.file),
        line: proof.place.as_ref().map(|p| p.start.line),
    }
}
