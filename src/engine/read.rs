//! From a project on disk to its facts: readers side by side, then the joins.

use std::cell::LazyCell;

use camino::Utf8Path;

use super::{Error, Request, threads};
use crate::catalogue::{self, ApiFile, Catalogue};
use crate::config::{self, Config};
use crate::facts::{DocumentFacts, Facts, FilePath, KnownOwner, OperationFacts, Unreadable};
use crate::joins;
use crate::readers::markdown::{self, TemplateText};
use crate::readers::{operations, read_text, rust};
use crate::rules::RULES;
use crate::workspace::{self, Project, Workspace};

/// What there is to look at.
pub(crate) fn discover(request: &Request) -> Result<Project, Error> {
    let request = workspace::Request {
        start: request.folder.clone(),
        manifest_path: request.manifest_path.clone(),
        packages: request.packages.clone(),
        exclude: request.exclude.clone(),
    };
    Ok(workspace::discover(&request)?)
}

/// Loads the configuration of `project`, and leaves out of it what that excludes.
pub(crate) fn configuration(project: &mut Project) -> Result<Config, Error> {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
    let config = config::load(project, &rules)?;
    project.leave_out(&config.exclude);
    project.declare(&config.packages);
    Ok(config)
}

/// The facts of the project that `request` names, read and joined.
pub(crate) fn facts(request: &Request) -> Result<Facts, Error> {
    facts_of(&mut discover(request)?, request, None)
}

/// The facts of `project`, which was discovered for `request`, with `document` among the architecture
/// documents whatever its name is.
pub(crate) fn facts_of(
    project: &mut Project,
    request: &Request,
    document: Option<FilePath>,
) -> Result<Facts, Error> {
    let mut config = configuration(project)?;
    if let Some(document) = document {
        let documents = config.docs.get_or_insert_with(|| choose_documents(project).files);
        documents.push(document);
    }
    config.declared.all_packages |= request.wants_all_packages();
    read(project, &config, false, request.today())
}

/// The facts of `project`; with `chains`, calls that block further down are followed.
pub(super) fn read(
    project: &Project,
    config: &Config,
    chains: bool,
    today: jiff::civil::Date,
) -> Result<Facts, Error> {
    let shipped = catalogue::shipped()?;
    threads::reading(|| {
        let ((docs, mut unreadable), (ops, more)) =
            threads::both(|| read_docs(project, config), || read_ops(project, config));
        unreadable.extend(more);
        unreadable.extend(project.unreadable.iter().cloned());
        let mut facts = Facts { docs, ops, today, unreadable, ..Facts::default() };
        read_code(&mut facts, project, config, &shipped, chains);
        facts.unreadable.sort();
        joins::join(&mut facts, project, &config.declared);
        facts
    })
}

fn read_docs(project: &Project, config: &Config) -> (DocumentFacts, Vec<Unreadable>) {
    let template = TemplateText::read(&project.root, &config.templates);
    match &config.docs {
        Some(documents) => {
            let is_template = |file: &FilePath| config.templates.contains(file);
            let documents: Vec<FilePath> =
                documents.iter().filter(|file| !is_template(file)).cloned().collect();
            markdown::read_all(&project.root, &documents, false, &template)
        }
        None => {
            let choice = choose_documents(project);
            markdown::read_all(&project.root, &choice.files, choice.guessed, &template)
        }
    }
}

/// The architecture documents of a project whose configuration names none.
pub(crate) fn choose_documents(project: &Project) -> markdown::Choice {
    let read = |file: &FilePath| read_text(&file.under(&project.root)).ok();
    markdown::choose(&project.documents, &read)
}

fn read_ops(project: &Project, config: &Config) -> (OperationFacts, Vec<Unreadable>) {
    let named = config.operations.as_ref();
    let files = named.unwrap_or(&project.operations);
    let (mut ops, unreadable) = operations::read_all(&project.root, files, named.is_none());
    let configured = config.owners.iter().cloned();
    ops.owners.extend(configured.map(|name| KnownOwner { name, pattern: None }));
    (ops, unreadable)
}

/// Adds what the code of `project` shows to `facts`, workspace by workspace, so that the texts of only one
/// are in memory.
fn read_code(
    facts: &mut Facts,
    project: &Project,
    config: &Config,
    shipped: &[ApiFile],
    chains: bool,
) {
    let emits_by_itself = config.apis.iter().any(|api| api.metric.is_some());
    let without_metrics = LazyCell::new(|| {
        let mut shipped = shipped.to_vec();
        shipped.iter_mut().for_each(|file| file.api.retain(|api| api.metric.is_none()));
        Catalogue::new(shipped, &config.apis)
    });
    let whole = LazyCell::new(|| Catalogue::new(shipped.to_vec(), &config.apis));
    for workspace in &project.workspaces {
        let metrics = emits_by_itself || is_watched(workspace, project, facts);
        let catalogue: &Catalogue = if metrics { &whole } else { &without_metrics };
        let read = rust::read(&project.root, workspace, catalogue, chains);
        facts.code.append(read.code);
        facts.unreadable.extend(read.unreadable);
    }
}

/// True when an alert or a concurrency map of `workspace`, or of none in particular, watches metrics.
/// Else nobody asks which metrics its code emits, and finding them takes its time.
fn is_watched(workspace: &Workspace, project: &Project, facts: &Facts) -> bool {
    let rules = facts.ops.alerts.iter().map(|alert| &alert.name);
    let rules = rules.chain(facts.ops.recordings.iter().map(|recording| &recording.name));
    let cells = facts.map_rows().flat_map(|row| &row.metrics);
    let lies_in = |file: &FilePath, other: &Workspace| file.as_path().starts_with(&other.folder);
    rules.chain(cells).map(|text| &text.place.file).any(|file| {
        let mut others = project.workspaces.iter();
        lies_in(file, workspace) || !others.any(|other| lies_in(file, other))
    })
}

/// What was read, one line for each kind of file.
pub(super) fn consulted(project: &Project, config: &Config, facts: &Facts) -> String {
    let sources = project.packages().filter(|package| package.selected).map(|p| p.sources.len());
    let sources: Vec<usize> = sources.collect();
    let documents: Vec<&str> = facts.docs.documents.iter().map(|d| d.file.as_str()).collect();
    let operations = config.operations.as_ref().unwrap_or(&project.operations).len();
    format!(
        "root: {}\ncode: {} Rust files, packages: {}\ndocuments: {}\noperations: {operations} candidate files\n",
        project.root,
        sources.iter().sum::<usize>(),
        sources.len(),
        documents.join(", "),
    )
}

/// What the documents of the project around `folder` say; `None` where there is no project.
pub(crate) fn documents(
    folder: &Utf8Path,
) -> Result<Option<(DocumentFacts, Vec<Unreadable>)>, Error> {
    let Ok(mut project) = discover(&Request::new(folder)) else { return Ok(None) };
    let config = configuration(&mut project)?;
    Ok(Some(read_docs(&project, &config)))
}

/// The templates that the project around `folder` names. A folder without a configuration is not searched
/// for a project, which may take long.
pub(crate) fn templates(folder: &Utf8Path) -> Result<TemplateText, Error> {
    let names = |folder: &Utf8Path| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        folder.join("golive.toml").is_file() || manifest.contains("metadata.golive")
    };
    if !folder.ancestors().any(names) {
        return Ok(TemplateText::default());
    }
    let Ok(mut project) = discover(&Request::new(folder)) else {
        return Ok(TemplateText::default());
    };
    let config = configuration(&mut project)?;
    Ok(TemplateText::read(&project.root, &config.templates))
}
