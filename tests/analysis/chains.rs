//! Blocking calls further down: async code that calls what blocks.

use super::project::{Files, manifest, reads_with, report};

const LOW: &[&str] = &["--min-confidence", "low"];

const SERVICE: &str = "
    pub async fn run(store: &base::Store) {
        base::load(); //~ blocking-in-async
        store.save(); //~ blocking-in-async
        base::cheap();
        base::offloaded().await;
        tokio::task::block_in_place(|| base::load());
        let later = || base::load(); //~ blocking-in-async
        later();
    }
    pub fn synchronous() {
        base::load();
    }";

const BASE: &str = "
    pub fn load() { first() }
    fn first() { second() }
    fn second() { std::fs::read(\"a\"); }
    pub struct Store;
    impl Store {
        pub fn save(&self) { self.write() }
        fn write(&self) { std::fs::write(\"a\", \"b\"); }
    }
    pub fn cheap() { let kept = || second(); keep(kept) }
    fn keep(later: impl Fn()) { tokio::task::spawn_blocking(later); }
    pub async fn offloaded() { tokio::task::spawn_blocking(load).await; }";

/// A workspace in which `service` calls what blocks in `base`.
fn with_workspace<T>(golive: &str, run: impl FnOnce(Files<'_>) -> T) -> T {
    run(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"base\", \"service\"]\n"),
        ("golive.toml", golive),
        ("base/Cargo.toml", &manifest("base", &["tokio"])),
        ("base/src/lib.rs", BASE),
        ("service/Cargo.toml", &manifest("service", &["../base", "tokio"])),
        ("service/src/lib.rs", SERVICE),
    ])
}

const QUIET: &str = "[levels]\ndirect-spawn = \"allow\"\n";

#[test]
fn chains_are_found_across_functions_and_crates() {
    with_workspace(QUIET, |files| reads_with(files, LOW));
}

#[test]
fn chains_are_not_sure_enough_for_a_plain_run() {
    with_workspace(QUIET, |files| assert_eq!(super::project::findings(files, &[]), [""; 0]));
}

#[test]
fn chains_can_be_turned_off() {
    let golive = format!("{QUIET}[rules.blocking-in-async]\nchains = false\n");
    with_workspace(&golive, |files| assert_eq!(super::project::findings(files, LOW), [""; 0]));
}

#[test]
fn the_calls_on_the_way_are_shown() {
    let report = with_workspace(QUIET, |files| report(files, LOW));
    let findings = report["findings"].as_array().unwrap();
    let first = findings.iter().find(|finding| finding["rule"] == "blocking-in-async").unwrap();
    assert_eq!(
        first["message"],
        "this call blocks the thread in async code: it reaches `std::fs::read`"
    );
    let hops: Vec<String> = first["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| {
            let [file, message] = ["file", "message"].map(|key| hop[key].as_str().unwrap());
            format!("{file}:{} {message}", hop["line"])
        })
        .collect();
    assert_eq!(
        hops,
        [
            "base/src/lib.rs:2 which calls `first`",
            "base/src/lib.rs:3 which calls `second`",
            "base/src/lib.rs:4 `std::fs::read` blocks the thread here",
        ]
    );
}

#[test]
fn functions_that_call_each_other_end() {
    let source = "
        pub async fn run() {
            even(8); //~ blocking-in-async
            never(8);
        }
        fn even(n: u8) { odd(n - 1) }
        fn odd(n: u8) { std::thread::sleep(WAIT); even(n - 1) }
        fn never(n: u8) { never(n - 1) }";
    reads_with(&[("src/lib.rs", source)], LOW);
}

#[test]
fn methods_associated_functions_and_streams_are_followed() {
    let service = "
        mod disk;
        use async_stream::stream;
        use disk::Disk;
        pub async fn run(disk: &Disk, all: Vec<u8>) {
            disk.save(); //~ blocking-in-async
            Disk::open(); //~ blocking-in-async
            all.iter().map(|_| Disk::open()); //~ blocking-in-async
            disk.run(|| Disk::open());
            tokio::select! {
                _ = async { Disk::open() } => {} //~ blocking-in-async
            }
        }
        pub fn events() -> impl Stream {
            stream! { yield Disk::open(); } //~ blocking-in-async
        }";
    let disk = "
        pub struct Disk { inner: Inner }
        struct Inner;
        impl Inner {
            fn write(&self) { std::fs::write(\"a\", \"b\"); }
        }
        impl Disk {
            pub fn open() -> Self { std::fs::read(\"a\"); todo!() }
            pub fn save(&self) { self.inner.write() }
            pub fn run<T>(&self, work: impl FnOnce() -> T) { tokio::task::spawn_blocking(work); }
        }";
    reads_with(&[("src/lib.rs", service), ("src/disk.rs", disk)], LOW);
}

#[test]
fn a_chain_to_a_runtime_is_a_finding_about_blocking_alone() {
    let source = "
        pub struct Client { runtime: tokio::runtime::Runtime, inner: Inner }
        impl Client {
            pub fn get(&self) { self.runtime.block_on(self.inner.get()) }
        }
        pub struct Inner;
        impl Inner { async fn get(&self) {} }
        pub async fn run(client: &Client) {
            client.get(); //~ blocking-in-async
        }";
    reads_with(&[("src/lib.rs", source)], LOW);
}

#[test]
fn what_a_function_keeps_for_later_or_does_in_tests_alone_is_no_chain() {
    let code = "
        pub struct Holder { run: Box<dyn Fn()> }
        pub fn keeps() -> Holder { Holder { run: Box::new(|| { std::fs::read(\"a\"); }) } }
        pub fn tests() {
            #[cfg(test)]
            std::fs::read(\"a\");
        }
        pub fn blocks() { std::fs::read(\"a\"); }
        pub async fn run() {
            keeps();
            tests();
            blocks(); //~ blocking-in-async
        }";
    reads_with(&[("src/lib.rs", code)], LOW);
}

#[test]
fn a_caller_that_calls_later_or_in_tests_alone_is_no_hop() {
    let code = "
        fn blocks() { std::fs::read(\"a\"); }
        pub struct Holder { run: Box<dyn Fn()> }
        fn keeps() -> Holder { Holder { run: Box::new(|| blocks()) } }
        fn tests() {
            #[cfg(test)]
            blocks();
        }
        fn calls() { blocks(); }
        pub async fn run() {
            keeps();
            tests();
            calls(); //~ blocking-in-async
        }";
    reads_with(&[("src/lib.rs", code)], LOW);
}

#[test]
fn a_call_that_cfg_leads_to_two_functions_is_one_finding() {
    let code = "
        #[cfg(unix)]
        fn blocks() { std::fs::read(\"a\"); }
        #[cfg(not(unix))]
        fn blocks() { std::fs::read(\"b\"); }
        pub async fn run() { blocks(); } //~ blocking-in-async";
    reads_with(&[("src/lib.rs", code)], LOW);
}

#[test]
fn callers_in_packages_that_were_not_chosen_are_silent() {
    let user = manifest("user", &["tokio"]) + "base = { path = \"../base\" }\n";
    let files: Files<'_> = &[
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\n"),
        ("base/Cargo.toml", &manifest("base", &["tokio"])),
        (
            "base/src/lib.rs",
            "pub fn blocks() { std::fs::read(\"a\"); }
            pub async fn run() { blocks(); } //~ blocking-in-async",
        ),
        ("user/Cargo.toml", &user),
        ("user/src/lib.rs", "pub async fn run() { base::blocks(); }"),
    ];
    reads_with(files, &[LOW, &["-p", "base"]].concat());
}
