//! Copies of fixtures outside this repository, whose own manifest would be found above them.

use std::fs;

use camino::Utf8Path;
use tempfile::TempDir;

/// A copy of `fixtures/<name>`.
pub fn copy_of_fixture(name: &str) -> TempDir {
    let from = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}
