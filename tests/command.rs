//! The built command, run in a folder.

use std::path::Path;
use std::process::{Command, Output};

/// The command in `folder`, without what in the environment of the tests would change it.
pub(crate) fn command(folder: impl AsRef<Path>, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-golive"));
    command.current_dir(folder).args(args);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(variable);
    }
    command
}

/// Runs the command in `folder`.
pub(crate) fn golive(folder: impl AsRef<Path>, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}
