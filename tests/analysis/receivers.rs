//! Receivers: a method counts by the type that it is called on.

use super::project::{manifest, reads, reads_files};

#[test]
fn a_receiver_has_the_type_it_was_declared_with_or_made_by() {
    reads(
        "
        use std::process::Command;
        use tokio::task::JoinSet;
        pub fn run(parameter: &mut JoinSet<()>, child: &mut Command) {
            let mut made = JoinSet::new();
            let mut annotated: JoinSet<()> = Default::default();
            let renamed = &mut made;
            renamed.spawn(async {}); //~ direct-spawn
            annotated.spawn(async {}); //~ direct-spawn
            parameter.spawn(async {}); //~ direct-spawn
            child.spawn();
            Command::new(\"ls\").arg(\"-l\").spawn();
        }",
    );
}

#[test]
fn fields_and_results_of_functions_give_their_types() {
    reads(
        "
        use std::sync::Arc;
        use tokio::runtime::{Handle, Runtime};
        struct Server { runtime: Arc<Runtime>, handle: Option<Handle>, own: Pool }
        struct Pool;
        impl Pool { fn spawn<T>(&self, work: T) {} fn handle(&self) -> &Pool { self } }
        fn shared() -> &'static Arc<Runtime> { todo!() }
        impl Server {
            fn runtime(&self) -> &Runtime { &self.runtime }
            pub fn run(&self) {
                self.runtime.spawn(async {}); //~ direct-spawn
                self.runtime().handle().spawn(async {}); //~ direct-spawn
                shared().spawn(async {}); //~ direct-spawn
                if let Some(handle) = &self.handle {
                    handle.spawn(async {}); //~ direct-spawn
                }
                self.own.spawn(async {});
                self.own.handle().spawn(async {});
            }
        }",
    );
}

#[test]
fn chains_of_builders_keep_their_type() {
    reads(
        "
        use tokio::runtime::Builder;
        struct Own;
        impl Own {
            fn new() -> Self { Own }
            fn name(self, name: &str) -> Self { self }
            fn worker_threads(self, count: usize) -> Self { self }
        }
        pub fn run() {
            Builder::new_multi_thread() //~ runtime-in-library
                .enable_all()
                .worker_threads(8) //~ hardcoded-concurrency
                .build();
            Own::new().name(\"x\").worker_threads(8);
        }",
    );
}

#[test]
fn an_ambiguous_method_needs_its_receiver() {
    reads(
        "
        pub fn run(unknown: impl Unknown) {
            unknown.spawn(async {});
            unknown.max_size(8);
            unknown.bounded(8);
            unknown.workers(8);
        }",
    );
}

#[test]
fn a_method_that_its_name_alone_identifies_needs_no_receiver() {
    reads(
        "
        pub async fn run(unknown: impl Unknown) {
            unknown.buffer_unordered(8); //~ hardcoded-concurrency
            unknown.max_blocking_threads(8); //~ hardcoded-concurrency
            unknown.buffer_ordered(8);
        }",
    );
}

#[test]
fn a_method_may_be_called_by_its_path() {
    reads(
        "
        use tokio::runtime::Handle;
        struct Own;
        impl Own { fn spawn<T>(&self, work: T) {} }
        pub fn run(handle: &Handle, own: &Own) {
            Handle::spawn(handle, async {}); //~ direct-spawn
            Own::spawn(own, async {});
        }",
    );
}

#[test]
fn a_function_handed_on_as_a_value_is_a_site() {
    reads(
        "
        use tokio::sync::mpsc;
        pub fn run(queue: &mut Option<Queue>) {
            queue.get_or_insert_with(mpsc::unbounded_channel); //~ unbounded-queue
            queue.get_or_insert_with(own);
        }
        fn own() -> Queue { todo!() }",
    );
}

#[test]
fn handles_clones_and_patterns_keep_their_type() {
    reads(
        "
        use std::sync::Arc;
        use tokio::runtime::{Handle, Runtime};
        pub fn run(runtime: &Arc<Runtime>, given: Option<Handle>, own: Option<Own>) {
            tokio::task::Builder::new().name(\"x\").spawn(async {}); //~ direct-spawn
            runtime.handle().clone().spawn(async {}); //~ direct-spawn
            Arc::clone(runtime).spawn(async {}); //~ direct-spawn
            let Some(handle) = given else { return };
            handle.spawn(async {}); //~ direct-spawn
            match Handle::try_current() {
                Ok(handle) => handle.spawn(async {}), //~ direct-spawn
                Err(_) => return,
            };
            let Some(own) = own else { return };
            own.spawn(async {});
        }
        pub struct Own;
        impl Own { fn spawn<T>(&self, work: T) {} }",
    );
}

#[test]
fn scopes_start_what_they_are_asked_to() {
    reads(
        "
        pub fn run(own: Own) {
            std::thread::scope(|scope| { //~ direct-spawn
                scope.spawn(|| {}); //~ direct-spawn
            });
            rayon::scope(|scope| { //~ direct-spawn
                scope.spawn(|_| {}); //~ direct-spawn
            });
            rayon::join(|| {}, || {}); //~ direct-spawn
            own.scope(|scope| {
                scope.spawn(|| {});
            });
        }",
    );
}

#[test]
fn a_method_of_what_a_type_of_another_crate_dereferences_to_is_its_method() {
    reads(
        "
        use std::ops::Deref;
        use tokio::runtime::Runtime;
        pub struct Background(Runtime);
        impl Deref for Background {
            type Target = Runtime;
            fn deref(&self) -> &Runtime { &self.0 }
        }
        impl Background {
            fn spawn_named(&self, name: &str) {}
        }
        pub fn run(background: &Background) {
            background.spawn(async {}); //~ direct-spawn
            background.handle().spawn(async {}); //~ direct-spawn
            background.spawn_named(\"a\");
        }
        pub fn start<F: Future>(background: &Background, work: F) {
            background.spawn(work);
        }
        pub struct Named(String);
        impl Deref for Named {
            type Target = String;
            fn deref(&self) -> &String { &self.0 }
        }
        pub fn other(named: &Named) {
            named.spawn(async {});
        }",
    );
}

#[test]
fn an_own_type_with_the_name_of_a_container_is_none() {
    reads(
        "
        use tokio::runtime::Handle;
        pub struct Box<T>(T);
        pub struct State { handle: Handle }
        impl State {
            pub fn new(handle: Handle) -> Self { Self { handle } }
        }
        pub fn run(handle: Handle, boxed: Box<Handle>, shared: std::boxed::Box<Handle>) {
            State::new(handle).spawn(async {});
            boxed.spawn(async {});
            shared.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn what_a_closure_or_function_makes_is_given_on() {
    reads(
        "
        use std::sync::OnceLock;
        use tokio::runtime::Handle;
        static SHARED: OnceLock<Unknown> = OnceLock::new();
        pub struct Server { handle: Handle }
        impl Server {
            fn handle(&self) -> &Handle { &self.handle }
        }
        fn current() -> Handle { Handle::current() }
        pub fn run(server: Option<Server>, other: Option<Unknown>) {
            server.map(|server| server.handle()).spawn(async {}); //~ direct-spawn
            other.unwrap_or_else(|| current()).spawn(async {}); //~ direct-spawn
            other.unwrap_or_else(current).spawn(async {}); //~ direct-spawn
            server.as_ref().and_then(Server::handle).spawn(async {}); //~ direct-spawn
            other.map(|other| other.handle()).spawn(async {});
        }",
    );
}

#[test]
fn a_method_that_passes_its_receiver_on_may_be_declared() {
    let code = "
        pub fn run(handle: tokio::runtime::Handle) {
            handle.leased().spawn(async {}); //~ direct-spawn
            handle.traded().spawn(async {});
        }";
    let passes = "passes = \"receiver\"";
    let entry =
        format!("[[api]]\npath = \"our_pool::Lease::leased\"\nform = \"method\"\n{passes}\n");
    reads_files(&[("src/lib.rs", code), ("golive.toml", &entry)]);
}

#[test]
fn an_own_method_is_not_the_one_whose_name_it_has() {
    reads(
        "
        struct Own;
        impl Own { fn buffer_unordered(&self, count: usize) {} }
        pub fn run(own: &Own) { own.buffer_unordered(8); }",
    );
}

#[test]
fn a_method_known_by_its_name_needs_its_argument_and_a_dependency_on_its_crate() {
    reads("pub fn run(unknown: impl Unknown) { unknown.buffer_unordered(); }");
    let code = "pub fn run(unknown: impl Unknown) { unknown.buffer_unordered(8); }";
    let manifest = manifest("service", &["serde"]);
    reads_files(&[("Cargo.toml", &manifest), ("src/lib.rs", code)]);
}

#[test]
fn a_function_handed_on_that_only_sizes_is_no_site() {
    reads(
        "pub fn run(counts: Vec<usize>) { counts.into_iter().map(tokio::sync::Semaphore::new); }",
    );
}

#[test]
fn a_method_of_a_trait_on_a_type_of_another_crate_is_known_by_its_name() {
    reads(
        "pub fn run(stream: other::Stream, bodies: reqwest::Response) {
            bodies.bytes_stream().buffer_unordered(8); //~ hardcoded-concurrency
            let response: reqwest::Response = bodies;
            response.buffer_unordered(8); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_chain_that_starts_in_another_crate_has_the_methods_of_that_crate() {
    reads_files(&[
        ("Cargo.toml", &manifest("service", &["rayon", "other", "futures", "tokio"])),
        (
            "src/lib.rs",
            "use futures::StreamExt;
            pub fn build() {
                other::Builder::new().core(1).build_global();
                rayon::ThreadPoolBuilder::new().start_handler(run).build_global(); //~ runtime-in-library
            }
            pub async fn fetch() {
                other::pages().map(load).buffer_unordered(8).collect::<Vec<u8>>().await; //~ hardcoded-concurrency
            }",
        ),
    ]);
}

#[test]
fn what_a_method_of_another_crate_is_asked_for_is_what_it_gives() {
    reads_files(&[
        ("Cargo.toml", &manifest("service", &["tokio", "state", "pyo3-async-runtimes"])),
        (
            "src/lib.rs",
            "pub struct Main(tokio::runtime::Handle);
            pub struct Jobs;
            impl Jobs { fn spawn(&self, job: u64) {} }
            pub fn start(state: &state::State) {
                let main = state.borrow::<Main>();
                main.0.spawn(async { work().await }); //~ direct-spawn
                state.borrow::<Jobs>().spawn(1);
                state.borrow::<tokio::runtime::Handle>().clone().spawn(async { work().await }); //~ direct-spawn
                pyo3_async_runtimes::tokio::get_runtime().spawn(async { work().await }); //~ direct-spawn
                state::runtime().spawn(async { work().await });
            }
            async fn work() {}",
        ),
    ]);
}

#[test]
fn self_in_an_impl_in_a_function_is_the_type_of_that_impl() {
    reads(
        "use tokio::runtime::Handle;
        pub struct Service { handle: Handle }
        pub struct Jobs;
        impl Jobs { pub fn spawn(&self, job: u64) {} }
        pub trait Start { fn start(&self); }
        pub fn register() {
            impl Start for Service {
                fn start(&self) { self.handle.spawn(async { work().await }); } //~ direct-spawn
            }
            impl Start for Jobs {
                fn start(&self) { self.spawn(1); }
            }
        }
        async fn work() {}",
    );
}

#[test]
fn a_crate_that_gives_out_a_runtime_is_seen_through() {
    reads_files(&[
        ("Cargo.toml", &manifest("service", &["our-common"])),
        (
            "src/lib.rs",
            "use our_common::{log, tokio::{self, sync::mpsc}};
            pub fn start() {
                our_common::tokio::spawn(async { work().await }); //~ direct-spawn
                tokio::spawn(async { work().await }); //~ direct-spawn
                mpsc::channel::<u8>(64); //~ hardcoded-concurrency
                our_common::spawn(async { work().await });
                our_common::task::tokio::spawn(async { work().await });
                log::spawn(async { work().await });
            }
            async fn work() {}",
        ),
    ]);
}
