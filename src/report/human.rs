//! The report for people: each finding with the lines it is about, what led to it and what to do,
//! then the counts by rule and the checklist's headline.
//!
//! Lines are read from the project's root while writing; a file that is gone by then is named
//! without them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
    ThemeCharacters, ThemeStyles,
};

use super::snippet::{Mark, Snippet};
use super::terminal::Terminal;
use super::{Context, Format, Report, clean, left_out_packages};
use crate::facts::{FilePath, Finding, Lang, Level, Place, RuleId};

pub(crate) const FORMAT: Format = Format {
    name: "human",
    about: "With the lines they are about, for people (the default)",
    write,
};

/// Writes `report` to `out`, with lines from the files under `root`; the counts and the headline
/// only if `with_summary`.
pub(crate) fn write(out: &mut dyn Write, context: &Context<'_>) -> io::Result<()> {
    let Context { report, terminal, .. } = *context;
    let mut sources = Sources::new(report.root());
    let with_cause = of_one_cause(&report.findings);
    for finding in &report.findings {
        match finding.cause.as_ref().and_then(|cause| with_cause.get(&(finding.rule, &cause.place)))
        {
            Some(all) if all.len() >= MANY => {
                if all.first().is_some_and(|first| std::ptr::eq(*first, finding)) {
                    out.write_all(render_cause(all, &mut sources, terminal).as_bytes())?;
                    writeln!(out)?;
                }
            }
            _ => {
                out.write_all(render_finding(finding, &mut sources, terminal).as_bytes())?;
                writeln!(out)?;
            }
        }
    }
    for note in &report.notes {
        writeln!(out, "  note: {}: {}", clean(&note.place.to_string()), clean(&note.what))?;
    }
    if !report.notes.is_empty() {
        writeln!(out)?;
    }
    if context.with_summary {
        write_summary(out, report, terminal)?;
    }
    Ok(())
}

/// How many findings of one cause are shown as one, at the place where all are mended.
const MANY: usize = 3;

/// How many places of one cause are named.
const MOST_NAMED: usize = 10;

/// The findings by rule and cause, in their order.
fn of_one_cause(findings: &[Finding]) -> BTreeMap<(RuleId, &Place), Vec<&Finding>> {
    let mut found: BTreeMap<(RuleId, &Place), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if let Some(cause) = &finding.cause {
            found.entry((finding.rule, &cause.place)).or_default().push(finding);
        }
    }
    found
}

/// Findings of one cause, as one at that place, with the places that it is reached from.
fn render_cause(all: &[&Finding], sources: &mut Sources, terminal: Terminal) -> String {
    let Some((first, cause)) = all.first().and_then(|first| Some((first, first.cause.as_ref()?)))
    else {
        return String::new();
    };
    let message = format!("{}; {} calls in async code reach it", cause.message, all.len());
    let at_cause = Finding {
        message,
        place: Some(cause.place.clone()),
        label: "one place to mend for all of them".to_owned(),
        related: Vec::new(),
        ..(*first).clone()
    };
    let mut text = render_finding(&at_cause, sources, terminal);
    for finding in all.iter().take(MOST_NAMED) {
        if let Some(place) = &finding.place {
            text += &format!("  reached from {}\n", clean(&place.to_string()));
        }
    }
    match all.len().saturating_sub(MOST_NAMED) {
        0 => {}
        more => text += &format!("  and from {more} more, which `--format short` lists\n"),
    }
    text
}

/// Renders any diagnostic of this program, `lead` before its message.
pub(crate) fn render(diagnostic: &dyn Diagnostic, lead: &str, terminal: Terminal) -> String {
    let theme = GraphicalTheme {
        characters: ThemeCharacters {
            error: lead.to_string(),
            warning: lead.to_string(),
            advice: lead.to_string(),
            ..ThemeCharacters::unicode()
        },
        styles: styles(terminal),
    };
    let context = match diagnostic.severity() {
        Some(Severity::Advice) => 0,
        _ => 1,
    };
    let mut text = String::new();
    let rendered = GraphicalReportHandler::new_themed(theme)
        .with_width(terminal.width)
        .with_context_lines(context)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .without_syntax_highlighting()
        .render_report(&mut text, diagnostic);
    match rendered {
        Ok(()) => text,
        // miette refuses only what it could not read, and the message is better than nothing.
        Err(fmt::Error) => format!("  {lead} {diagnostic}\n"),
    }
}

/// The finding with what is beside it, then what led to it from further away; the last of them
/// carries the help.
pub(super) fn render_finding(
    finding: &Finding,
    sources: &mut Sources,
    terminal: Terminal,
) -> String {
    let severity = match finding.level {
        Level::Deny => Severity::Error,
        Level::Warn | Level::Allow => Severity::Warning,
    };
    let (beside, further): (Vec<_>, Vec<_>) = finding.related.iter().partition(|related| {
        let place = finding.place.as_ref();
        place.is_some_and(|place| stand_together(place, &related.place))
    });

    let marks = finding.place.iter().map(|place| Mark { place, label: &finding.label });
    let marks = marks.chain(
        beside.into_iter().map(|related| Mark { place: &related.place, label: &related.message }),
    );
    let lead = format!("{}[{}]:", finding.level.as_str(), finding.rule);
    let mut parts =
        vec![(lead, Part::new(&finding.message, severity, &marks.collect::<Vec<_>>(), sources))];
    for related in further {
        let mark = Mark { place: &related.place, label: "" };
        let part = Part::new(&related.message, Severity::Advice, &[mark], sources);
        parts.push(("note:".to_string(), part));
    }
    if let Some((_, last)) = parts.last_mut() {
        last.help = Some(clean(&finding.help)).filter(|help| !help.is_empty());
    }
    parts.iter().map(|(lead, part)| render(part, lead, terminal)).collect()
}

/// True when the lines around both places are shown as one snippet.
fn stand_together(a: &Place, b: &Place) -> bool {
    a.file == b.file && a.start.line.abs_diff(b.start.line) <= 3
}

/// One message with the lines of one file.
#[derive(Debug)]
struct Part {
    message: String,
    severity: Severity,
    snippet: Option<Snippet>,
    help: Option<String>,
}

impl Part {
    /// A message about `marks`, all in one file.
    fn new(message: &str, severity: Severity, marks: &[Mark<'_>], sources: &mut Sources) -> Self {
        let first = marks.first().map(|mark| mark.place);
        let snippet = first.and_then(|place| {
            let source = sources.read(&place.file)?;
            Snippet::new(place.file.as_str(), source, marks)
        });
        let message = match (first, &snippet) {
            (Some(place), None) => format!("{message} ({place})"),
            _ => message.to_string(),
        };
        Self { message: clean(&message), severity, snippet, help: None }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Part {}

impl Diagnostic for Part {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let snippet = self.snippet.as_ref()?;
        Some(Box::new(snippet.labels()))
    }
}

/// The files of the project, each read when first asked for.
pub(super) struct Sources {
    root: Utf8PathBuf,
    read: BTreeMap<FilePath, Option<String>>,
}

impl Sources {
    pub(super) fn new(root: &Utf8Path) -> Self {
        Self { root: root.to_owned(), read: BTreeMap::new() }
    }

    pub(super) fn read(&mut self, file: &FilePath) -> Option<&str> {
        let root = &self.root;
        self.read
            .entry(file.clone())
            .or_insert_with(|| std::fs::read_to_string(file.under(root)).ok())
            .as_deref()
    }
}

fn write_summary(out: &mut dyn Write, report: &Report, terminal: Terminal) -> io::Result<()> {
    let styles = styles(terminal);
    let summary = &report.summary;
    let rules: BTreeSet<(std::cmp::Reverse<Level>, RuleId)> =
        report.findings.iter().map(|f| (std::cmp::Reverse(f.level), f.rule)).collect();
    for (level, rule) in &rules {
        let of_rule = |f: &&Finding| f.rule == *rule && f.level == level.0;
        let count = report.findings.iter().filter(of_rule).count();
        let style = match level.0 {
            Level::Deny => styles.error,
            Level::Warn | Level::Allow => styles.warning,
        };
        let level = style.style(level.0.as_str());
        writeln!(out, "{count:>6}  {level}  {rule}")?;
    }
    if !rules.is_empty() {
        writeln!(out, "        `cargo golive explain RULE` says more about a rule\n")?;
    }
    let files = match summary.files {
        1 => "1 file".to_string(),
        files => format!("{files} files"),
    };
    writeln!(out, "{} deny, {} warn in {files}", summary.deny, summary.warn)?;
    if let Some(left_out) = left_out_packages(&report.left_out_packages) {
        writeln!(out, "note: {left_out}")?;
    }
    if summary.hidden > 0 {
        let hidden = match summary.hidden {
            1 => "1 less certain finding is hidden".to_string(),
            hidden => format!("{hidden} less certain findings are hidden"),
        };
        writeln!(out, "{hidden}: `--min-confidence low` shows all")?;
    }
    write_adoption(out, report)?;
    if summary.unfollowed > 0 {
        let places = match summary.unfollowed {
            1 => "1 place".to_string(),
            places => format!("{places} places"),
        };
        let more = if report.notes.is_empty() { ": `--strict` names them" } else { "" };
        writeln!(out, "{places} could not be followed{more}")?;
    }
    writeln!(out, "{}", report.checklist.headline(Lang::En))
}

/// What is not shown because somebody decided so, each with the way to see it.
fn write_adoption(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    let counted = |count: usize| match count {
        1 => "1 finding".to_string(),
        _ => format!("{count} findings"),
    };
    if summary.waived > 0 {
        let waived = counted(summary.waived);
        writeln!(out, "{waived} waived: `--format json` lists them with their reasons")?;
    }
    if report.has_baseline {
        let new = report.findings.len() + summary.left_out;
        let (fixed, accepted) = (summary.fixed, summary.accepted);
        writeln!(out, "since the baseline: {new} new, {fixed} fixed, {accepted} accepted")?;
    }
    if summary.fixed > 0 {
        let entries = match summary.fixed {
            1 => "1 entry of the baseline has no finding".to_string(),
            fixed => format!("{fixed} entries of the baseline have no finding"),
        };
        writeln!(out, "{entries} any more: `cargo golive baseline --prune` removes what is fixed")?;
    }
    if let Some(since) = &report.since {
        let left_out = counted(summary.left_out);
        writeln!(out, "{left_out} left out, on nothing that was changed since {}", clean(since))?;
    }
    Ok(())
}

fn styles(terminal: Terminal) -> ThemeStyles {
    if terminal.color { ThemeStyles::ansi() } else { ThemeStyles::none() }
}
