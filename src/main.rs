//! The `cargo-golive` command: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_golive::cli::run(std::env::args_os())
}
