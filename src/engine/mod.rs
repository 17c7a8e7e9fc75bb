//! From a request to a report: the one way through discovery, readers, joins, rules, adoption and checklist.
//!
//! A [`Request`] says what to look at and what to report; [`lint`] returns the [`Report`]. Nothing is printed,
//! nothing is kept between runs, and runs may go on side by side in one process. The command line is one client
//! of it.

mod coverage;
mod error;
mod levels;
mod read;
mod request;
mod threads;

use camino::Utf8Path;

use self::coverage::Coverage;
use crate::adoption::baseline::{self, BaselineEntry, Matched};
use crate::adoption::{self, waivers};
use crate::catalogue;
use crate::checklist::items::form;
use crate::checklist::services::services;
use crate::checklist::{Checklist, Levels};
use crate::config::Config;
use crate::facts::{Facts, FilePath, Finding, Level, RuleId};
use crate::page::Page;
use crate::report::{self, Report, Shown};
use crate::rules::{self, Options, Phase, RULES, Rule};
use crate::workspace::{Changed, Project};

pub use error::Error;
pub(crate) use levels::{resolve as resolve_levels, unknown_rule};
pub(crate) use read::{
    choose_documents, configuration, discover, documents, facts, facts_of, templates,
};
pub use request::Request;

/// Lints what `request` asks for.
///
/// # Errors
///
/// When the run could not be done: there is nothing to look at, the configuration or the baseline is wrong,
/// or the changes since a revision can't be known. A source or document that can't be read is a finding.
pub fn lint(request: &Request) -> Result<Report, Error> {
    let mut project = discover(request)?;
    let mut config = configuration(&mut project)?;
    config.declared.all_packages |= request.wants_all_packages();
    let pages = rules::pages()?;
    let levels = resolve_levels(&pages, &config.levels, &request.levels)?;
    let accepted = baseline::read(&project.root)?;
    let changed =
        request.since.as_ref().map(|rev| Changed::since(&project.root, rev)).transpose()?;
    let mut coverage = Coverage::new(request, &project, &levels);
    let chains = rules::FOLLOWING.iter().any(|&rule| coverage.ran(rule.0));
    let mut facts = read::read(&project, &config, chains, request.today())?;
    coverage.leave_out(&facts);
    facts.waivers = read_waivers(&config, &facts, &pages);
    let (findings, waived) = judge(&mut facts, &config.options, &levels, &coverage);

    // The checklist is about the project as it is, whatever was accepted or changed.
    let sure = |finding: &&Finding| finding.confidence >= request.min_confidence;
    let unwaived: Vec<Finding> = findings.iter().filter(sure).cloned().collect();
    let mut checklist = Checklist::new(form()?, &facts, &unwaived, &waived, &levels);
    let package_of = |file: &FilePath| project.package_of(file).map(|found| found.name.as_str());
    checklist.left_out = facts.code.left_out();
    checklist.services = services(&checklist, &config.declared.services, &package_of);

    let mut matched =
        against_baseline(&project.root, findings, accepted.as_deref(), &pages, &coverage);
    let mut shown = Shown::new(std::mem::take(&mut matched.new), request.min_confidence);
    let mut left_out = 0;
    if let Some(changed) = &changed {
        let root = &project.root;
        let says = |file: &FilePath| says_something(&project, file);
        (shown.findings, left_out) = adoption::on_changes(root, shown.findings, changed, says);
    }
    let mut report = Report::new(shown, checklist)
        .with_unfollowed(facts.unfollowed(), request.strict)
        .with_waived(waived)
        .with_left_out_packages(facts.code.left_out())
        .with_since(request.since.as_deref(), left_out)
        .with_consulted(read::consulted(&project, &config, &facts));
    if accepted.is_some() {
        report = report.with_baseline(matched, request.strict_baseline);
    }
    Ok(report.of_project(project, config.checklist, config.lang))
}

/// The findings of all rules, without those that waivers silence, and those.
fn judge(
    facts: &mut Facts,
    options: &Options,
    levels: &Levels,
    coverage: &Coverage<'_>,
) -> (Vec<Finding>, Vec<adoption::Waived>) {
    let found = check(Phase::Facts, facts, options, levels);
    let waivers = &mut facts.waivers.waivers;
    let (mut findings, waived) =
        adoption::waive(found, waivers, facts.today, |waiver| coverage.judges_waiver(waiver));
    findings.extend(check(Phase::Waived, facts, options, levels));
    report::sort(&mut findings);
    (findings, waived)
}

/// The findings of the rules of one phase, at the levels that are in force.
fn check(phase: Phase, facts: &Facts, options: &Options, levels: &Levels) -> Vec<Finding> {
    let level_of = |rule: &Rule| levels.get(rule.id.0).copied().unwrap_or(Level::Allow);
    let of_phase = RULES.iter().filter(|rule| rule.phase == phase);
    let mut findings = Vec::new();
    for rule in of_phase.filter(|rule| level_of(rule) > Level::Allow) {
        let found = (rule.check)(facts, options).into_iter();
        findings.extend(found.map(|finding| Finding { level: level_of(rule), ..finding }));
    }
    findings
}

fn read_waivers(config: &Config, facts: &Facts, pages: &[(RuleId, Page)]) -> crate::facts::Waivers {
    let of_documents = facts.docs.documents.iter().flat_map(|document| &document.waivers);
    let comments: Vec<_> = facts.code.waivers.iter().chain(of_documents).cloned().collect();
    let known: Vec<_> = pages.iter().map(|(id, page)| (*id, page.waiver)).collect();
    waivers::read(&comments, &config.waivers, &config.waiver_policy, &known, facts.today)
}

/// `findings` brought together with the entries that are `accepted`.
fn against_baseline(
    root: &Utf8Path,
    findings: Vec<Finding>,
    accepted: Option<&[BaselineEntry]>,
    pages: &[(RuleId, Page)],
    coverage: &Coverage<'_>,
) -> Matched {
    let Some(entries) = accepted else {
        return Matched { new: findings, ..Matched::default() };
    };
    let page_of = |rule: RuleId| pages.iter().find(|(id, _)| *id == rule).map(|(_, page)| page);
    let can_be = |finding: &Finding| page_of(finding.rule).is_some_and(|page| page.baseline);
    let is_judged = |entry: &BaselineEntry| coverage.judges_entry(entry);
    baseline::compare(root, findings, entries, can_be, is_judged)
}

/// True for files by which a finding about the project as a whole may come or go.
fn says_something(project: &Project, file: &FilePath) -> bool {
    project.documents.contains(file)
        || project.operations.contains(file)
        || file.as_str() == "golive.toml"
}

/// The pages of all rules, in the order of the catalogue.
///
/// # Errors
///
/// When a page is not in its form, which only a change of the linter itself can bring about.
pub fn pages() -> Result<Vec<Page>, Error> {
    Ok(rules::pages()?.into_iter().map(|(_, page)| page).collect())
}

/// The words by which source files are found that are worth reading, of all crates that the linter knows: what
/// a comparison with other tools has them search for.
///
/// # Errors
///
/// When the catalogue is not in its form, which only a change of the linter itself can bring about.
pub fn search_words() -> Result<Vec<String>, Error> {
    let files = catalogue::shipped()?;
    let libraries = files.iter().map(catalogue::ApiFile::library).collect();
    let catalogue = catalogue::Catalogue::new(files, &[]);
    Ok(catalogue.words_of(&libraries).opening().map(str::to_owned).collect())
}
