//! `cargo golive checklist`: prints the go-live checklist, or writes it to a file, which never
//! holds half of it.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path};

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;

use super::Outcome;
use super::error::Error;
use super::lint::{Lint, lint};
use super::options::LintOptions;
use super::replace::replace;
use crate::checklist::written::Written;
use crate::report::{json, markdown};

/// The arguments of `checklist`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lint: LintOptions,
    /// How to write the checklist
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
    /// Write the checklist to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

/// How to write the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A task list, for people.
    #[value(alias = "human")]
    Markdown,
    /// The whole report as JSON, for programs.
    Json,
}

/// Runs `checklist`.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut lint = lint(&args.lint, None)?;
    match &args.output {
        None => write(out, args.format, &lint, "", &Written::default())?,
        Some(file) => {
            let to_root = way_to_root(file, &lint.root);
            let failed = |reason| Error::Write { file: file.clone(), reason };
            let written = match args.format {
                Format::Markdown => read(file).map_err(failed)?,
                Format::Json => Written::default(),
            };
            written.sign(&mut lint.report.checklist, args.lint.today());
            replace(file, |out| write(out, args.format, &lint, &to_root, &written))
                .map_err(failed)?;
            if !args.lint.quiet {
                writeln!(out, "{file}: {}", lint.report.checklist.headline())?;
            }
        }
    }
    Ok(Outcome::of(&lint.report))
}

/// What people wrote in `file`, if it is there.
fn read(file: &Utf8Path) -> io::Result<Written> {
    if !file.is_file() {
        return Ok(Written::default());
    }
    Written::read(&fs::read_to_string(file)?)
        .map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
}

fn write(
    out: &mut dyn Write,
    format: Format,
    lint: &Lint,
    to_root: &str,
    written: &Written,
) -> io::Result<()> {
    match format {
        Format::Markdown => {
            let mut block = Vec::new();
            markdown::write(&mut block, &lint.report, to_root, written)?;
            let mut block = String::from_utf8_lossy(&block).into_owned();
            if written.crlf {
                block = block.replace('\n', "\r\n");
            }
            write!(out, "{}{}{}", written.before, block.trim_end(), written.after)
        }
        Format::Json => json::write(out, &lint.report),
    }
}

/// The way from the folder of `file` to the project's root.
fn way_to_root(file: &Utf8Path, root: &Utf8Path) -> String {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.as_std_path().to_owned());
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    match (fs::canonicalize(folder), fs::canonicalize(root)) {
        (Ok(from), Ok(root)) => way(&from, &root),
        _ => String::new(),
    }
}

/// The relative way between two absolute folders, with `/`: empty, or ending in `/`.
fn way(from: &Path, to: &Path) -> String {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| "..".to_string());
    let down = to.components().skip(common).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        _ => String::new(),
    });
    up.chain(down).map(|part| part + "/").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_written_file_to_the_root() {
        let way = |from: &str, to: &str| super::way(Path::new(from), Path::new(to));
        assert_eq!(way("/p", "/p"), "");
        assert_eq!(way("/p/docs/ops", "/p"), "../../");
        assert_eq!(way("/out", "/p/q"), "../p/q/");
    }
}
