//! `cargo golive inventory`: lists the concurrency points of the code, and keeps the concurrency map of a
//! document up to date with them.

use std::fs;
use std::io::{ErrorKind, Write};

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use similar::TextDiff;

use super::Outcome;
use super::error::Error;
use super::options::current_folder;
use super::replace::replace;
use crate::edit::map;
use crate::engine::{self, Request};
use crate::facts::{Facts, FilePath};
use crate::report::terminal::Terminal;
use crate::report::{inventory as report, left_out_packages};

/// The arguments of `inventory`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The `Cargo.toml` to start from instead of the nearest one upward
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<Utf8PathBuf>,
    /// List this package only (may be given again)
    #[arg(short, long = "package", value_name = "NAME")]
    packages: Vec<String>,
    /// Do not list this package (may be given again)
    #[arg(long, value_name = "NAME")]
    exclude: Vec<String>,
    /// List packages too that no service depends on
    #[arg(long)]
    all_packages: bool,
    /// How to write the points
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: InventoryFormat,
    /// Create or update the concurrency map in this Markdown file
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    write: Option<Utf8PathBuf>,
    /// With `--write`: write nothing, and exit with 1 when something would change
    #[arg(long, requires = "write")]
    check: bool,
}

/// How to write the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InventoryFormat {
    /// A table, for people.
    Human,
    /// A concurrency map in Markdown.
    Markdown,
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// JSON, for programs.
    Json,
}

/// Runs `inventory`.
pub(super) fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let request = Request {
        manifest_path: args.manifest_path.clone(),
        packages: args.packages.clone(),
        exclude: args.exclude.clone(),
        all_packages: args.all_packages,
        ..Request::new(current_folder()?)
    };
    let mut project = engine::discover(&request)?;
    let document = args.write.as_deref().and_then(|file| in_project(file, &project.root));
    let facts = engine::facts_of(&mut project, &request, document)?;
    if let Some(file) = &args.write {
        return update(file, &facts, args.check, out);
    }
    match args.format {
        InventoryFormat::Human => {
            report::human(out, &facts.points, terminal)?;
            if let Some(left_out) = left_out_packages(&facts.code.left_out()) {
                writeln!(out, "note: {left_out}")?;
            }
        }
        InventoryFormat::Markdown => report::markdown(out, &facts.points)?,
        InventoryFormat::Csv => report::csv(out, &facts.points)?,
        InventoryFormat::Json => report::json(out, &facts.points, &facts.code.left_out())?,
    }
    Ok(Outcome::Clean)
}

fn update(
    file: &Utf8Path,
    facts: &Facts,
    check: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let old = read(file)?;
    let new = map::updated(&FilePath::new(file), &old, facts)
        .map_err(|reason| Error::Update { file: file.to_owned(), reason })?;
    if old == new {
        writeln!(out, "{file}: the concurrency map is up to date")?;
        return Ok(Outcome::Clean);
    }
    if check {
        let diff = TextDiff::from_lines(&old, &new);
        write!(out, "{}", diff.unified_diff().header(file.as_str(), "up to date"))?;
        return Ok(Outcome::Denied);
    }
    replace(file, |out| out.write_all(new.as_bytes()))
        .map_err(|reason| Error::Write { file: file.to_owned(), reason })?;
    writeln!(out, "{file}: the concurrency map was updated")?;
    Ok(Outcome::Clean)
}

/// `file` from `root` on, when it is there and below it.
fn in_project(file: &Utf8Path, root: &Utf8Path) -> Option<FilePath> {
    let file = file.canonicalize_utf8().ok()?;
    let below = file.strip_prefix(root.canonicalize_utf8().ok()?).ok()?;
    Some(FilePath::new(below))
}

/// The text of `file`, nothing when it is not there yet.
fn read(file: &Utf8Path) -> Result<String, Error> {
    let reason = match fs::read(file).map(String::from_utf8) {
        Ok(Ok(text)) => return Ok(text),
        Ok(Err(_)) => "it is not valid UTF-8".to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => error.to_string(),
    };
    Err(Error::Read { file: file.to_owned(), reason })
}
