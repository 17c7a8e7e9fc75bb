//! Cargo's own JSON messages, one a line, as `cargo check --message-format json` writes them: what
//! rust-analyzer, bacon and others that run cargo read.
//!
//! Each finding is a `compiler-message` with a diagnostic of rustc's shape, at the package and target
//! whose file it is in; `build-finished` comes last.

use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::human::{Sources, render_finding};
use super::repository::encode;
use super::terminal::Terminal;
use super::{Context, Format};
use crate::facts::{FilePath, Finding, Level, Place, Position, RuleId};
use crate::workspace::{OLDEST_EDITION, Package, Project, Target, TargetKind};

pub(crate) const FORMAT: Format =
    Format { name: "cargo", about: "The JSON messages of cargo", write };

/// Writes the findings of `report`, whose files lie under `root` in `workspaces`, to `out`; `terminal`
/// says how the text of each is rendered.
pub(crate) fn write(out: &mut dyn Write, context: &Context<'_>) -> io::Result<()> {
    let Context { report, terminal, .. } = *context;
    let Project { root, .. } = &report.project;
    let mut sources = Sources::new(root);
    for finding in &report.findings {
        let file = finding.place.as_ref().map(|place| &place.file);
        // A workspace without any package still has findings about its documents.
        let origin = origin(root, package_of(&report.project, file), file);
        let line = CompilerMessage {
            reason: "compiler-message",
            package_id: &origin.package_id,
            manifest_path: &origin.manifest,
            target: &origin.target,
            message: diagnostic(finding, &origin.home, &mut sources, terminal),
        };
        write_line(out, &line)?;
    }
    write_line(out, &BuildFinished { reason: "build-finished", success: !report.denies() })
}

fn write_line(out: &mut dyn Write, message: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    writeln!(out)
}

#[derive(Serialize)]
struct CompilerMessage<'a> {
    reason: &'static str,
    package_id: &'a str,
    manifest_path: &'a Utf8Path,
    target: &'a JsonTarget,
    message: Diagnostic<'a>,
}

#[derive(Serialize)]
struct BuildFinished {
    reason: &'static str,
    success: bool,
}

#[derive(Serialize)]
struct JsonTarget {
    kind: [&'static str; 1],
    crate_types: [&'static str; 1],
    name: String,
    src_path: Utf8PathBuf,
    edition: String,
    doc: bool,
    doctest: bool,
    test: bool,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    rendered: Option<String>,
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    children: Vec<Diagnostic<'a>>,
    level: &'static str,
    message: &'a str,
    spans: Vec<Span<'a>>,
    code: Option<DiagnosticCode>,
}

#[derive(Serialize)]
struct DiagnosticCode {
    code: RuleId,
    explanation: Option<String>,
}

#[derive(Serialize)]
struct Span<'a> {
    file_name: &'a str,
    byte_start: u32,
    byte_end: u32,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    text: Vec<SpanLine>,
    label: Option<&'a str>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<String>,
    expansion: Option<String>,
}

#[derive(Serialize)]
struct SpanLine {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

/// What cargo says about where a message comes from.
struct Origin {
    package_id: String,
    manifest: Utf8PathBuf,
    target: JsonTarget,
    /// The first position of the manifest, for what has no place of its own: editors show nothing
    /// without one.
    home: Place,
}

/// The package of `file`; cargo knows no message without a package, so that the first one stands in.
fn package_of<'p>(project: &'p Project, file: Option<&FilePath>) -> Option<&'p Package> {
    let owner = file.and_then(|file| project.package_of(file));
    owner.or_else(|| project.packages().next())
}

fn origin(root: &Utf8Path, package: Option<&Package>, file: Option<&FilePath>) -> Origin {
    let manifest = package.map_or_else(|| FilePath::new("Cargo.toml"), |p| p.manifest.clone());
    let name = package.map_or_else(|| root.file_name().unwrap_or_default(), |p| p.name.as_str());
    let folder = manifest.under(root);
    let folder = folder.parent().unwrap_or(root);
    let way = encode(&folder.as_str().replace('\\', "/"));
    let edition = package.map_or(OLDEST_EDITION, |package| &package.edition);
    let target = match package.and_then(|package| target_of(package, file)) {
        Some(target) => json_target(&target.name, target.kind, edition, target.root.under(root)),
        None => json_target(name, TargetKind::Lib, edition, manifest.under(root)),
    };
    let first = Position { line: 1, column: 1 };
    Origin {
        package_id: format!(
            "path+file://{}{way}#{name}",
            if way.starts_with('/') { "" } else { "/" }
        ),
        manifest: manifest.under(root),
        target,
        home: Place { file: manifest, start: first, end: first, bytes: (0, 0) },
    }
}

/// The target whose root is `file`, or the one that most of the package belongs to.
fn target_of<'p>(package: &'p Package, file: Option<&FilePath>) -> Option<&'p Target> {
    let is_root = |target: &&Target| file == Some(&target.root);
    let targets = &package.targets;
    targets.iter().find(is_root).or_else(|| targets.iter().min_by_key(|target| target.kind))
}

fn json_target(name: &str, kind: TargetKind, edition: &str, src_path: Utf8PathBuf) -> JsonTarget {
    let (kind, crate_type) = match kind {
        TargetKind::Lib => ("lib", "lib"),
        TargetKind::Bin => ("bin", "bin"),
        TargetKind::Example => ("example", "bin"),
        TargetKind::Test => ("test", "bin"),
        TargetKind::Bench => ("bench", "bin"),
        TargetKind::BuildScript => ("custom-build", "bin"),
    };
    JsonTarget {
        kind: [kind],
        crate_types: [crate_type],
        name: name.to_owned(),
        src_path,
        edition: edition.to_owned(),
        doc: kind == "lib" || kind == "bin",
        doctest: kind == "lib",
        test: kind != "custom-build",
    }
}

fn diagnostic<'a>(
    finding: &'a Finding,
    home: &'a Place,
    sources: &mut Sources,
    terminal: Terminal,
) -> Diagnostic<'a> {
    let label = Some(finding.label.as_str()).filter(|label| !label.is_empty());
    let mut spans = vec![span(finding.place.as_ref().unwrap_or(home), true, label, sources)];
    for related in &finding.related {
        spans.push(span(&related.place, false, Some(&related.message), sources));
    }
    let help = Some(finding.help.as_str()).filter(|help| !help.is_empty());
    Diagnostic {
        rendered: Some(render_finding(finding, sources, terminal)),
        spans,
        children: help.into_iter().map(|help| Diagnostic::of("help", help)).collect(),
        code: Some(DiagnosticCode { code: finding.rule, explanation: None }),
        ..Diagnostic::of(
            if finding.level == Level::Deny { "error" } else { "warning" },
            &finding.message,
        )
    }
}

impl<'a> Diagnostic<'a> {
    fn of(level: &'static str, message: &'a str) -> Self {
        Self {
            rendered: None,
            message_type: "diagnostic",
            children: Vec::new(),
            level,
            message,
            spans: Vec::new(),
            code: None,
        }
    }
}

fn span<'a>(
    place: &'a Place,
    is_primary: bool,
    label: Option<&'a str>,
    sources: &mut Sources,
) -> Span<'a> {
    Span {
        file_name: place.file.as_str(),
        byte_start: place.bytes.0,
        byte_end: place.bytes.1,
        line_start: place.start.line,
        line_end: place.end.line,
        column_start: place.start.column,
        column_end: place.end.column,
        is_primary,
        text: sources.read(&place.file).map(|source| lines(source, place)).unwrap_or_default(),
        label,
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}

/// The lines of `place`, each with the columns that are marked.
fn lines(source: &str, place: &Place) -> Vec<SpanLine> {
    let (start, end) = (place.start, place.end);
    let count = end.line.saturating_sub(start.line) as usize + 1;
    let first = start.line.saturating_sub(1) as usize;
    let line = |(number, text): (u32, &str)| SpanLine {
        highlight_start: if number == start.line { start.column as usize } else { 1 },
        highlight_end: match number == end.line {
            true => end.column as usize,
            false => text.chars().count() + 1,
        },
        text: text.to_owned(),
    };
    (start.line..).zip(source.lines().skip(first).take(count)).map(line).collect()
}
