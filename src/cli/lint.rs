//! The way from a project to a report, which `check` and `checklist` share.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::error::Error;
use super::levels;
use super::options::LintOptions;
use crate::checklist::items::items;
use crate::checklist::{Checklist, Levels};
use crate::code::apis;
use crate::code::catalogue::Catalogue;
use crate::code::rust;
use crate::code::sites::Site;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, Level};
use crate::report::{Report, Shown};
use crate::rules::page::pages;
use crate::rules::{RULES, Rule};
use crate::workspace::{self, Project, Request};

/// What a run found.
pub struct Lint {
    /// The folder that all places are relative to.
    pub root: Utf8PathBuf,
    /// The report.
    pub report: Report,
}

/// What the project says about itself.
#[derive(Debug, Default)]
struct Config {
    levels: BTreeMap<String, Level>,
    options: Options,
}

/// Lints what `request` asks for.
pub fn lint(request: &LintOptions) -> Result<Lint, Error> {
    let project = discover(request)?;
    let config = load_config(&project)?;
    let levels = levels::resolve(&pages(RULES)?, &config.levels, &request.levels)?;
    let evidence = read(&project, &config)?;
    let findings = check(RULES, &evidence, &config.options, &levels);
    let shown = Shown::new(findings, request.min_confidence);
    let checklist = Checklist::new(&items()?, &evidence, &shown.findings, &levels);
    Ok(Lint {
        root: project.root,
        report: Report::new(shown, checklist),
    })
}

fn discover(request: &LintOptions) -> Result<Project, Error> {
    let request = Request {
        start: current_folder()?,
        manifest_path: request.manifest_path.clone(),
        packages: request.packages.clone(),
        exclude: request.exclude.clone(),
    };
    Ok(workspace::discover(&request)?)
}

fn load_config(_project: &Project) -> Result<Config, Error> {
    Ok(Config::default())
}

fn read(project: &Project, _config: &Config) -> Result<Evidence, Error> {
    let catalogue = Catalogue::new(apis::shipped()?, &[]);
    let mut evidence = Evidence {
        unreadable: project.unreadable.clone(),
        ..Evidence::default()
    };
    for workspace in &project.workspaces {
        let read = rust::read(&project.root, workspace, &catalogue);
        let offset = evidence.code.packages.len();
        evidence.code.packages.extend(read.code.packages);
        let sites = read.code.sites.into_iter();
        evidence.code.sites.extend(sites.map(|site| Site {
            package: site.package + offset,
            ..site
        }));
        evidence.unreadable.extend(read.unreadable);
    }
    Ok(evidence)
}

fn check(rules: &[Rule], evidence: &Evidence, options: &Options, levels: &Levels) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules {
        let level = levels.get(rule.id.0).copied().unwrap_or(Level::Allow);
        if level == Level::Allow {
            continue;
        }
        let found = (rule.check)(evidence, options);
        findings.extend(
            found
                .into_iter()
                .map(|finding| Finding { level, ..finding }),
        );
    }
    findings
}

fn current_folder() -> Result<Utf8PathBuf, Error> {
    let folder = std::env::current_dir().map_err(|e| Error::CurrentFolder(e.to_string()))?;
    Utf8PathBuf::from_path_buf(folder).map_err(|folder| {
        Error::CurrentFolder(format!("`{}` is not valid UTF-8", folder.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Confidence, RuleId};

    fn one_finding(rule: &'static str) -> Vec<Finding> {
        vec![Finding {
            rule: RuleId(rule),
            level: Level::Warn,
            confidence: Confidence::High,
            message: String::new(),
            label: String::new(),
            help: String::new(),
            place: None,
            related: vec![],
        }]
    }

    #[test]
    fn findings_get_the_level_of_their_rule_and_a_rule_at_allow_is_silent() {
        let rule = |id, check| Rule {
            id: RuleId(id),
            page: "",
            check,
        };
        let rules = [
            rule("gate", |_, _| one_finding("gate")),
            rule("off", |_, _| one_finding("off")),
        ];
        let levels = Levels::from([("gate", Level::Deny), ("off", Level::Allow)]);
        let findings = check(&rules, &Evidence::default(), &Options::default(), &levels);
        let said: Vec<_> = findings.iter().map(|f| (f.rule.0, f.level)).collect();
        assert_eq!(said, [("gate", Level::Deny)]);
    }
}
