//! The way from a project to a report, which `check` and `checklist` share.

use std::io::{Write, stderr};
use std::time::Instant;

use camino::Utf8PathBuf;

use super::error::Error;
use super::levels;
use super::options::LintOptions;
use super::progress;
use crate::checklist::items::items;
use crate::checklist::{Checklist, Levels};
use crate::code::apis;
use crate::code::catalogue::Catalogue;
use crate::code::declared;
use crate::code::rust;
use crate::config::{self, Config, Options};
use crate::docs::{self, DocsEvidence};
use crate::evidence::{Evidence, Unreadable};
use crate::finding::{Confidence, Finding, Level};
use crate::ops::{self, KnownOwner, OpsEvidence};
use crate::report::{Report, Shown};
use crate::rules::page::pages;
use crate::rules::{RULES, Rule};
use crate::source::FilePath;
use crate::workspace::{self, Project, Request};

/// What a run found.
pub struct Lint {
    /// The folder that all places are relative to.
    pub root: Utf8PathBuf,
    /// The report.
    pub report: Report,
}

/// Lints what `request` asks for.
pub fn lint(request: &LintOptions) -> Result<Lint, Error> {
    let start = Instant::now();
    let mut project = discover(request)?;
    let config = configuration(&mut project)?;
    let levels = levels::resolve(&pages(RULES)?, &config.levels, &request.levels)?;
    // Chains are never sure enough to be shown otherwise, and take their time to follow.
    let chains =
        request.min_confidence == Confidence::Low && config.options.blocking_in_async.chains;
    let evidence = progress::during("reading the project", || {
        read(&project, &config, chains, request.today())
    })?;
    let findings = check(RULES, &evidence, &config.options, &levels);
    if request.verbose {
        let consulted = consulted(&project, &config, &evidence);
        // Nobody is left to tell when this can't be printed.
        let _ = writeln!(stderr(), "{consulted}in {} ms", start.elapsed().as_millis());
    }
    let shown = Shown::new(findings, request.min_confidence);
    let checklist = Checklist::new(&items()?, &evidence, &shown.findings, &levels);
    let mut unfollowed = evidence.code.unfollowed;
    unfollowed.extend(evidence.ops.unfollowed);
    unfollowed.sort();
    Ok(Lint {
        root: project.root,
        report: Report::new(shown, checklist).with_unfollowed(unfollowed, request.strict),
    })
}

/// What was read, one line for each kind of file.
fn consulted(project: &Project, config: &Config, evidence: &Evidence) -> String {
    let sources = project.packages().filter(|package| package.selected).map(|p| p.sources.len());
    let sources: Vec<usize> = sources.collect();
    let documents = evidence.docs.documents.iter().map(|d| d.file.as_str());
    let operations = config.operations.as_ref().unwrap_or(&project.operations).len();
    format!(
        "root: {}\ncode: {} Rust files, packages: {}\ndocuments: {}\noperations: {operations} files that may be\n",
        project.root,
        sources.iter().sum::<usize>(),
        sources.len(),
        documents.collect::<Vec<_>>().join(", "),
    )
}

/// The stack of each reading thread. Parsing recurses as deep as the code nests; only what is used of it
/// is ever taken from memory.
const STACK: usize = 256 << 20;

/// What there is to look at.
pub fn discover(request: &LintOptions) -> Result<Project, Error> {
    let request = Request {
        start: current_folder()?,
        manifest_path: request.manifest_path.clone(),
        packages: request.packages.clone(),
        exclude: request.exclude.clone(),
    };
    Ok(workspace::discover(&request)?)
}

fn read(
    project: &Project,
    config: &Config,
    chains: bool,
    today: jiff::civil::Date,
) -> Result<Evidence, Error> {
    let catalogue = Catalogue::new(apis::shipped()?, &config.apis);
    let both = || {
        rayon::join(
            || read_code(project, config, &catalogue, chains),
            || (read_docs(project, config), read_ops(project, config)),
        )
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    let (mut evidence, ((docs, unreadable), (ops, ops_unreadable))) = match pool {
        Ok(pool) => pool.install(both),
        Err(_) => both(),
    };
    evidence.docs = docs;
    evidence.ops = ops;
    evidence.today = today;
    evidence.unreadable.extend(project.unreadable.iter().cloned());
    evidence.unreadable.extend(unreadable);
    evidence.unreadable.extend(ops_unreadable);
    evidence.unreadable.sort();
    Ok(evidence)
}

fn read_code(project: &Project, config: &Config, catalogue: &Catalogue, chains: bool) -> Evidence {
    let mut evidence = Evidence::default();
    for workspace in &project.workspaces {
        let mut read = rust::read(&project.root, workspace, catalogue, chains);
        declared::apply(&mut read.code, workspace, config);
        evidence.code.append(read.code);
        evidence.unreadable.extend(read.unreadable);
    }
    evidence
}

/// The documents of the project around the current folder; `None` where there is no project.
pub fn documents() -> Result<Option<(DocsEvidence, Vec<Unreadable>)>, Error> {
    let request = Request { start: current_folder()?, ..Request::default() };
    let Ok(mut project) = workspace::discover(&request) else { return Ok(None) };
    let config = configuration(&mut project)?;
    Ok(Some(read_docs(&project, &config)))
}

/// Loads the configuration of `project`, and leaves out of it what that excludes.
pub fn configuration(project: &mut Project) -> Result<Config, Error> {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
    let config = config::load(project, &rules)?;
    project.leave_out(&config.exclude);
    Ok(config)
}

fn read_docs(project: &Project, config: &Config) -> (DocsEvidence, Vec<Unreadable>) {
    match &config.docs {
        Some(documents) => docs::read_all(&project.root, documents, false),
        None => {
            let choice = choose_documents(project);
            docs::read_all(&project.root, &choice.files, choice.guessed)
        }
    }
}

/// The architecture documents of a project whose configuration names none.
pub fn choose_documents(project: &Project) -> docs::Choice {
    let read = |file: &FilePath| docs::read_text(&file.under(&project.root)).ok();
    docs::choose(&project.documents, &read)
}

fn read_ops(project: &Project, config: &Config) -> (OpsEvidence, Vec<Unreadable>) {
    let named = config.operations.as_ref();
    let files = named.unwrap_or(&project.operations);
    let (mut ops, unreadable) = ops::read_all(&project.root, files, named.is_none());
    let configured = config.owners.iter().cloned();
    ops.owners.extend(configured.map(|name| KnownOwner { name, pattern: None }));
    (ops, unreadable)
}

fn check(rules: &[Rule], evidence: &Evidence, options: &Options, levels: &Levels) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules {
        let level = levels.get(rule.id.0).copied().unwrap_or(Level::Allow);
        if level == Level::Allow {
            continue;
        }
        let found = (rule.check)(evidence, options);
        findings.extend(found.into_iter().map(|finding| Finding { level, ..finding }));
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
    use crate::finding::RuleId;

    fn one_finding(rule: &'static str) -> Vec<Finding> {
        vec![Finding::new(RuleId(rule), String::new())]
    }

    #[test]
    fn findings_get_the_level_of_their_rule_and_a_rule_at_allow_is_silent() {
        let rule = |id, check| Rule { id: RuleId(id), page: "", check };
        let rules =
            [rule("gate", |_, _| one_finding("gate")), rule("off", |_, _| one_finding("off"))];
        let levels = Levels::from([("gate", Level::Deny), ("off", Level::Allow)]);
        let findings = check(&rules, &Evidence::default(), &Options::default(), &levels);
        let said: Vec<_> = findings.iter().map(|f| (f.rule.0, f.level)).collect();
        assert_eq!(said, [("gate", Level::Deny)]);
    }
}
