//! Projects in git repositories of their own, in temporary folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::command::command;

/// A package that depends on tokio, in a repository.
pub(crate) struct Repository {
    #[allow(dead_code, reason = "keeps the folder")]
    folder: TempDir,
    path: PathBuf,
}

impl Repository {
    /// A repository with nothing committed, whose branch is `main`.
    pub(crate) fn new() -> Self {
        Self::within("")
    }

    /// The same, with the package in the folder `below` of the repository.
    pub(crate) fn within(below: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(below);
        fs::create_dir_all(&path).unwrap();
        let repository = Self { path, folder };
        repository.write(
            "Cargo.toml",
            "[package]\nname = \"old\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\n",
        );
        let top = repository.folder.path().to_str().unwrap();
        repository.git(&["-C", top, "init", "-q", "-b", "main"]);
        repository
    }

    /// The package's folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn append(&self, file: &str, text: &str) {
        let before = fs::read_to_string(self.path.join(file)).unwrap();
        self.write(file, &(before + text));
    }

    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) {
        let before = fs::read_to_string(self.path.join(file)).unwrap();
        assert!(before.contains(from), "{from}");
        self.write(file, &before.replacen(from, to, 1));
    }

    /// Commits all files.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// Runs git, which knows no configuration but the repository's.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(&self.path)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn golive(&self, args: &[&str]) -> Output {
        command(&self.path, args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap()
    }

    pub(crate) fn stdout(&self, args: &[&str]) -> String {
        String::from_utf8(self.golive(args).stdout).unwrap()
    }

    pub(crate) fn stderr(&self, args: &[&str]) -> String {
        String::from_utf8(self.golive(args).stderr).unwrap()
    }
}
