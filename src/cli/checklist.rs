//! `cargo golive checklist`: prints the go-live checklist, writes it to a file, which never holds half
//! of it, or says whether the file is up to date.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path};

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use similar::TextDiff;

use super::Outcome;
use super::error::Error;
use super::options::{LintOptions, lint};
use super::replace::replace;
use crate::checklist::written::{Written, comparable, says_the_same};
use crate::facts::Lang;
use crate::report::{Report, checklist, json};

/// The arguments of `checklist`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    lint: LintOptions,
    /// How to write the checklist
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "markdown")]
    format: ChecklistFormat,
    /// The language of the checklist in Markdown; without it, that of `golive.toml`
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<Lang>,
    /// Write the checklist to this file; without a name, to the one that `golive.toml` names
    #[arg(short, long, value_name = "FILE")]
    #[expect(clippy::option_option, reason = "the option may stand without its value")]
    output: Option<Option<Utf8PathBuf>>,
    /// Write nothing, and exit with 1 when the file does not say what the project shows
    #[arg(long, conflicts_with = "format")]
    verify: bool,
}

/// How to write the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChecklistFormat {
    /// A task list, for people.
    #[value(alias = "human")]
    Markdown,
    /// The whole report as JSON, for programs.
    Json,
}

/// Runs `checklist`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let request = args.lint.request()?;
    let mut report = lint(&args.lint, &request)?;
    let lang = args.lang.unwrap_or(report.lang);
    let file = match &args.output {
        None if !args.verify => {
            match args.format {
                ChecklistFormat::Markdown => {
                    checklist::write(out, &report, "", lang, &Written::default())?;
                }
                ChecklistFormat::Json => json::write(out, &report)?,
            }
            return Ok(Outcome::of(&report));
        }
        Some(Some(file)) => file.clone(),
        _ => {
            let option = if args.verify { "--verify" } else { "-o" };
            let named = report.checklist_file.as_ref().ok_or(Error::NoChecklist(option))?;
            shortest(&named.under(report.root()))
        }
    };
    let failed = |reason| Error::Write { file: file.clone(), reason };
    if let ChecklistFormat::Json = args.format {
        replace(&file, |out| json::write(out, &report)).map_err(failed)?;
    } else {
        if args.verify && !file.is_file() {
            let named = if args.output.is_some() { format!(" {file}") } else { String::new() };
            writeln!(out, "{file} does not exist; `cargo golive checklist -o{named}` writes it")?;
            return Ok(Outcome::Denied);
        }
        let old = read(&file)?;
        let written = Written::read(&old, &report.checklist)
            .map_err(|reason| Error::Read { file: file.clone(), reason })?;
        written.sign(&mut report.checklist, request.today());
        let new = text(&file, &report, lang, &written)?;
        if args.verify {
            return verify(&file, &old, &new, out);
        }
        replace(&file, |out| out.write_all(new.as_bytes())).map_err(failed)?;
    }
    if !args.lint.quiet {
        writeln!(out, "{file}: {}", report.checklist.headline(Lang::En))?;
    }
    Ok(Outcome::of(&report))
}

fn verify(file: &Utf8Path, old: &str, new: &str, out: &mut dyn Write) -> Result<Outcome, Error> {
    if says_the_same(old, new) {
        writeln!(out, "{file}: up to date")?;
        return Ok(Outcome::Clean);
    }
    let (old, new) = comparable(old, new);
    let diff = TextDiff::from_lines(&old, &new);
    write!(out, "{}", diff.unified_diff().header(file.as_str(), "what the project shows"))?;
    Ok(Outcome::Denied)
}

/// The text of `file`, nothing when it is not there yet.
fn read(file: &Utf8Path) -> Result<String, Error> {
    if !file.is_file() {
        return Ok(String::new());
    }
    fs::read_to_string(file)
        .map_err(|error| Error::Read { file: file.to_owned(), reason: error.to_string() })
}

/// The whole of `file` as it should be.
fn text(file: &Utf8Path, report: &Report, lang: Lang, written: &Written) -> io::Result<String> {
    let to_root = way_to_root(file, report.root());
    let mut block = Vec::new();
    checklist::write(&mut block, report, &to_root, lang, written)?;
    let mut block = String::from_utf8_lossy(&block).into_owned();
    if written.crlf {
        block = block.replace('\n', "\r\n");
    }
    Ok(format!("{}{}{}", written.before, block.trim_end(), written.after))
}

/// `file` from the current folder, when it is in that.
fn shortest(file: &Utf8Path) -> Utf8PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    file.strip_prefix(current.to_str().unwrap_or_default()).unwrap_or(file).to_owned()
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
