//! The options that `check` and `checklist` share: what to look at, and what to report.

use std::io::{Write, stderr};
use std::time::Instant;

use camino::Utf8PathBuf;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::error::Error;
use super::levels::LevelFlags;
use super::progress;
use crate::engine::{self, Request};
use crate::facts::{Confidence, Lang};
use crate::report::Report;

/// What to look at, and what to report.
#[derive(Debug, clap::Args)]
pub(super) struct LintOptions {
    /// The `Cargo.toml` to start from instead of the nearest one upward
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<Utf8PathBuf>,
    /// Report on this package only (may be given again)
    #[arg(short, long = "package", value_name = "NAME")]
    pub packages: Vec<String>,
    /// Do not report on this package (may be given again)
    #[arg(long, value_name = "NAME")]
    pub exclude: Vec<String>,
    /// Report on packages too that no service depends on
    #[arg(long)]
    pub all_packages: bool,
    /// Levels of rules.
    #[command(flatten)]
    pub levels: LevelFlags,
    /// Hide findings that are less certain
    #[arg(long, value_enum, value_name = "CONFIDENCE", default_value = "medium")]
    pub min_confidence: Confidence,
    /// Name every place that could not be followed, with the reason
    #[arg(long)]
    pub strict: bool,
    /// Judge dates as if it were this day, `2027-03-31`
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
    /// Leave out the summary
    #[arg(short, long)]
    pub quiet: bool,
    /// Say on standard error what was read, and how long it took
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

impl Default for LintOptions {
    fn default() -> Self {
        Self {
            manifest_path: None,
            packages: Vec::new(),
            exclude: Vec::new(),
            all_packages: false,
            levels: LevelFlags::default(),
            min_confidence: Confidence::Medium,
            strict: false,
            today: None,
            quiet: false,
            verbose: false,
        }
    }
}

impl LintOptions {
    /// What the engine is asked for.
    pub(super) fn request(&self) -> Result<Request, Error> {
        Ok(Request {
            manifest_path: self.manifest_path.clone(),
            packages: self.packages.clone(),
            exclude: self.exclude.clone(),
            all_packages: self.all_packages,
            levels: self.levels.0.clone(),
            min_confidence: self.min_confidence,
            strict: self.strict,
            today: self.today,
            ..Request::new(current_folder()?)
        })
    }
}

/// Lints what `request` asks for, and tells people at a terminal about it as `options` say.
pub(super) fn lint(options: &LintOptions, request: &Request) -> Result<Report, Error> {
    let start = Instant::now();
    let report = progress::during("reading the project", || engine::lint(request))?;
    if options.verbose {
        // Nobody is left to tell when this can't be printed.
        let _ = writeln!(stderr(), "{}in {} ms", report.consulted, start.elapsed().as_millis());
    }
    Ok(report)
}

/// The current folder.
pub(super) fn current_folder() -> Result<Utf8PathBuf, Error> {
    let folder = std::env::current_dir().map_err(|e| Error::CurrentFolder(e.to_string()))?;
    Utf8PathBuf::from_path_buf(folder).map_err(|folder| {
        Error::CurrentFolder(format!("`{}` is not valid UTF-8", folder.display()))
    })
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::En => ("en", "English"),
            Self::Zh => ("zh", "Chinese"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for Confidence {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Low, Self::Medium, Self::High]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}
