//! Patterns of paths in the configuration, each of which must match something of the project.

use toml::Spanned;

use super::problems::Problems;
use crate::facts::{FilePath, PathGlobs};

/// The compiled `patterns`, each of which must cover one of `candidates`.
pub(super) fn globs(
    patterns: &[Spanned<String>],
    candidates: &[&FilePath],
    what: &str,
    problems: &mut Problems,
) -> PathGlobs {
    let mut good = Vec::new();
    for pattern in patterns {
        match compile(pattern, problems) {
            Some(globs) if candidates.iter().any(|file| globs.covers(file)) => {
                good.push(pattern.get_ref().as_str());
            }
            Some(_) => problems.add(pattern.span(), matches_nothing(pattern, what)),
            None => {}
        }
    }
    // Patterns that compile alone compile together.
    PathGlobs::new(good).unwrap_or_default()
}

pub(super) fn compile(pattern: &Spanned<String>, problems: &mut Problems) -> Option<PathGlobs> {
    match PathGlobs::new([pattern.get_ref().as_str()]) {
        Ok(globs) => Some(globs),
        Err(error) => {
            let message = format!("bad pattern `{}`: {}", pattern.get_ref(), error.kind());
            problems.add(pattern.span(), message);
            None
        }
    }
}

pub(super) fn matches_nothing(pattern: &Spanned<String>, what: &str) -> String {
    format!("`{}` matches no {what} of this project", pattern.get_ref())
}
