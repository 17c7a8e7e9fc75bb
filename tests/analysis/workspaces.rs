//! Names and values across the packages of one workspace.

use super::project::{manifest, reads_files};

const WORKSPACE: &str = "[workspace]\nmembers = [\"*\"]\nresolver = \"3\"\n";

#[test]
fn reexports_are_followed_through_two_crates() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("base/Cargo.toml", &manifest("base", &["tokio"])),
        (
            "base/src/lib.rs",
            "pub mod work { pub use tokio::{spawn, sync}; pub fn run<T>(_: T) {} }",
        ),
        ("middle/Cargo.toml", &manifest("middle", &["../base"])),
        ("middle/src/lib.rs", "pub use base::work as rt; pub use base::work::*;"),
        ("service/Cargo.toml", &manifest("service", &["../middle"])),
        (
            "service/src/lib.rs",
            "
            use middle::rt::sync::mpsc;
            pub fn run() {
                middle::spawn(async {}); //~ direct-spawn
                middle::rt::spawn(async {}); //~ direct-spawn
                mpsc::channel::<u8>(64); //~ hardcoded-concurrency
                middle::run(async {});
            }",
        ),
    ]);
}

#[test]
fn constants_are_followed_two_crates_away_behind_a_reexport() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("base/Cargo.toml", &manifest("base", &[])),
        (
            "base/src/lib.rs",
            "
            pub mod limits { pub const QUEUE: usize = 1 << 10; pub const HANDOFF: usize = 1; }
            use std::sync::LazyLock;
            pub static WIDTH: LazyLock<usize> =
                LazyLock::new(|| std::env::var(\"WIDTH\").unwrap().parse().unwrap());",
        ),
        ("middle/Cargo.toml", &manifest("middle", &["../base"])),
        ("middle/src/lib.rs", "pub use base::limits; pub use base::WIDTH;"),
        ("service/Cargo.toml", &manifest("service", &["../middle", "tokio"])),
        (
            "service/src/lib.rs",
            "
            use middle::limits::QUEUE;
            use tokio::sync::mpsc::channel;
            pub fn run() {
                channel::<u8>(QUEUE); //~ hardcoded-concurrency
                channel::<u8>(middle::limits::HANDOFF);
                channel::<u8>(*middle::WIDTH);
            }",
        ),
    ]);
}

#[test]
fn the_same_name_in_two_crates_is_two_things() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("fixed/Cargo.toml", &manifest("fixed", &[])),
        (
            "fixed/src/lib.rs",
            "pub const PERMITS: usize = 8; pub struct Limits { pub permits: usize }
             pub fn limits() -> Limits { Limits { permits: 8 } }
             pub fn spawn<T>(_: T) {}",
        ),
        ("outside/Cargo.toml", &manifest("outside", &["serde", "tokio"])),
        (
            "outside/src/lib.rs",
            "pub static PERMITS: std::sync::LazyLock<usize> =
                 std::sync::LazyLock::new(|| std::env::var(\"P\").unwrap().parse().unwrap());
             #[derive(serde::Deserialize)]
             pub struct Limits { pub permits: usize }
             pub fn limits() -> Limits { todo!() }
             pub use tokio::spawn;",
        ),
        ("service/Cargo.toml", &manifest("service", &["../fixed", "../outside", "tokio"])),
        (
            "service/src/lib.rs",
            "
            use tokio::sync::Semaphore;
            pub fn run() {
                Semaphore::new(fixed::PERMITS); //~ hardcoded-concurrency
                Semaphore::new(*outside::PERMITS);
                Semaphore::new(fixed::limits().permits); //~ hardcoded-concurrency
                Semaphore::new(outside::limits().permits);
                fixed::spawn(async {});
                outside::spawn(async {}); //~ direct-spawn
            }",
        ),
    ]);
}

#[test]
fn a_parameter_is_followed_to_callers_in_other_crates() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("base/Cargo.toml", &manifest("base", &["tokio"])),
        (
            "base/src/lib.rs",
            "
            pub fn queue(size: usize) {
                tokio::sync::mpsc::channel::<u8>(size); //~ hardcoded-concurrency
            }
            pub fn permits(count: usize) {
                tokio::sync::Semaphore::new(count);
            }",
        ),
        ("service/Cargo.toml", &manifest("service", &["../base"])),
        (
            "service/src/lib.rs",
            "
            pub fn run(permits: usize) {
                base::queue(64);
                base::permits(permits);
            }",
        ),
    ]);
}

#[test]
fn a_member_is_read_with_its_own_dependencies() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("with/Cargo.toml", &manifest("with", &["futures"])),
        (
            "with/src/lib.rs",
            "use futures::StreamExt;
             pub async fn run(stream: impl Stream) {
                 stream.for_each_concurrent(8, work).await; //~ hardcoded-concurrency
             }",
        ),
        ("without/Cargo.toml", &manifest("without", &[])),
        (
            "without/src/lib.rs",
            "pub async fn run(stream: impl Own) {
                 stream.for_each_concurrent(8, work).await;
             }",
        ),
    ]);
}

#[test]
fn functions_and_types_of_one_name_keep_their_own_callers() {
    reads_files(&[
        ("Cargo.toml", WORKSPACE),
        ("given/Cargo.toml", &manifest("given", &["tokio"])),
        (
            "given/src/lib.rs",
            "
            pub struct Pool;
            impl Pool {
                pub fn new(size: usize) -> Self { tokio::sync::Semaphore::new(size); Pool }
            }
            pub fn run<T>(work: impl FnOnce() -> T) {}",
        ),
        ("fixed/Cargo.toml", &manifest("fixed", &["tokio"])),
        (
            "fixed/src/lib.rs",
            "
            pub struct Pool;
            impl Pool {
                pub fn new(size: usize) -> Self {
                    tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
                    Pool
                }
            }
            pub fn run<T>(work: impl FnOnce() -> T) { tokio::task::spawn_blocking(work); }",
        ),
        ("service/Cargo.toml", &manifest("service", &["../fixed", "../given"])),
        (
            "service/src/lib.rs",
            "
            pub async fn run(size: usize) {
                given::Pool::new(size);
                fixed::Pool::new(8);
                given::run(|| std::fs::read(\"a\")); //~ blocking-in-async
                fixed::run(|| std::fs::read(\"a\"));
            }",
        ),
    ]);
}
