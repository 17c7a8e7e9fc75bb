//! Which Rust file belongs to which package: the one whose manifest is nearest above it.

use std::collections::HashMap;

use super::Target;
use super::paths::folders_above;
use crate::facts::FilePath;

/// Who owns the files of the project.
pub(super) struct Sources {
    /// The files of each package, in the order of the folders that were given, sorted.
    owned: Vec<Vec<FilePath>>,
    /// The files in no package's folder, sorted.
    free: Vec<FilePath>,
}

impl Sources {
    /// Deals out `rust` to the packages in `folders`. What lies in one of the `foreign` folders, those
    /// of packages that are not looked at (a fixture, a vendored crate), is nobody's.
    pub(super) fn new<'a>(
        rust: &[FilePath],
        foreign: impl Iterator<Item = &'a str>,
        folders: &[&'a str],
    ) -> Self {
        let mut owners: HashMap<&str, Option<usize>> = foreign.map(|f| (f, None)).collect();
        owners.extend(folders.iter().copied().zip((0..).map(Some)));

        let mut sources = Self { owned: vec![Vec::new(); folders.len()], free: Vec::new() };
        for file in rust {
            match folders_above(file.as_str()).find_map(|folder| owners.get(folder)) {
                Some(Some(owner)) => {
                    if let Some(own) = sources.owned.get_mut(*owner) {
                        own.push(file.clone());
                    }
                }
                Some(None) => {}
                None => sources.free.push(file.clone()),
            }
        }
        sources
    }

    /// The files of the `package`-th package.
    pub(super) fn of(&self, package: usize) -> &[FilePath] {
        self.owned.get(package).map_or(&[], Vec::as_slice)
    }

    /// Takes the files of the `package`-th package, those around its targets included that no
    /// package's folder holds.
    pub(super) fn take(&mut self, package: usize, targets: &[Target]) -> Vec<FilePath> {
        let mut files = self.owned.get_mut(package).map(std::mem::take).unwrap_or_default();
        for target in targets {
            if self.free.binary_search(&target.root).is_ok() {
                let folder = target.root.folder();
                let claimed = |file: &FilePath| file.as_path().starts_with(folder);
                files.extend(self.free.extract_if(.., |file| claimed(file)));
            }
        }
        files.sort_unstable();
        files
    }
}
