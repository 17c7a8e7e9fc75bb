//! SARIF 2.1.0, for code scanning services and viewers.
//!
//! All rules are listed with their pages, also those without findings, so that a service closes the
//! alerts of findings that are gone. Paths are relative to the repository's root, columns count
//! characters.

use std::collections::BTreeMap;
use std::io::{self, Write};

use camino::Utf8Path;
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, CodeFlow, Invocation, Location, LogicalLocation, Message,
    MultiformatMessageString, Notification, PhysicalLocation, PropertyBag, Region,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultColumnKind,
    ResultLevel, Run, Sarif, Suppression, SupressionKind, ThreadFlow, ThreadFlowLocation, Tool,
    ToolComponent,
};

use super::repository::{Repository, encode};
use super::{Report, page};
use crate::adoption::Waived;
use crate::code::sites::Unfollowed;
use crate::finding::{Finding, Level, Related};
use crate::identity::{Identity, identify};
use crate::rules::page::{Page, split_marker};
use crate::source::Place;

/// The name under which the fingerprints stand. It is not the one that GitHub computes itself, the hash
/// of a few lines, because its upload complains about others under that name.
const FINGERPRINT: &str = "goliveIdentity/v1";

/// Writes `report`, whose files lie under `root`, to `out`; `pages` are those of all rules.
pub fn write(
    out: &mut dyn Write,
    report: &Report,
    pages: &[Page],
    root: &Utf8Path,
    repository: &Repository,
) -> io::Result<()> {
    let indices: BTreeMap<&str, i64> = pages.iter().map(|page| page.id.as_str()).zip(0..).collect();
    // Waived ones are numbered after the others, so that a waiver changes nobody else's fingerprint.
    let waived = report.waived.iter().map(|waived| &waived.finding);
    let findings: Vec<Finding> = report.findings.iter().chain(waived).cloned().collect();
    let identities = identify(root, &findings);
    let result = |(finding, identity): (&Finding, &Identity)| {
        let index = indices.get(finding.rule.0).copied().unwrap_or(-1);
        result(finding, index, identity, repository)
    };
    let mut results: Vec<SarifResult> = findings.iter().zip(&identities).map(result).collect();
    for (result, waived) in results.iter_mut().skip(report.findings.len()).zip(&report.waived) {
        result.suppressions = Some(vec![suppression(waived, repository)]);
    }
    let run = Run::builder()
        .tool(Tool::from(driver(pages)))
        .invocations(vec![invocation(report, repository)])
        .column_kind(json!(ResultColumnKind::UnicodeCodePoints))
        .results(results)
        .build();
    let log = Sarif::builder()
        .schema("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
        .version(json!("2.1.0"))
        .runs(vec![run])
        .build();
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn driver(pages: &[Page]) -> ToolComponent {
    let version = env!("CARGO_PKG_VERSION");
    ToolComponent::builder()
        .name("cargo-golive")
        .version(version)
        .semantic_version(version)
        .short_description(&env!("CARGO_PKG_DESCRIPTION").to_owned())
        .rules(pages.iter().map(descriptor).collect::<Vec<_>>())
        .build()
}

fn descriptor(page: &Page) -> ReportingDescriptor {
    let markdown: String =
        page.body.lines().map(|line| split_marker(line).0.to_owned() + "\n").collect();
    let help = MultiformatMessageString::builder()
        .text(page::plain(&page.body, 100))
        .markdown(markdown)
        .build();
    let configuration = ReportingConfiguration::builder()
        .enabled(page.level != Level::Allow)
        .level(json!(level(page.level)))
        .build();
    let question = format!("question-{}", page.question.number());
    ReportingDescriptor::builder()
        .id(&page.id)
        .name(&page.id)
        .short_description(&first_sentence(&page.summary).to_owned())
        .full_description(&page.summary)
        .help(help)
        .default_configuration(configuration)
        .properties(bag("tags", json!(["concurrency", page.group.as_str(), question])))
        .build()
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").and_then(|end| text.get(..=end)).unwrap_or(text)
}

fn invocation(report: &Report, repository: &Repository) -> Invocation {
    let notes: Vec<_> = report.notes.iter().map(|note| notification(note, repository)).collect();
    Invocation::builder()
        .execution_successful(true)
        .exit_code(i64::from(report.denies()))
        .tool_execution_notifications(notes)
        .build()
}

fn notification(note: &Unfollowed, repository: &Repository) -> Notification {
    Notification::builder()
        .level(json!(ResultLevel::Note))
        .message(&note.what)
        .locations(vec![location(&note.place, repository)])
        .build()
}

fn result(
    finding: &Finding,
    index: i64,
    identity: &Identity,
    repository: &Repository,
) -> SarifResult {
    let mut at = match &finding.place {
        Some(place) => location(place, repository),
        // GitHub refuses results that are nowhere.
        None => Location::builder()
            .physical_location(physical(
                &repository.manifest(),
                Region::builder().start_line(1).build(),
            ))
            .build(),
    };
    if !finding.item.is_empty() {
        let item = LogicalLocation::builder().fully_qualified_name(&finding.item).build();
        at.logical_locations = Some(vec![item]);
    }
    let mut text = finding.message.clone();
    if !finding.help.is_empty() {
        text.push_str("\nhelp: ");
        text.push_str(&finding.help);
    }
    let related: Vec<_> = finding.related.iter().map(|r| explained(r, repository)).collect();
    let fingerprints = BTreeMap::from([(FINGERPRINT.to_owned(), identity.fingerprint())]);
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.0)
        .rule_index(index)
        .level(level(finding.level))
        .message(&text)
        .locations(vec![at])
        .partial_fingerprints(fingerprints)
        .properties(bag("confidence", json!(finding.confidence)))
        .build();
    if finding.is_way && !related.is_empty() {
        result.code_flows = Some(vec![way(finding, &related, repository)]);
    }
    if !related.is_empty() {
        // Equal ones would break the promise of a set.
        let mut once: Vec<Location> = Vec::new();
        for location in related {
            if !once.contains(&location) {
                once.push(location);
            }
        }
        result.related_locations = Some(once);
    }
    result
}

fn suppression(waived: &Waived, repository: &Repository) -> Suppression {
    let in_source = waived.waiver.file.file_name() != "golive.toml";
    let kind = if in_source { SupressionKind::InSource } else { SupressionKind::External };
    Suppression::builder()
        .kind(json!(kind))
        .justification(&waived.terms.reason)
        .location(location(&waived.waiver, repository))
        .build()
}

/// The way from the place of `finding` through its related places.
fn way(finding: &Finding, related: &[Location], repository: &Repository) -> CodeFlow {
    let start = finding.place.as_ref().map(|place| {
        let mut start = location(place, repository);
        let said = if finding.label.is_empty() { &finding.message } else { &finding.label };
        start.message = Some(Message::from(said));
        start
    });
    let steps = start.into_iter().chain(related.iter().cloned());
    let steps = steps.map(|step| ThreadFlowLocation::builder().location(step).build());
    let thread = ThreadFlow::builder().locations(steps.collect::<Vec<_>>()).build();
    CodeFlow::builder().thread_flows(vec![thread]).build()
}

fn explained(related: &Related, repository: &Repository) -> Location {
    let mut location = location(&related.place, repository);
    location.message = Some(Message::from(&related.message));
    location
}

fn location(place: &Place, repository: &Repository) -> Location {
    let region = Region::builder()
        .start_line(i64::from(place.start.line))
        .start_column(i64::from(place.start.column))
        .end_line(i64::from(place.end.line))
        .end_column(i64::from(place.end.column))
        .build();
    let file = repository.path(&place.file);
    Location::builder().physical_location(physical(&file, region)).build()
}

fn physical(file: &str, region: Region) -> PhysicalLocation {
    let artifact = ArtifactLocation::builder().uri(encode(file)).uri_base_id("%SRCROOT%").build();
    PhysicalLocation::builder().artifact_location(artifact).region(region).build()
}

fn level(level: Level) -> ResultLevel {
    match level {
        Level::Deny => ResultLevel::Error,
        Level::Warn => ResultLevel::Warning,
        Level::Allow => ResultLevel::None,
    }
}

fn bag(key: &str, value: serde_json::Value) -> PropertyBag {
    PropertyBag::builder().additional_properties(BTreeMap::from([(key.to_owned(), value)])).build()
}
