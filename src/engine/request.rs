//! What a run is asked for.

use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::facts::{Confidence, Level};

/// What to look at, and what to report.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder to start from. The workspace around it is linted, or else all that are below it.
    pub folder: Utf8PathBuf,
    /// The `Cargo.toml` to start from instead of the one nearest to `folder`.
    pub manifest_path: Option<Utf8PathBuf>,
    /// The packages to report on, by name or pattern; all when empty.
    pub packages: Vec<String>,
    /// Packages not to report on, by name or pattern.
    pub exclude: Vec<String>,
    /// Report on packages too that no service depends on. Those that `packages` names are always reported on.
    pub all_packages: bool,
    /// Levels of rules that go over those of the configuration, the later one winning: the id of a rule, or
    /// `warnings` for all that are at `warn`.
    pub levels: Vec<(Level, String)>,
    /// Findings less sure than this are counted as hidden and not reported.
    pub min_confidence: Confidence,
    /// Report only findings on what was changed since this revision of git.
    pub since: Option<String>,
    /// Report what could not be followed, as notes.
    pub strict: bool,
    /// Count an entry of the baseline that has no finding any more as denied.
    pub strict_baseline: bool,
    /// The day by which dates are judged; today when `None`.
    pub today: Option<Date>,
}

impl Request {
    /// The request to lint the workspace around `folder` as its configuration says.
    pub fn new(folder: impl Into<Utf8PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            manifest_path: None,
            packages: Vec::new(),
            exclude: Vec::new(),
            all_packages: false,
            levels: Vec::new(),
            min_confidence: Confidence::Medium,
            since: None,
            strict: false,
            strict_baseline: false,
            today: None,
        }
    }

    /// True when every package counts: somebody who names packages has chosen.
    pub(crate) fn wants_all_packages(&self) -> bool {
        self.all_packages || !self.packages.is_empty()
    }

    /// The day by which dates are judged.
    pub(crate) fn today(&self) -> Date {
        self.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date())
    }
}
