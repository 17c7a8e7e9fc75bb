//! `cargo golive init`: writes a commented `golive.toml` and an architecture document whose sections
//! stand, with the project's own concurrency points in its map.
//!
//! What is there already is kept unless overwriting is asked for, and when one file can't be written, neither is. The
//! questions stay open: owners are for people to name.

use std::fs;
use std::io::Write;

use camino::{Utf8Path, Utf8PathBuf};

use super::Outcome;
use super::error::Error;
use super::options::current_folder;
use super::replace::Prepared;
use crate::config;
use crate::edit::map;
use crate::engine::{self, Request};
use crate::facts::{Facts, FilePath, Lang};
use crate::readers::markdown;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The language of what is written
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "en")]
    lang: Lang,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    /// The `Cargo.toml` to start from instead of the nearest one upward
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<Utf8PathBuf>,
}

const CONFIGURATION: &str = "golive.toml";
const DOCUMENT: &str = "docs/architecture.md";

/// Runs `init`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let request =
        Request { manifest_path: args.manifest_path.clone(), ..Request::new(current_folder()?) };
    let mut project = engine::discover(&request)?;
    let root = project.root.clone();
    let holder = config::file(&root)?;
    if let Some(manifest) = holder.filter(|file| file.as_str() != CONFIGURATION) {
        return Err(Error::ConfiguredElsewhere(manifest));
    }
    let is_there = |name: &&str| root.join(name).symlink_metadata().is_ok();
    let taken: Vec<&str> = [CONFIGURATION, DOCUMENT].into_iter().filter(is_there).collect();
    let kept = if args.force { Vec::new() } else { taken };
    if kept.len() == 2 {
        return Err(Error::Exists(kept.join("` and `")));
    }

    let mut facts = engine::facts_of(&mut project, &request, None)?;
    for point in &mut facts.points {
        // CODEOWNERS says who reviews the code. Who scales it is for people to say.
        point.owner = None;
    }
    let (configuration, document) = templates(args.lang);
    let failed = |reason| Error::Update { file: DOCUMENT.into(), reason };
    let document = map::updated(&FilePath::new(DOCUMENT), document, &facts).map_err(failed)?;

    let files = [(DOCUMENT, document.as_str()), (CONFIGURATION, configuration)];
    let wanted = files.into_iter().filter(|(name, _)| !kept.contains(name));
    write_all(&root, wanted, out)?;
    for name in &kept {
        writeln!(out, "kept {name}, which already exists: `--force` overwrites it")?;
    }
    let written = (!kept.contains(&DOCUMENT)).then_some(document.as_str());
    say_what_is_next(written, &facts, out)?;
    Ok(Outcome::Clean)
}

/// Writes `files` under `root`: all of them, or none when one can't be written.
fn write_all<'f>(
    root: &Utf8Path,
    files: impl Iterator<Item = (&'f str, &'f str)>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut prepared = Vec::new();
    for (name, text) in files {
        let file = root.join(name);
        let failed = |reason| Error::Write { file: file.clone(), reason };
        fs::create_dir_all(file.parent().unwrap_or(root)).map_err(failed)?;
        let ready = Prepared::new(&file, |out| out.write_all(text.as_bytes())).map_err(failed)?;
        prepared.push((name, ready, file));
    }
    for (name, ready, file) in prepared {
        ready.put().map_err(|reason| Error::Write { file, reason })?;
        writeln!(out, "wrote {name}")?;
    }
    Ok(())
}

/// Says what to do with the document that was written, or with the one that was kept.
fn say_what_is_next(
    written: Option<&str>,
    facts: &Facts,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Some(document) = written else {
        return writeln!(
            out,
            "\nnext:\n\
             - `cargo golive inventory --write {DOCUMENT}` adds the concurrency map to it\n\
             - `cargo golive docs` says what is answered, `cargo golive checklist` what is missing"
        );
    };
    let maps = markdown::read_map(&FilePath::new(DOCUMENT), document);
    let rows: usize = maps.iter().map(|map| map.rows.len()).sum();
    writeln!(
        out,
        "\nconcurrency points in the map: {} in {rows} rows\n\nnext:\n\
         - answer what says TODO in {DOCUMENT}, and name the owners in its map\n\
         - `cargo golive docs` says what is answered, `cargo golive checklist` what is missing\n\
         - `cargo golive inventory --write {DOCUMENT}` keeps the map up to date",
        facts.points.len()
    )
}

/// The configuration and the document.
fn templates(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => (
            include_str!("../../templates/golive.en.toml"),
            include_str!("../../templates/architecture.en.md"),
        ),
        Lang::Zh => (
            include_str!("../../templates/golive.zh.toml"),
            include_str!("../../templates/architecture.zh.md"),
        ),
    }
}
