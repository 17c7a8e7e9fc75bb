//! What is discovered at once: a workspace with its members, or a package that stands alone.

use camino::Utf8PathBuf;

use super::manifest::{Manifest, ManifestError, WorkspaceTable};
use super::members::{Member, read_members};

/// One workspace with its members, or one package that stands alone.
pub(super) struct Unit {
    pub folder: Utf8PathBuf,
    pub table: WorkspaceTable,
    pub members: Vec<Member>,
    pub unreadable: Vec<ManifestError>,
}

impl Unit {
    pub(super) fn read(folder: Utf8PathBuf, mut manifest: Manifest) -> Self {
        match manifest.workspace.take() {
            Some(table) => {
                let members = read_members(&folder, &table);
                Self { folder, table, members: members.readable, unreadable: members.unreadable }
            }
            None => {
                let alone = Member::new(folder.clone(), manifest);
                Self {
                    folder,
                    table: WorkspaceTable::default(),
                    members: alone.into_iter().collect(),
                    unreadable: Vec::new(),
                }
            }
        }
    }
}
