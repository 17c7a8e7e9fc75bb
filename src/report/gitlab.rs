//! Code quality of GitLab: a list of findings in its subset of Code Climate's JSON, which merge
//! requests show as new and as mended.

use std::io::{self, Write};

use serde::Serialize;

use super::repository::Repository;
use super::{Context, Format};
use crate::adoption::identity::{Identity, identify};
use crate::facts::{Finding, Level, Line, RuleId};

pub(crate) const FORMAT: Format = Format { name: "gitlab", about: "Code quality of GitLab", write };

/// Writes the findings of `report`, whose files lie under `root`, to `out`.
pub(crate) fn write(out: &mut dyn Write, context: &Context<'_>) -> io::Result<()> {
    let Context { report, repository, .. } = *context;
    let identities = identify(report.root(), &report.findings);
    let issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .zip(&identities)
        .map(|(finding, identity)| issue(finding, identity, repository))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: RuleId,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: Line,
}

fn issue<'a>(finding: &'a Finding, identity: &Identity, repository: &Repository) -> Issue<'a> {
    let location = match &finding.place {
        Some(place) => Location {
            path: repository.path(&place.file),
            lines: Lines { begin: place.start.line },
        },
        None => Location { path: repository.manifest(), lines: Lines { begin: 1 } },
    };
    Issue {
        description: &finding.message,
        check_name: finding.rule,
        fingerprint: identity.fingerprint(),
        severity: if finding.level == Level::Deny { "major" } else { "minor" },
        location,
    }
}
