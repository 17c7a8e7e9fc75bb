//! `--format`, which may be given several times: what it accepts, and the writing.
//!
//! In: `FORMAT` or `FORMAT=FILE` for each, and what a run found. Out: at most one format on standard
//! output, and files that never hold half of theirs.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::str::FromStr;

use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, ValueEnum};

use super::error::Error;
use super::lint::Lint;
use super::replace::replace;
use crate::report::repository::Repository;
use crate::report::terminal::Terminal;
use crate::report::{cargo, comment, github, gitlab, human, json, junit, sarif, short};
use crate::rules::RULES;
use crate::rules::page::{Page, pages};
use crate::suggest::did_you_mean;

/// The variable by which GitHub names the file for the summary of a job.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The width of lines that are not for this terminal.
const WIDTH: usize = 80;

/// How to write findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Human,
    Short,
    Json,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Markdown,
    Cargo,
}

/// All formats with their names and what they are for, in the order in which they are listed.
const FORMATS: [(&str, Format, &str); 9] = [
    ("human", Format::Human, "With the lines they are about, for people (the default)"),
    ("short", Format::Short, "One line each, for editors"),
    ("json", Format::Json, "JSON, for programs"),
    ("sarif", Format::Sarif, "SARIF 2.1.0, for code scanning"),
    ("github", Format::Github, "Annotations in a GitHub workflow, and its summary"),
    ("gitlab", Format::Gitlab, "Code quality of GitLab"),
    ("junit", Format::Junit, "JUnit XML, for CI servers"),
    ("markdown", Format::Markdown, "A short comment on a pull request"),
    ("cargo", Format::Cargo, "The JSON messages of cargo"),
];

/// Cargo's option of the same name, for programs that run cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// As `--format human`.
    Human,
    /// As `--format short`.
    Short,
    /// As `--format cargo`.
    Json,
    /// The same, with colours in the rendered texts.
    JsonDiagnosticRenderedAnsi,
}

/// One output: a format, and the file that it goes to, or standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    format: Format,
    file: Option<Utf8PathBuf>,
    /// Colours where the format itself has none.
    ansi: bool,
}

impl Output {
    fn to_stdout(format: Format) -> Self {
        Self { format, file: None, ansi: false }
    }
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            None => (text, None),
            Some((name, "")) => return Err(format!("no file after `{name}=`")),
            Some((name, file)) => (name, Some(Utf8PathBuf::from(file))),
        };
        let Some(&(_, format, _)) = FORMATS.iter().find(|(known, ..)| *known == name) else {
            let known = FORMATS.map(|(name, ..)| name);
            let meant = did_you_mean(name, known);
            let known = known.join(", ");
            return Err(format!("there is no format `{name}`{meant}\nknown formats: {known}"));
        };
        Ok(Self { format, file, ansi: false })
    }
}

/// Reads an [`Output`], and tells help and completions of the formats.
#[derive(Debug, Clone)]
pub struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        Output::from_str.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FORMATS.iter().map(|(name, _, what)| PossibleValue::new(*name).help(*what))))
    }
}

impl From<MessageFormat> for Output {
    fn from(format: MessageFormat) -> Self {
        match format {
            MessageFormat::Human => Self::to_stdout(Format::Human),
            MessageFormat::Short => Self::to_stdout(Format::Short),
            MessageFormat::Json => Self::to_stdout(Format::Cargo),
            MessageFormat::JsonDiagnosticRenderedAnsi => {
                Self { ansi: true, ..Self::to_stdout(Format::Cargo) }
            }
        }
    }
}

/// The outputs that are asked for, `human` when none is; an error when two share a file or standard
/// output.
pub fn outputs(
    formats: &[Output],
    message_format: Option<MessageFormat>,
) -> Result<Vec<Output>, Error> {
    let outputs: Vec<Output> =
        formats.iter().cloned().chain(message_format.map(Output::from)).collect();
    if outputs.is_empty() {
        return Ok(vec![Output::to_stdout(Format::Human)]);
    }
    let mut taken = BTreeSet::new();
    for output in &outputs {
        if !taken.insert(&output.file) {
            return Err(Error::SameOutput(match &output.file {
                Some(file) => format!("two formats would be written to `{file}`"),
                None => "two formats would be written to standard output".to_owned(),
            }));
        }
    }
    Ok(outputs)
}

/// Writes what `lint` found to each of `outputs`; `with_summary` is for people only.
pub fn write(
    outputs: &[Output],
    lint: &Lint,
    terminal: Terminal,
    with_summary: bool,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let pages: Vec<Page> = pages(RULES)?.into_iter().map(|(_, page)| page).collect();
    let repository = Repository::around(&lint.root);
    let plain = Terminal { width: WIDTH, height: None, color: false };
    let write_one = |out: &mut dyn Write, output: &Output| {
        let Lint { root, report, .. } = lint;
        let screen = if output.file.is_none() { terminal } else { plain };
        match output.format {
            Format::Human => human::write(out, report, root, screen, with_summary),
            Format::Short => short::write(out, report),
            Format::Json => json::write(out, report),
            Format::Sarif => sarif::write(out, report, &pages, root, &repository),
            Format::Github => github::write(out, report, &repository),
            Format::Gitlab => gitlab::write(out, report, root, &repository),
            Format::Junit => junit::write(out, report),
            Format::Markdown => comment::write(out, report),
            Format::Cargo => {
                let screen = Terminal { color: output.ansi, ..plain };
                cargo::write(out, report, root, &lint.workspaces, screen)
            }
        }
    };
    for output in outputs {
        match &output.file {
            None => write_one(out, output)?,
            Some(file) => to_file(file, |out| write_one(out, output))
                .map_err(|reason| Error::Write { file: file.clone(), reason })?,
        }
    }
    if outputs.iter().any(|output| output.format == Format::Github) {
        append_summary(lint)?;
    }
    Ok(())
}

/// Replaces `file`, unless it says the same already: `--watch` would see a change, and run again.
fn to_file(
    file: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = Vec::new();
    write(&mut text)?;
    if fs::read(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    replace(file, |out| out.write_all(&text))
}

/// Adds the report in Markdown to the summary of the job, where GitHub runs this.
fn append_summary(lint: &Lint) -> Result<(), Error> {
    let Some(file) = std::env::var_os(SUMMARY).filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let file = Utf8PathBuf::from(file.to_string_lossy().into_owned());
    let append = || {
        let mut summary = Vec::new();
        comment::write(&mut summary, &lint.report)?;
        // The steps of a job share the file.
        OpenOptions::new().create(true).append(true).open(&file)?.write_all(&summary)
    };
    append().map_err(|reason: io::Error| Error::Write { file: file.clone(), reason })
}
