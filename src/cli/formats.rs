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
use super::replace::replace;
use crate::page::Page;
use crate::report::repository::Repository;
use crate::report::terminal::Terminal;
use crate::report::{Context, FORMATS, Format, Report, cargo, github, human, markdown, short};
use crate::rules;
use crate::suggest::did_you_mean;

/// The variable by which GitHub names the file for the summary of a job.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The width of lines that are not for this terminal.
const WIDTH: usize = 80;

/// Cargo's option of the same name, for programs that run cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
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
#[derive(Debug, Clone)]
pub(super) struct Output {
    format: &'static Format,
    file: Option<Utf8PathBuf>,
    /// Colours where the format itself has none.
    ansi: bool,
}

impl Output {
    fn to_stdout(format: &'static Format) -> Self {
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
        let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
            let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            let meant = did_you_mean(name, known.iter().copied());
            let known = known.join(", ");
            return Err(format!("unknown format `{name}`{meant}\nknown formats: {known}"));
        };
        Ok(Self { format, file, ansi: false })
    }
}

/// Reads an [`Output`], and tells help and completions of the formats.
#[derive(Debug, Clone)]
pub(super) struct OutputParser;

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
        let value = |format: &Format| PossibleValue::new(format.name).help(format.about);
        Some(Box::new(FORMATS.iter().map(value)))
    }
}

impl From<MessageFormat> for Output {
    fn from(format: MessageFormat) -> Self {
        match format {
            MessageFormat::Human => Self::to_stdout(&human::FORMAT),
            MessageFormat::Short => Self::to_stdout(&short::FORMAT),
            MessageFormat::Json => Self::to_stdout(&cargo::FORMAT),
            MessageFormat::JsonDiagnosticRenderedAnsi => {
                Self { ansi: true, ..Self::to_stdout(&cargo::FORMAT) }
            }
        }
    }
}

/// The outputs that are asked for, `human` when none is; an error when two share a file or standard
/// output.
pub(super) fn outputs(
    formats: &[Output],
    message_format: Option<MessageFormat>,
) -> Result<Vec<Output>, Error> {
    let outputs: Vec<Output> =
        formats.iter().cloned().chain(message_format.map(Output::from)).collect();
    if outputs.is_empty() {
        return Ok(vec![Output::to_stdout(&human::FORMAT)]);
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

/// Writes `report` to each of `outputs`; `with_summary` is for people only.
pub(super) fn write(
    outputs: &[Output],
    report: &Report,
    terminal: Terminal,
    with_summary: bool,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let pages: Vec<Page> = rules::pages()?.into_iter().map(|(_, page)| page).collect();
    let repository = Repository::around(report.root());
    let context =
        Context { report, pages: &pages, repository: &repository, terminal, with_summary };
    let write_one = |out: &mut dyn Write, output: &Output| {
        let plain = Terminal { width: WIDTH, height: None, color: output.ansi };
        // A program reads the messages of cargo, also from standard output.
        let is_for_people = output.file.is_none() && output.format.name != cargo::FORMAT.name;
        let terminal = if is_for_people { terminal } else { plain };
        (output.format.write)(out, &Context { terminal, ..context })
    };
    for output in outputs {
        match &output.file {
            None => write_one(out, output)?,
            Some(file) => to_file(file, |out| write_one(out, output))
                .map_err(|reason| Error::Write { file: file.clone(), reason })?,
        }
    }
    if outputs.iter().any(|output| output.format.name == github::FORMAT.name) {
        append_summary(report)?;
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
fn append_summary(report: &Report) -> Result<(), Error> {
    let Some(file) = std::env::var_os(SUMMARY).filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let file = Utf8PathBuf::from(file.to_string_lossy().into_owned());
    let append = || {
        let mut summary = Vec::new();
        markdown::write(&mut summary, report)?;
        // The steps of a job share the file.
        OpenOptions::new().create(true).append(true).open(&file)?.write_all(&summary)
    };
    append().map_err(|reason: io::Error| Error::Write { file: file.clone(), reason })
}
