//! Blocking calls further down: async code that calls what blocks.

use super::project::{Files, folder, manifest, reads_files, reads_with, report};
use crate::command::golive;

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
    with_workspace(QUIET, |files| reads_files(files));
}

#[test]
fn chains_can_be_turned_off() {
    let golive = format!("{QUIET}[rules.blocking-in-async]\nchains = false\n");
    with_workspace(&golive, |files| assert_eq!(super::project::findings(files, &[]), [""; 0]));
}

#[test]
fn the_calls_on_the_way_are_shown() {
    let report = with_workspace(QUIET, |files| report(files, &[]));
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
    reads_files(&[("src/lib.rs", source)]);
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
    reads_files(&[("src/lib.rs", service), ("src/disk.rs", disk)]);
}

#[test]
fn a_chain_to_a_runtime_is_a_finding_of_its_own() {
    let source = "
        pub struct Client { runtime: tokio::runtime::Runtime, inner: Inner }
        impl Client {
            pub fn get(&self) { self.runtime.block_on(self.inner.get()) }
            pub fn wait(&self) { futures::executor::block_on(self.inner.get()) }
        }
        pub struct Inner;
        impl Inner { async fn get(&self) {} }
        pub async fn run(client: &Client) {
            client.get(); //~ nested-runtime
            client.wait(); //~ blocking-in-async
        }";
    reads_files(&[("src/lib.rs", source)]);
}

#[test]
fn a_function_that_asks_for_the_runtime_around_it_enters_none_within_it() {
    let asks = "
        fn wait() {
            if tokio::runtime::Handle::try_current().is_ok() { return; }
            let runtime = tokio::runtime::Runtime::new().unwrap(); //~ runtime-in-library
            runtime.block_on(async {}); //~ runtime-in-library
        }
        pub async fn run() { wait(); }";
    reads_files(&[("src/lib.rs", asks)]);
    let does_not = "
        fn wait() {
            let runtime = tokio::runtime::Runtime::new().unwrap(); //~ runtime-in-library
            runtime.block_on(async {}); //~ runtime-in-library
        }
        pub async fn run() { wait(); } //~ nested-runtime";
    reads_files(&[("src/lib.rs", does_not)]);
}

#[test]
fn what_the_projects_own_macros_do_with_their_arguments_is_no_hop() {
    let code = "
        macro_rules! in_pool { ($code:block) => { tokio::task::spawn_blocking(move || $code).await } }
        fn blocks() { std::fs::read(\"a\"); }
        fn waits() { tokio::runtime::Handle::current().block_on(async {}) } //~ runtime-in-library
        pub async fn run() {
            in_pool!({ blocks() });
            in_pool!({ waits() });
            in_pool!({ tokio::runtime::Handle::current().block_on(async {}) }); //~ runtime-in-library
            println!(\"{:?} {:?}\", blocks(), waits()); //~ blocking-in-async nested-runtime
        }";
    reads_files(&[("src/lib.rs", code)]);
}

#[test]
fn what_release_builds_leave_out_is_no_hop() {
    let code = "
        fn blocks() { std::fs::read(\"a\"); }
        #[cfg(debug_assertions)]
        fn checks() { blocks(); }
        #[cfg(not(debug_assertions))]
        fn looks() { blocks(); }
        fn may_check() {
            if cfg!(debug_assertions) { blocks(); }
            #[cfg(debug_assertions)]
            blocks();
            debug_assert!(blocks() == ());
        }
        pub async fn run() {
            checks();
            may_check();
            debug_assert_eq!(blocks(), ());
            looks(); //~ blocking-in-async
            assert_eq!(blocks(), ()); //~ blocking-in-async
        }";
    reads_files(&[("src/lib.rs", code)]);
}

#[test]
fn what_runs_once_is_no_hop() {
    let main = "
        use std::sync::LazyLock;
        static LOADED: LazyLock<Service> = LazyLock::new(|| futures::executor::block_on(Service::load())); //~ runtime-in-library
        pub struct Service;
        impl Service {
            async fn load() -> Self { blocks(); Service }
            async fn new() -> Self { blocks(); Service }
            async fn again() -> Self { blocks(); Service } //~ blocking-in-async
            async fn run(&self) { blocks(); } //~ blocking-in-async
        }
        fn blocks() { std::fs::read(\"a\"); }
        #[tokio::main]
        async fn main() {
            blocks();
            Some(1).and_then(|_| Some(blocks()));
            let service = Service::new().await;
            loop {
                service.run().await;
                Service::again().await;
                blocks(); //~ blocking-in-async
            }
        }";
    reads_files(&[("src/main.rs", main)]);
}

#[test]
fn the_shortest_chain_is_shown_and_the_other_calls_are_counted() {
    let code = "
        pub async fn run() { both(); }
        fn both() { far(); near(); }
        fn far() { further(); }
        fn further() { std::fs::write(\"a\", \"b\"); std::fs::read(\"a\"); }
        fn near() { std::thread::sleep(WAIT); }";
    let report = report(&[("src/lib.rs", code)], &[]);
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["rule"] == "blocking-in-async").unwrap();
    assert_eq!(
        found["message"],
        "this call blocks the thread in async code: it reaches `std::thread::sleep`, and 2 other such calls"
    );
    assert_eq!(found["cause"]["line"], 6);
}

#[test]
fn many_calls_that_reach_one_function_are_shown_at_that_function() {
    let calls = |count: usize| -> String {
        (0..count).map(|n| format!("pub async fn run{n}() {{ blocks(); }}\n")).collect()
    };
    let shown = |count: usize| {
        let code = format!("{}fn blocks() {{ std::fs::read(\"a\"); }}", calls(count));
        let folder = folder(&[("src/lib.rs", &code)]);
        let output = golive(folder.path(), &["check"]);
        String::from_utf8(output.stdout).unwrap()
    };
    let two = shown(2);
    assert_eq!(two.matches("[blocking-in-async]:").count(), 2, "{two}");
    let twelve = shown(12);
    assert_eq!(twelve.matches("[blocking-in-async]:").count(), 1, "{twelve}");
    assert!(twelve.contains("one place to mend for all of them"), "{twelve}");
    assert_eq!(twelve.matches("reached from").count(), 10, "{twelve}");
    assert!(twelve.contains("and from 2 more"), "{twelve}");
    assert!(twelve.contains("12  warn  blocking-in-async"), "{twelve}");
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
    reads_files(&[("src/lib.rs", code)]);
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
    reads_files(&[("src/lib.rs", code)]);
}

#[test]
fn a_call_that_cfg_leads_to_two_functions_is_one_finding() {
    let code = "
        #[cfg(unix)]
        fn blocks() { std::fs::read(\"a\"); }
        #[cfg(not(unix))]
        fn blocks() { std::fs::read(\"b\"); }
        pub async fn run() { blocks(); } //~ blocking-in-async";
    reads_files(&[("src/lib.rs", code)]);
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
    reads_with(files, &["-p", "base"]);
}
