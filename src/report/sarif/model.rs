//! The part of SARIF 2.1.0 that is written, under the names of the standard.
//!
//! Source: OASIS, *Static Analysis Results Interchange Format (SARIF) Version 2.1.0*, section 3. A test holds
//! what is written against its schema.

use std::collections::BTreeMap;

use serde::Serialize;

/// A log file (3.13).
#[derive(Serialize)]
pub(super) struct Sarif<'a> {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub runs: [Run<'a>; 1],
    pub version: &'static str,
}

/// A run (3.14).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub column_kind: &'static str,
    pub invocations: [Invocation; 1],
    pub results: Vec<SarifResult<'a>>,
    pub tool: Tool<'a>,
}

/// A tool, which has a driver alone (3.18).
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub driver: ToolComponent<'a>,
}

/// A tool component (3.19).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolComponent<'a> {
    pub name: &'static str,
    pub rules: Vec<ReportingDescriptor<'a>>,
    pub semantic_version: &'static str,
    pub short_description: Message,
    pub version: &'static str,
}

/// An invocation (3.20).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub execution_successful: bool,
    pub exit_code: u8,
    pub tool_execution_notifications: Vec<Notification>,
}

/// A notification (3.58).
#[derive(Serialize)]
pub(super) struct Notification {
    pub level: Level,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    pub message: Message,
}

/// The description of a rule (3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor<'a> {
    pub default_configuration: ReportingConfiguration,
    pub full_description: Message,
    pub help: Help,
    pub id: &'a str,
    pub name: &'a str,
    pub properties: Tags,
    pub short_description: Message,
}

/// The configuration of a rule (3.50).
#[derive(Serialize)]
pub(super) struct ReportingConfiguration {
    pub enabled: bool,
    pub level: Level,
}

/// A text in two formats (3.12).
#[derive(Serialize)]
pub(super) struct Help {
    pub markdown: String,
    pub text: String,
}

/// A property bag with tags (3.8.2).
#[derive(Serialize)]
pub(super) struct Tags {
    pub tags: [String; 3],
}

/// A result (3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_flows: Option<[CodeFlow; 1]>,
    pub level: Level,
    pub locations: [Location; 1],
    pub message: Message,
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    pub properties: Properties,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related_locations: Option<Vec<Location>>,
    pub rule_id: &'a str,
    pub rule_index: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressions: Option<[Suppression; 1]>,
}

/// The property bag of a result (3.8).
#[derive(Serialize)]
pub(super) struct Properties {
    pub confidence: crate::facts::Confidence,
}

/// The level of a result, a notification or a rule (3.27.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Error,
    Warning,
    Note,
    None,
}

/// A suppression (3.35).
#[derive(Serialize)]
pub(super) struct Suppression {
    pub justification: String,
    pub kind: SuppressionKind,
    pub location: Location,
}

/// Where a suppression is kept (3.35.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SuppressionKind {
    InSource,
    External,
}

/// A code flow of one thread (3.36).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow {
    pub thread_flows: [ThreadFlow; 1],
}

/// A thread flow (3.37).
#[derive(Serialize)]
pub(super) struct ThreadFlow {
    pub locations: Vec<ThreadFlowLocation>,
}

/// A step of a thread flow (3.38).
#[derive(Serialize)]
pub(super) struct ThreadFlowLocation {
    pub location: Location,
}

/// A location (3.28).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logical_locations: Option<[LogicalLocation; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    pub physical_location: PhysicalLocation,
}

/// A logical location (3.33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation {
    pub fully_qualified_name: String,
}

/// A physical location (3.29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub artifact_location: ArtifactLocation,
    pub region: Region,
}

/// An artifact location (3.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub uri: String,
    pub uri_base_id: &'static str,
}

/// A region (3.30): lines and columns from 1, the end column one past the last character.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u32>,
    pub start_line: u32,
}

/// A message (3.11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Message {
    pub text: String,
}

impl Message {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}
