//! SARIF 2.1.0, for code scanning services and viewers.
//!
//! All rules are listed with their pages, also those without findings, so that a service closes the
//! alerts of findings that are gone. Paths are relative to the repository's root, columns count
//! characters.

mod model;

use std::collections::BTreeMap;
use std::io::{self, Write};

use self::model::{
    ArtifactLocation, CodeFlow, Help, Invocation, Location, LogicalLocation, Message, Notification,
    PhysicalLocation, Properties, Region, ReportingConfiguration, ReportingDescriptor, Run, Sarif,
    SarifResult, Suppression, SuppressionKind, Tags, ThreadFlow, ThreadFlowLocation, Tool,
    ToolComponent,
};
use super::repository::{Repository, encode};
use super::{Context, Format, Report, explain, left_out_packages};
use crate::adoption::Waived;
use crate::adoption::identity::{Identity, identify};
use crate::facts::{Finding, Level, Place, Related, Unfollowed};
use crate::page::{Page, split_marker};

pub(crate) const FORMAT: Format =
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", write };

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name under which the fingerprints stand. It is not the one that GitHub computes itself, the hash
/// of a few lines, because its upload complains about others under that name.
const FINGERPRINT: &str = "goliveIdentity/v1";

pub(crate) fn write(out: &mut dyn Write, context: &Context<'_>) -> io::Result<()> {
    let Context { report, pages, repository, .. } = context;
    let indices: BTreeMap<&str, i64> = pages.iter().map(|page| page.id.as_str()).zip(0..).collect();
    // Waived ones are numbered after the others, so that a waiver changes nobody else's fingerprint.
    let waived = report.waived.iter().map(|waived| &waived.finding);
    let findings: Vec<Finding> = report.findings.iter().chain(waived).cloned().collect();
    let identities = identify(report.root(), &findings);
    let index_of = |finding: &Finding| indices.get(finding.rule.0).copied().unwrap_or(-1);
    let identified = findings.iter().zip(&identities);
    let mut results: Vec<_> =
        identified.map(|(f, identity)| result(f, index_of(f), identity, repository)).collect();
    for (result, waived) in results.iter_mut().skip(report.findings.len()).zip(&report.waived) {
        result.suppressions = Some([suppression(waived, repository)]);
    }
    let run = Run {
        column_kind: "unicodeCodePoints",
        invocations: [invocation(report, repository)],
        results,
        tool: Tool { driver: driver(pages) },
    };
    let log = Sarif { schema: SCHEMA, runs: [run], version: "2.1.0" };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn driver(pages: &[Page]) -> ToolComponent<'_> {
    let version = env!("CARGO_PKG_VERSION");
    ToolComponent {
        name: "cargo-golive",
        rules: pages.iter().map(descriptor).collect(),
        semantic_version: version,
        short_description: Message::new(env!("CARGO_PKG_DESCRIPTION")),
        version,
    }
}

fn descriptor(page: &Page) -> ReportingDescriptor<'_> {
    let markdown = page.body.lines().map(|line| split_marker(line).0.to_owned() + "\n").collect();
    let question = format!("question-{}", page.question.number());
    ReportingDescriptor {
        default_configuration: ReportingConfiguration {
            enabled: page.level != Level::Allow,
            level: level(page.level),
        },
        full_description: Message::new(&page.summary),
        help: Help { markdown, text: explain::plain(&page.body, 100) },
        id: &page.id,
        name: &page.id,
        properties: Tags { tags: ["concurrency".into(), page.group.as_str().into(), question] },
        short_description: Message::new(first_sentence(&page.summary)),
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").and_then(|end| text.get(..=end)).unwrap_or(text)
}

fn invocation(report: &Report, repository: &Repository) -> Invocation {
    let left_out = left_out_packages(&report.left_out_packages).map(|line| Notification {
        level: model::Level::Note,
        locations: Vec::new(),
        message: Message::new(line),
    });
    let notes = report.notes.iter().map(|note| notification(note, repository));
    let notes = left_out.into_iter().chain(notes);
    Invocation {
        execution_successful: true,
        exit_code: u8::from(report.denies()),
        tool_execution_notifications: notes.collect(),
    }
}

fn notification(note: &Unfollowed, repository: &Repository) -> Notification {
    Notification {
        level: model::Level::Note,
        locations: vec![location(&note.place, repository)],
        message: Message::new(&note.what),
    }
}

fn result<'f>(
    finding: &'f Finding,
    rule_index: i64,
    identity: &Identity,
    repository: &Repository,
) -> SarifResult<'f> {
    let mut at = match &finding.place {
        Some(place) => location(place, repository),
        // GitHub refuses results that are nowhere.
        None => {
            let start = Region { start_line: 1, ..Region::default() };
            in_file(&repository.manifest(), start)
        }
    };
    if !finding.item.is_empty() {
        let item = LogicalLocation { fully_qualified_name: finding.item.clone() };
        at.logical_locations = Some([item]);
    }
    let mut text = finding.message.clone();
    if !finding.help.is_empty() {
        text.push_str("\nhelp: ");
        text.push_str(&finding.help);
    }
    let related: Vec<_> = finding.related.iter().map(|r| explained(r, repository)).collect();
    let is_way = finding.is_way && !related.is_empty();
    SarifResult {
        code_flows: is_way.then(|| [way(finding, &related, repository)]),
        level: level(finding.level),
        locations: [at],
        message: Message { text },
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, identity.fingerprint())]),
        properties: Properties { confidence: finding.confidence },
        related_locations: (!related.is_empty()).then(|| each_once(related)),
        rule_id: finding.rule.0,
        rule_index,
        suppressions: None,
    }
}

/// Equal locations would break the promise of a set.
fn each_once(locations: Vec<Location>) -> Vec<Location> {
    let mut once: Vec<Location> = Vec::new();
    for location in locations {
        if !once.contains(&location) {
            once.push(location);
        }
    }
    once
}

fn suppression(waived: &Waived, repository: &Repository) -> Suppression {
    let in_source = waived.waiver.file.file_name() != "golive.toml";
    Suppression {
        justification: waived.terms.reason.clone(),
        kind: if in_source { SuppressionKind::InSource } else { SuppressionKind::External },
        location: location(&waived.waiver, repository),
    }
}

/// The way from the place of `finding` through its related places.
fn way(finding: &Finding, related: &[Location], repository: &Repository) -> CodeFlow {
    let start = finding.place.as_ref().map(|place| {
        let said = if finding.label.is_empty() { &finding.message } else { &finding.label };
        Location { message: Some(Message::new(said)), ..location(place, repository) }
    });
    let steps = start.into_iter().chain(related.iter().cloned());
    let locations = steps.map(|location| ThreadFlowLocation { location }).collect();
    CodeFlow { thread_flows: [ThreadFlow { locations }] }
}

fn explained(related: &Related, repository: &Repository) -> Location {
    let message = Some(Message::new(&related.message));
    Location { message, ..location(&related.place, repository) }
}

fn location(place: &Place, repository: &Repository) -> Location {
    let region = Region {
        end_column: Some(place.end.column),
        end_line: Some(place.end.line),
        start_column: Some(place.start.column),
        start_line: place.start.line,
    };
    in_file(&repository.path(&place.file), region)
}

fn in_file(file: &str, region: Region) -> Location {
    let artifact_location = ArtifactLocation { uri: encode(file), uri_base_id: "%SRCROOT%" };
    let physical_location = PhysicalLocation { artifact_location, region };
    Location { logical_locations: None, message: None, physical_location }
}

fn level(level: Level) -> model::Level {
    match level {
        Level::Deny => model::Level::Error,
        Level::Warn => model::Level::Warning,
        Level::Allow => model::Level::None,
    }
}
