//! Checks the patterns of a configuration against the project and expands them.
//!
//! Every pattern must match something: one that does not is a slip, or guards a file that is gone.

use super::globs::{compile, globs, matches_nothing};
use super::problems::Problems;
use super::schema::{File, OneOrMore, OwnMetric, ScopedPackages, SpannedText};
use super::{Config, packages, services, waivers};
use crate::facts::{self, Declared, FilePath, PathGlobs};
use crate::suggest::did_you_mean;
use crate::workspace::Project;

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

    let owners = file.owners.iter().map(|owner| facts::SourceText {
        text: owner.get_ref().clone(),
        place: problems.place(owner.span()),
    });
    let owners = owners.collect();
    let exclude = globs(&file.exclude, &everything, "file", problems);
    let (items, files): (Vec<SpannedText>, Vec<SpannedText>) =
        file.executors.into_iter().partition(|pattern| pattern.get_ref().contains("::"));
    let waivers = file.waiver.into_iter();
    let waivers = waivers.filter_map(|w| waivers::waiver(w, &everything, problems)).collect();
    let waiver_policy = waivers::policy(&file.waivers, problems);
    let services = services::services(file.service, project, problems);
    let packages = packages::kinds(file.package, project, problems);
    let mut expand = |patterns: Option<Vec<SpannedText>>, candidates: &[FilePath], what: &str| {
        patterns.map(|patterns| expand(&patterns, project, candidates, what, &exclude, problems))
    };
    Config {
        docs: expand(file.docs, &project.documents, "Markdown document"),
        templates: expand(file.template.map(OneOrMore::texts), &project.documents, "template")
            .unwrap_or_default(),
        operations: expand(file.operations, &project.operations, "operations file"),
        declared: Declared {
            executor_files: globs(&files, &sources, "Rust file", problems),
            executor_items: item_paths(items, project, problems),
            entries: globs(&file.entries, &sources, "Rust file", problems),
            metric_prefix: file.metric_prefix,
            services,
            all_packages: file.scope.packages == ScopedPackages::All,
        },
        packages,
        exclude,
        owners,
        checklist: file.checklist.map(FilePath::new),
        lang: file.lang,
        levels: file.levels,
        options: file.rules,
        waivers,
        waiver_policy,
        apis: file.api.into_iter().chain(file.metric.iter().map(OwnMetric::api)).collect(),
    }
}

/// The files that `patterns` name, without those that `exclude` covers. A plain path may name any
/// file of the project, also one that the walk leaves out.
fn expand(
    patterns: &[SpannedText],
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

/// The paths of items, each of which must start with the name of a crate of the project.
fn item_paths(paths: Vec<SpannedText>, project: &Project, problems: &mut Problems) -> Vec<String> {
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
