//! Checks the patterns of a configuration against the project and expands them.
//!
//! Every pattern must match something: one that does not is a slip, or guards a file that is gone.

use toml::Spanned;

use super::problems::Problems;
use super::schema::{File, OneOrMore, OwnMetric, Text};
use super::{Config, Executors, services, waivers};
use crate::source::{self, FilePath};
use crate::suggest::did_you_mean;
use crate::workspace::{PathGlobs, Project};

/// The configuration that `file` comes to for `project`.
pub(super) fn resolve(file: File, project: &Project, problems: &mut Problems) -> Config {
    let sources: Vec<&FilePath> = project.packages().flat_map(|p| &p.sources).collect();
    let everything = sources
        .iter()
        .copied()
        .chain(&project.documents)
        .chain(&project.operations)
        .chain(project.unreadable.iter().map(|u| &u.place.file));
    let everything: Vec<&FilePath> = everything.collect();

    let owners = file.owners.iter().map(|owner| source::Text {
        text: owner.get_ref().clone(),
        place: problems.place(owner.span()),
    });
    let owners = owners.collect();
    let exclude = globs(&file.exclude, &everything, "file", problems);
    let (items, files): (Vec<Text>, Vec<Text>) =
        file.executors.into_iter().partition(|pattern| pattern.get_ref().contains("::"));
    let waivers = file.waiver.into_iter();
    let waivers = waivers.filter_map(|w| waivers::waiver(w, &everything, problems)).collect();
    let waiver_policy = waivers::policy(&file.waivers, problems);
    let services = services::services(file.service, project, problems);
    let mut expand = |patterns: Option<Vec<Text>>, candidates: &[FilePath], what: &str| {
        patterns.map(|patterns| expand(&patterns, project, candidates, what, &exclude, problems))
    };
    Config {
        docs: expand(file.docs, &project.documents, "Markdown document"),
        templates: expand(file.template.map(OneOrMore::texts), &project.documents, "template")
            .unwrap_or_default(),
        operations: expand(file.operations, &project.operations, "operations file"),
        executors: Executors {
            files: globs(&files, &sources, "Rust file", problems),
            items: item_paths(items, project, problems),
        },
        entries: globs(&file.entries, &sources, "Rust file", problems),
        exclude,
        owners,
        checklist: file.checklist.map(FilePath::new),
        lang: file.lang,
        services,
        levels: file.levels,
        options: file.rules,
        waivers,
        waiver_policy,
        apis: file.api.into_iter().chain(file.metric.iter().map(OwnMetric::api)).collect(),
        metric_prefix: file.metric_prefix,
    }
}

/// The files that `patterns` name, without those that `exclude` covers. A plain path may name any
/// file of the project, also one that the walk leaves out.
fn expand(
    patterns: &[Text],
    project: &Project,
    candidates: &[FilePath],
    what: &str,
    exclude: &PathGlobs,
    problems: &mut Problems,
) -> Vec<FilePath> {
    let mut files = Vec::new();
    for pattern in patterns {
        let Some(globs) = compile(pattern, problems) else {
            continue;
        };
        let before = files.len();
        files.extend(candidates.iter().filter(|file| globs.covers(file)).cloned());
        let plain = FilePath::new(pattern.get_ref());
        if files.len() == before && plain.under(&project.root).is_file() {
            files.push(plain);
        } else if files.len() == before {
            problems.add(pattern.span(), matches_nothing(pattern, what));
        }
    }
    files.retain(|file| !exclude.covers(file));
    files.sort_unstable();
    files.dedup();
    files
}

/// The compiled `patterns`, each of which must cover one of `candidates`.
pub(super) fn globs(
    patterns: &[Text],
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

fn compile(pattern: &Text, problems: &mut Problems) -> Option<PathGlobs> {
    match PathGlobs::new([pattern.get_ref().as_str()]) {
        Ok(globs) => Some(globs),
        Err(error) => {
            let message = format!("bad pattern `{}`: {}", pattern.get_ref(), error.kind());
            problems.add(pattern.span(), message);
            None
        }
    }
}

fn matches_nothing(pattern: &Spanned<String>, what: &str) -> String {
    format!("`{}` matches no {what} of this project", pattern.get_ref())
}

/// The paths of items, each of which must start with the name of a crate of the project.
fn item_paths(paths: Vec<Text>, project: &Project, problems: &mut Problems) -> Vec<String> {
    let targets = project.packages().flat_map(|package| &package.targets);
    let mut crates: Vec<&str> = targets.map(|target| target.name.as_str()).collect();
    crates.push("crate");
    let mut good = Vec::new();
    for path in paths {
        let first = path.get_ref().split("::").next().unwrap_or_default();
        if crates.contains(&first) {
            good.push(path.into_inner());
        } else {
            let suggestion = did_you_mean(first, crates.iter().copied());
            let message = format!("no crate of this project is called `{first}`{suggestion}");
            problems.add(path.span(), message);
        }
    }
    good
}
