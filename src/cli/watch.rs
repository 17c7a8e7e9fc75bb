//! `--watch`: runs again whenever a file changes that a run looks at.
//!
//! Only folders that hold such files are watched, each by itself: build folders and what the walk
//! leaves out cost nothing. A new folder is a change in the one above it, and is watched from the next
//! run on.

use std::collections::BTreeSet;
use std::io::{Write, stderr};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Outcome;
use super::error::Error;
use crate::engine::{self, Request};
use crate::workspace::{Project, is_looked_at};

/// Changes come in bursts: an editor writes, renames and removes. A burst has ended when nothing has
/// changed for this long.
const SILENCE: Duration = Duration::from_millis(100);

/// Calls `check` now and after every change to the project that `request` names; returns only when
/// that can't go on.
pub(super) fn run(
    request: &Request,
    out: &mut dyn Write,
    check: &mut dyn FnMut(&mut dyn Write) -> Result<Outcome, Error>,
) -> Result<Outcome, Error> {
    let mut folders = folders_of(&engine::discover(request)?);
    loop {
        // Watching starts before reading, so that no change falls between the two.
        let (_watcher, events) = watch(&folders)?;
        let result = check(out);
        out.flush()?;
        if let Err(error) = result {
            // Nobody is left to tell when this can't be printed.
            let _ = writeln!(stderr(), "error: {error}");
        }
        let _ = writeln!(stderr(), "watching for changes, stop with Ctrl-C");
        wait(&events)?;
        // Half-edited manifests are common; the folders of before are watched until they are mended.
        folders = engine::discover(request).map_or(folders, |project| folders_of(&project));
    }
}

/// The folders of all files that a run on `project` looks at, and those above them.
fn folders_of(project: &Project) -> BTreeSet<Utf8PathBuf> {
    let sources = project.packages().flat_map(|p| p.sources.iter().chain([&p.manifest]));
    let files = sources.chain(&project.documents).chain(&project.operations);
    let inside = files.flat_map(|file| file.as_path().ancestors().skip(1));
    let inside: BTreeSet<&Utf8Path> = inside.collect();
    let inside = inside.into_iter().map(|folder| project.root.join(folder));
    inside.chain([project.root.clone()]).collect()
}

fn watch(folders: &BTreeSet<Utf8PathBuf>) -> Result<(RecommendedWatcher, Receiver<()>), Error> {
    // One message is as good as many.
    let (sender, events) = mpsc::sync_channel(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| matters(&event)) {
            // It is full when a change is told already.
            let _ = sender.try_send(());
        }
    })?;
    for folder in folders {
        // A folder may be gone again; one that can't be watched for another reason must be told.
        if folder.is_dir() {
            watcher.watch(folder.as_std_path(), RecursiveMode::NonRecursive)?;
        }
    }
    Ok((watcher, events))
}

/// Waits until something has changed and then nothing more for a while.
fn wait(events: &Receiver<()>) -> Result<(), Error> {
    events.recv().map_err(|_| Error::Watch("the watcher ended".to_owned()))?;
    while !matches!(events.recv_timeout(SILENCE), Err(RecvTimeoutError::Timeout)) {}
    Ok(())
}

fn matters(event: &Event) -> bool {
    let changes = !matches!(event.kind, EventKind::Access(_));
    changes && event.paths.iter().any(|path| path.is_dir() || is_looked_at(path))
}
