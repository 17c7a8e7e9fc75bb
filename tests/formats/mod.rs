//! What each format promises, on a project with names that need care.

mod cargo;
mod github;
mod gitlab;
mod junit;
mod sarif;
mod several;

use std::fs;
use std::process::{Command, Output};

use crate::command::command;
use crate::support::folders;

const SHOP: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
    [dependencies]\ntokio = \"1\"\n";

/// Wide characters, a tab and CRLF before what is found.
const POOL_OF_SHOP: &str = "// 架构\r\nconst WORKERS: usize = 16;\r\n\r\npub fn start() {\r\n\
    \tlet 名 = \"架构\"; tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS);\r\n}\r\n";

/// A project on disk with some files.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        Self { folder: folders::files(files) }
    }

    /// A package in a folder of a repository, with names that need care: findings in code, and on the
    /// project as a whole because it has no documents.
    fn shop() -> Self {
        let project = Self::new(&[
            ("a b/Cargo.toml", SHOP),
            ("a b/src/main.rs", "fn main() {}\r\n"),
            ("a b/src/线程,池.rs", POOL_OF_SHOP),
        ]);
        fs::create_dir(project.folder.path().join(".git")).unwrap();
        project
    }

    /// Runs the command in the package of [`Self::shop`].
    fn golive(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        command(self.folder.path().join("a b"), args)
    }

    /// What the command prints, which must be able to do its work.
    fn printed(&self, args: &[&str]) -> String {
        let output = self.golive(args);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        String::from_utf8(output.stdout).unwrap()
    }
}
