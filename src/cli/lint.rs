//! The way from a project to a report, which `check` and `checklist` share.

use std::cell::LazyCell;
use std::io::{Write, stderr};
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::Error;
use super::levels;
use super::options::LintOptions;
use super::progress;
use super::ran::Ran;
use crate::adoption;
use crate::adoption::baseline::{self, Entry, Matched};
use crate::checklist::items::form;
use crate::checklist::services::services;
use crate::checklist::words::Lang;
use crate::checklist::{Checklist, Levels};
use crate::code::apis::{self, ApiFile};
use crate::code::catalogue::Catalogue;
use crate::code::declared;
use crate::code::emitted::{self, Watched};
use crate::code::mentions::{self, Names};
use crate::code::rust;
use crate::config::{self, Config, Options};
use crate::docs::{self, DocsEvidence, MapRow, Template};
use crate::evidence::{Evidence, Unreadable};
use crate::finding::{Confidence, Finding, Level, RuleId};
use crate::inventory::rows::{name_alone, names_file, names_files, names_to_look_for};
use crate::ops::{self, KnownOwner, OpsEvidence};
use crate::report::{self, Report, Shown};
use crate::rules::page::{Page, pages};
use crate::rules::{RULES, Rule};
use crate::source::FilePath;
use crate::waivers::{self, Waivers};
use crate::workspace::{self, Changed, Package, Project, Request, Workspace};

/// What a run found.
pub struct Lint {
    /// The folder that all places are relative to.
    pub root: Utf8PathBuf,
    /// The workspaces in it.
    pub workspaces: Vec<Workspace>,
    /// The file of the checklist that the configuration names.
    pub checklist: Option<FilePath>,
    /// The language of the checklist that the configuration names.
    pub lang: Lang,
    /// The report.
    pub report: Report,
    /// How the findings stand to the baseline, whose new ones are those of the report.
    pub baseline: Matched,
}

/// Lints what `request` asks for; with `since`, only findings on changes since that revision are shown.
pub fn lint(request: &LintOptions, since: Option<&str>) -> Result<Lint, Error> {
    let start = Instant::now();
    let mut project = discover(request)?;
    let config = configuration(&mut project)?;
    let pages = pages(RULES)?;
    let levels = levels::resolve(&pages, &config.levels, &request.levels)?;
    let baseline = baseline::read(&project.root)?;
    let changed = since.map(|rev| Changed::since(&project.root, rev)).transpose()?;
    // Chains are never sure enough to be shown otherwise, and take their time to follow.
    let chains =
        request.min_confidence == Confidence::Low && config.options.blocking_in_async.chains;
    let mut evidence = progress::during("reading the project", || {
        read(&project, &config, chains, request.today())
    })?;
    evidence.waivers = read_waivers(&project, &config, &evidence, &pages);

    let (last, first): (Vec<&Rule>, _) = RULES.iter().partition(|rule| rule.waits_for_waivers());
    let findings = check(&first, &evidence, &config.options, &levels);
    let ran = Ran { project: &project, levels: &levels, chains, least: request.min_confidence };
    let waivers = &mut evidence.waivers.waivers;
    let (mut findings, waived) =
        adoption::waive(findings, waivers, evidence.today, |waiver| ran.judges_waiver(waiver));
    findings.extend(check(&last, &evidence, &config.options, &levels));
    report::sort(&mut findings);
    if request.verbose {
        let consulted = consulted(&project, &config, &evidence);
        // Nobody is left to tell when this can't be printed.
        let _ = writeln!(stderr(), "{consulted}in {} ms", start.elapsed().as_millis());
    }

    // The checklist is about the project as it is, whatever was accepted or changed.
    let sure = |finding: &&Finding| finding.confidence >= request.min_confidence;
    let unwaived: Vec<Finding> = findings.iter().filter(sure).cloned().collect();
    let mut checklist = Checklist::new(form()?, &evidence, &unwaived, &waived, &levels);
    let package_of = |file: &FilePath| package_of(&project, file);
    checklist.services = services(&checklist, &config.services, &package_of);

    let mut matched = match &baseline {
        None => Matched { new: findings, ..Matched::default() },
        Some(entries) => {
            let can_be =
                |finding: &Finding| page_of(&pages, finding.rule).is_some_and(|p| p.baseline);
            let is_judged = |entry: &Entry| ran.judges_entry(entry);
            baseline::compare(&project.root, findings, entries, can_be, is_judged)
        }
    };
    let mut shown = Shown::new(std::mem::take(&mut matched.new), request.min_confidence);
    let mut left_out = 0;
    if let Some(changed) = &changed {
        let speaks = |file: &FilePath| {
            let documents = [&project.documents, &project.operations];
            documents.iter().any(|files| files.contains(file)) || file.as_str() == "golive.toml"
        };
        let root = &project.root;
        (shown.findings, left_out) = adoption::on_changes(root, shown.findings, changed, speaks);
    }
    let mut unfollowed = evidence.code.unfollowed;
    unfollowed.extend(evidence.ops.unfollowed);
    unfollowed.sort();
    let mut report = Report::new(shown, checklist)
        .with_unfollowed(unfollowed, request.strict)
        .with_waived(waived)
        .with_since(since, left_out);
    if baseline.is_some() {
        report = report.with_baseline(matched.accepted.len(), matched.fixed.len());
    }
    let Project { root, workspaces, .. } = project;
    let Config { checklist, lang, .. } = config;
    Ok(Lint { root, workspaces, checklist, lang, report, baseline: matched })
}

/// The evidence of the project that `request` names.
pub fn evidence(request: &LintOptions) -> Result<Evidence, Error> {
    evidence_with(&mut discover(request)?, request, None)
}

/// The evidence of `project`, which was discovered for `request`, with `document` among the architecture
/// documents whatever its name is.
pub fn evidence_with(
    project: &mut Project,
    request: &LintOptions,
    document: Option<FilePath>,
) -> Result<Evidence, Error> {
    let mut config = configuration(project)?;
    if let Some(document) = document {
        let documents = config.docs.get_or_insert_with(|| choose_documents(project).files);
        documents.push(document);
    }
    progress::during("reading the project", || read(project, &config, false, request.today()))
}

/// The package that `file` speaks about; nothing for documents beside all packages.
fn package_of<'p>(project: &'p Project, file: &FilePath) -> Option<&'p str> {
    let owns = |p: &&Package| p.manifest == *file || p.sources.binary_search(file).is_ok();
    let around = |p: &&Package| !p.folder.is_empty() && file.as_path().starts_with(&p.folder);
    let innermost = || project.packages().filter(around).max_by_key(|p| p.folder.len());
    project.packages().find(owns).or_else(innermost).map(|package| package.name.as_str())
}

fn page_of(pages: &[(RuleId, Page)], rule: RuleId) -> Option<&Page> {
    pages.iter().find(|(id, _)| *id == rule).map(|(_, page)| page)
}

fn read_waivers(
    project: &Project,
    config: &Config,
    evidence: &Evidence,
    pages: &[(RuleId, Page)],
) -> Waivers {
    let mut comments = evidence.code.waivers.clone();
    comments.extend(docs::waivers(&project.root, &evidence.docs));
    let known: Vec<_> = pages.iter().map(|(id, page)| (*id, page.waiver)).collect();
    waivers::read(&comments, &config.waivers, &config.waiver_policy, &known, evidence.today)
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
    let shipped = apis::shipped()?;
    let all = || {
        let (docs, ops) = rayon::join(|| read_docs(project, config), || read_ops(project, config));
        let is_watched = |workspace: &Workspace| is_watched(workspace, project, &docs.0, &ops.0);
        let code = read_code(project, config, &shipped, chains, &is_watched);
        (code, docs, ops)
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    let (mut evidence, (docs, unreadable), (ops, ops_unreadable)) = match pool {
        Ok(pool) => pool.install(all),
        Err(_) => all(),
    };
    evidence.code.mentioned = mentioned(project, &docs);
    evidence.docs = docs;
    evidence.ops = ops;
    evidence.today = today;
    evidence.watched = watched(project, &evidence);
    evidence.ops.unfollowed.extend(emitted::unfollowed(&evidence.watched));
    evidence.unreadable.extend(project.unreadable.iter().cloned());
    evidence.unreadable.extend(unreadable);
    evidence.unreadable.extend(ops_unreadable);
    evidence.unreadable.sort();
    Ok(evidence)
}

/// The metrics that are watched: what the code speaks of is not told to be dead.
fn watched(project: &Project, evidence: &Evidence) -> Vec<Watched> {
    emitted::watched(evidence, &|metrics| {
        let sources = project.packages().flat_map(|package| &package.sources);
        let wanted = Names { metrics, ..Names::default() };
        mentions::find(&project.root, sources, &wanted).metrics
    })
}

/// What of the code and settings that concurrency maps name is there.
fn mentioned(project: &Project, docs: &DocsEvidence) -> Names {
    let sources = || project.packages().flat_map(|package| &package.sources);
    let rows: Vec<&MapRow> = docs.documents.iter().flat_map(|d| &d.map).collect();
    let (files, items): (Vec<&str>, Vec<&str>) = rows
        .iter()
        .flat_map(|row| &row.code)
        .flat_map(|code| names_to_look_for(&code.text))
        .partition(|code| names_files(code));
    let alone = rows.iter().flat_map(|row| &row.code).filter_map(|code| name_alone(&code.text));
    let settings = rows.iter().flat_map(|row| &row.setting).map(|s| s.text.as_str());
    let wanted = Names {
        items: items.into_iter().map(str::to_owned).collect(),
        settings: settings.chain(alone).map(str::to_owned).collect(),
        ..Names::default()
    };
    let more = project.packages().map(|package| &package.manifest).chain(&project.operations);
    let mut found = mentions::find(&project.root, sources().chain(more), &wanted);
    let is_there = |file: &&str| sources().any(|source| names_file(file, source));
    found.items.extend(files.into_iter().filter(is_there).map(str::to_owned));
    found
}

/// True when an alert or a concurrency map of `workspace`, or of none in particular, watches metrics.
/// Else nobody asks which metrics its code emits, and finding them takes its time.
fn is_watched(
    workspace: &Workspace,
    project: &Project,
    docs: &DocsEvidence,
    ops: &OpsEvidence,
) -> bool {
    let rules = ops.alerts.iter().map(|alert| &alert.name);
    let rules = rules.chain(ops.recordings.iter().map(|recording| &recording.name));
    let cells = docs.documents.iter().flat_map(|d| &d.map).flat_map(|row| &row.metrics);
    let lies_in = |file: &FilePath, other: &Workspace| file.as_path().starts_with(&other.folder);
    rules.chain(cells).map(|text| &text.place.file).any(|file| {
        let mut others = project.workspaces.iter();
        lies_in(file, workspace) || !others.any(|other| lies_in(file, other))
    })
}

fn read_code(
    project: &Project,
    config: &Config,
    shipped: &[ApiFile],
    chains: bool,
    is_watched: &dyn Fn(&Workspace) -> bool,
) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.code.metric_prefix.clone_from(&config.metric_prefix);
    let emits_by_itself = config.apis.iter().any(|api| api.metric.is_some());
    let without_metrics = LazyCell::new(|| {
        let mut shipped = shipped.to_vec();
        shipped.iter_mut().for_each(|file| file.api.retain(|api| api.metric.is_none()));
        Catalogue::new(shipped, &config.apis)
    });
    let whole = LazyCell::new(|| Catalogue::new(shipped.to_vec(), &config.apis));
    for workspace in &project.workspaces {
        let metrics = emits_by_itself || is_watched(workspace);
        let catalogue: &Catalogue = if metrics { &whole } else { &without_metrics };
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

/// The templates that the project around the current folder names. A folder without a configuration is not searched
/// for a project, which may take long.
pub fn templates() -> Result<Template, Error> {
    let start = current_folder()?;
    let names = |folder: &Utf8Path| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        folder.join("golive.toml").is_file() || manifest.contains("metadata.golive")
    };
    if !start.ancestors().any(names) {
        return Ok(Template::default());
    }
    let request = Request { start, ..Request::default() };
    let Ok(mut project) = workspace::discover(&request) else { return Ok(Template::default()) };
    let config = configuration(&mut project)?;
    Ok(Template::read(&project.root, &config.templates))
}

/// Loads the configuration of `project`, and leaves out of it what that excludes.
pub fn configuration(project: &mut Project) -> Result<Config, Error> {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
    let config = config::load(project, &rules)?;
    project.leave_out(&config.exclude);
    Ok(config)
}

fn read_docs(project: &Project, config: &Config) -> (DocsEvidence, Vec<Unreadable>) {
    let template = Template::read(&project.root, &config.templates);
    match &config.docs {
        Some(documents) => {
            let is_template = |file: &FilePath| config.templates.contains(file);
            let documents: Vec<FilePath> =
                documents.iter().filter(|file| !is_template(file)).cloned().collect();
            docs::read_all(&project.root, &documents, false, &template)
        }
        None => {
            let choice = choose_documents(project);
            docs::read_all(&project.root, &choice.files, choice.guessed, &template)
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

fn check(rules: &[&Rule], evidence: &Evidence, options: &Options, levels: &Levels) -> Vec<Finding> {
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

    fn one_finding(rule: &'static str) -> Vec<Finding> {
        vec![Finding::new(RuleId(rule), String::new())]
    }

    #[test]
    fn findings_get_the_level_of_their_rule_and_a_rule_at_allow_is_silent() {
        let rule = |id, check| Rule { id: RuleId(id), page: "", check };
        let rules =
            [rule("gate", |_, _| one_finding("gate")), rule("off", |_, _| one_finding("off"))];
        let levels = Levels::from([("gate", Level::Deny), ("off", Level::Allow)]);
        let findings = check(&rules.each_ref(), &Evidence::default(), &Options::default(), &levels);
        let said: Vec<_> = findings.iter().map(|f| (f.rule.0, f.level)).collect();
        assert_eq!(said, [("gate", Level::Deny)]);
    }
}
