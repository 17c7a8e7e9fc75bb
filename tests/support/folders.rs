//! Folders to try promises on, outside this repository, whose own manifest would be found above.

use std::fs;

use camino::Utf8PathBuf;
use tempfile::TempDir;

/// The path of `folder`.
pub fn root_of(folder: &TempDir) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap()
}

/// A folder with these files: paths and texts.
pub fn files(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}
