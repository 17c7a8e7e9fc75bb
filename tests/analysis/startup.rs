//! Startup: what runs once, when the process starts.

use super::project::{manifest, reads_files};

/// A binary whose `main` is `main`, and whose module `server` holds `server`.
fn reads_binary(main: &str, server: &str) {
    let main = format!("mod server;\n{main}");
    reads_files(&[("src/main.rs", &main), ("src/server.rs", server)]);
}

const SILENT: &str = "pub fn run() { tokio::spawn(async {}); }";
const REPORTED: &str = "pub fn run() { tokio::spawn(async {}); } //~ direct-spawn";

#[test]
fn what_main_calls_once_in_another_file_is_startup() {
    reads_binary("fn main() { server::run(); }", SILENT);
    reads_binary("fn main() { if true { server::run() } else { server::run() } }", SILENT);
    reads_binary("fn main() { let go = || (); go(); (|| server::run())(); }", SILENT);
    reads_binary("fn main() { run(); } fn run() { server::run(); }", SILENT);
}

#[test]
fn a_future_that_main_waits_for_is_startup() {
    let server = "pub async fn run() { tokio::spawn(async {}); }";
    reads_binary("#[tokio::main] async fn main() { server::run().await; }", server);
    let main = "fn main() { tokio::runtime::Runtime::new().unwrap().block_on(async { server::run().await }); }";
    reads_binary(main, server);
    let main =
        "#[tokio::main] async fn main() { tokio::join!(async { server::run().await }, async {}); }";
    reads_binary(main, server);
    let main = "#[tokio::main] async fn main() { async { server::run().await }.await; }";
    reads_binary(main, server);
}

#[test]
fn what_is_called_in_a_loop_from_started_work_or_through_a_value_is_business() {
    for main in [
        "fn main() { loop { server::run(); } }",
        "fn main() { for _ in 0..other() { server::run(); } }",
        "fn main() { std::thread::spawn(|| server::run()); }",
        "fn main() { tokio::spawn(async { server::run(); }); }",
        "fn main() { let run: fn() = server::run; run(); }",
        "fn main() { register(server::run); }",
        "fn main() { register(|| server::run()); }",
        "fn main() { let later = async { server::run() }; drop(later); }",
    ] {
        reads_binary(main, REPORTED);
    }
    let server = "pub async fn run() { tokio::spawn(async {}); } //~ direct-spawn";
    reads_binary("#[tokio::main] async fn main() { tokio::spawn(server::run()); }", server);
    let main =
        "fn main() { let set = &mut tokio::task::JoinSet::new(); set.spawn(server::run()); }";
    reads_binary(main, server);
}

#[test]
fn every_caller_must_be_startup() {
    let main = "mod handler;\nfn main() { server::run(); }";
    let handler = "pub async fn place_order() { crate::server::run(); }";
    let main = format!("mod server;\n{main}");
    reads_files(&[
        ("src/main.rs", &main),
        ("src/server.rs", REPORTED),
        ("src/handler.rs", handler),
    ]);
    reads_binary(
        "fn main() { server::run(); }",
        "pub fn run() { tokio::spawn(async {}); run_again(); } //~ direct-spawn\nfn run_again() { run(); }",
    );
    reads_binary("fn main() {}", REPORTED);
}

#[test]
fn a_site_in_a_loop_is_business_and_one_in_work_that_is_started_once_is_not() {
    reads_binary(
        "fn main() { server::run(); }",
        "pub fn run() {
            for _ in 0..other() {
                tokio::spawn(async {}); //~ direct-spawn
            }
            std::thread::spawn(|| {
                tokio::runtime::Runtime::new().unwrap().block_on(async {});
            });
            register(|| {
                tokio::spawn(async {}); //~ direct-spawn
            });
        }",
    );
}

#[test]
fn startup_is_followed_through_crates_methods_and_constructors() {
    let service = manifest("service", &["tokio"]) + "engine = { path = \"../engine\" }\n";
    reads_files(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\n"),
        ("service/Cargo.toml", &service),
        ("service/src/main.rs", "mod args;\nfn main() { args::Args::parse().run(); }"),
        (
            "service/src/args.rs",
            "pub struct Args;
            impl Args {
                pub fn parse() -> Self { Args }
                pub fn run(self) { engine::Engine::new().start(); }
            }",
        ),
        ("engine/Cargo.toml", &manifest("engine", &["tokio"])),
        (
            "engine/src/lib.rs",
            "pub struct Engine;
            impl Engine {
                pub fn new() -> Self {
                    watch();
                    tokio::spawn(async {}); //~ direct-spawn
                    Engine
                }
                pub fn start(&self) { tokio::spawn(async {}); }
            }
            fn watch() { tokio::spawn(async {}); }
            pub fn nobody_calls() { tokio::spawn(async {}); } //~ direct-spawn",
        ),
    ]);
}

#[test]
fn a_function_that_makes_values_of_the_workspace_is_a_constructor() {
    reads_binary(
        "fn main() { let (_a, _b) = server::pair(); server::made(); }",
        "pub struct Sender; pub struct Receiver;
        pub fn pair() -> (Sender, Receiver) {
            tokio::spawn(async {}); //~ direct-spawn
            (Sender, Receiver)
        }
        pub fn made() -> Result<Sender, ()> {
            tokio::spawn(async {}); //~ direct-spawn
            Ok(Sender)
        }",
    );
}

#[test]
fn a_member_of_a_trait_is_never_startup() {
    reads_binary(
        "fn main() { server::Server.run(); }",
        "pub struct Server;
        pub trait Run { fn run(&self); }
        impl Run for Server { fn run(&self) { tokio::spawn(async {}); } } //~ direct-spawn",
    );
}

#[test]
fn where_cfg_chooses_each_alternative_is_startup() {
    reads_binary(
        "fn main() { server::run(); }",
        "#[cfg(unix)]\npub fn run() { tokio::spawn(async {}); }
        #[cfg(not(unix))]\npub fn run() { tokio::spawn(async {}); }",
    );
}

#[test]
fn a_runtime_built_at_startup_is_silent_and_elsewhere_reported() {
    reads_binary(
        "fn main() { server::run(); }",
        "pub fn run() { tokio::runtime::Runtime::new().unwrap().block_on(async {}); }
        pub fn per_request() {
            tokio::runtime::Runtime::new().unwrap(); //~ runtime-in-library
        }",
    );
}

#[test]
fn a_file_of_a_thousand_functions_of_one_name_is_read_in_time() {
    let server = "pub fn call() { tokio::spawn(async {}); } //~ direct-spawn\n".repeat(1000);
    reads_binary("fn main() { server::call(); }", &server);
}

#[test]
fn a_block_that_startup_keeps_and_awaits_once_is_startup() {
    let waits = [
        "let work = async { tokio::spawn(async {}); }; work.await;",
        "(async { tokio::spawn(async {}); }).await;",
        "tokio::time::timeout(LIMIT, async { tokio::spawn(async {}); }).await;",
        "let work = async { tokio::spawn(async {}); }.in_current_span(); work.await;",
        "let work = async { tokio::spawn(async {}); }; tokio::time::timeout(LIMIT, work).await;",
        "let work = async { tokio::spawn(async {}); }; tokio::pin!(work);
        tokio::select! { _ = &mut work => {} _ = stop() => {} }",
    ];
    let others = [
        "let work = async { tokio::spawn(async {}); }; hand(work).await; //~ direct-spawn",
        "let work = || async { tokio::spawn(async {}); }; work().await; work().await; //~ direct-spawn",
        "let work = async { tokio::spawn(async {}); }; keep(work); //~ direct-spawn",
    ];
    for work in waits.into_iter().chain(others) {
        let run = format!(
            "pub async fn run() {{ {work}\n}}\nasync fn hand<F>(_: F) {{ loop {{ other().await; }} }}"
        );
        reads_files(&[
            ("src/main.rs", "mod boot;\n#[tokio::main]\nasync fn main() { boot::run().await; }"),
            ("src/boot.rs", &run),
        ]);
    }
}
