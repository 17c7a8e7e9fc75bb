//! The steps by which a value goes through the code, each asked of sizes, of the names of metrics, of the
//! types of receivers and of work that is handed in.

mod numbers;
mod texts;
mod types;
mod work;

use super::project::{Files, manifest};

/// `source`, of which nothing is to be reported.
fn silent(source: &str) -> String {
    source.replace("//~", "//")
}

/// Hands `check` a workspace in which `service` depends on `middle`, which gives on what `base` has in its module
/// `shared`. `base` and `service` depend on `dependency` too.
#[track_caller]
fn two_crates_away(dependency: &str, base: &str, service: &str, check: impl FnOnce(Files<'_>)) {
    check(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"base\", \"middle\", \"my-service\"]\n"),
        ("base/Cargo.toml", &manifest("base", &[dependency])),
        ("base/src/lib.rs", base),
        ("middle/Cargo.toml", &manifest("middle", &["../base"])),
        ("middle/src/lib.rs", "pub use base::shared::*;"),
        ("my-service/Cargo.toml", &manifest("my-service", &["../middle", dependency])),
        ("my-service/src/lib.rs", service),
    ]);
}
