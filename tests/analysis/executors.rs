//! Executors: code that starts what it is handed, and the sync face of an async API.

use super::project::{manifest, reads, reads_files, report};

#[test]
fn starting_what_is_handed_in_is_an_executor() {
    reads(
        "
        use std::future::Future;
        pub fn start<F: Future<Output = ()> + Send + 'static>(work: F) {
            tokio::spawn(work);
        }
        pub fn start_where<F>(work: F) where F: FnOnce() + Send + 'static {
            std::thread::spawn(work);
        }
        pub fn start_boxed(work: Box<dyn FnOnce() + Send>) {
            std::thread::spawn(move || work());
        }
        pub fn start_impl(work: impl Future<Output = ()> + Send + 'static) {
            let task = work;
            tokio::spawn(task);
        }
        pub fn business(count: usize) {
            tokio::spawn(async move { count }); //~ direct-spawn
        }
        pub fn ignores(work: impl FnOnce()) {
            std::thread::spawn(|| {}); //~ direct-spawn
        }",
    );
}

#[test]
fn work_may_be_wrapped_on_the_way() {
    reads(
        "
        use std::future::Future;
        use std::time::Duration;
        type Work<T> = impl Future<Output = T>;
        pub fn traced(work: impl Future<Output = ()> + Send + 'static) {
            tokio::spawn(work.instrument(tracing::Span::current()));
        }
        pub fn timed(work: impl Future<Output = ()> + Send + 'static) {
            tokio::spawn(tokio::time::timeout(Duration::from_secs(5), work));
        }
        pub fn boxed<F: Future<Output = ()> + Send + 'static>(work: F) {
            tokio::spawn(Box::pin(work));
        }
        pub fn answered<F: Future<Output = u8> + Send + 'static>(work: F, answer: Sender<u8>) {
            tokio::spawn(async move {
                let started = std::time::Instant::now();
                let result = work.await;
                tracing::debug!(\"done after {:?}\", started.elapsed());
                let _ = answer.send(result);
            });
        }
        pub fn timed_business() {
            tokio::spawn(tokio::time::timeout(Duration::from_secs(5), job())); //~ direct-spawn
        }
        pub fn answers(answer: Sender<u8>) {
            tokio::spawn(async move { answer.send(job().await) }); //~ direct-spawn
        }
        async fn job() -> u8 { 8 }",
    );
}

#[test]
fn a_handler_that_is_called_with_data_is_business() {
    reads(
        "
        use std::future::Future;
        pub fn serve<H, F>(stream: Stream, handler: H)
        where
            H: Fn(Event) -> F + Send + 'static,
            F: Future<Output = ()> + Send,
        {
            tokio::spawn(async move { //~ direct-spawn
                while let Some(event) = stream.next().await {
                    handler(event).await;
                }
            });
        }
        pub fn each<H, F>(events: Vec<Event>, handler: H)
        where
            H: Fn(Event) -> F + Send + 'static,
            F: Future<Output = ()> + Send,
        {
            for event in events {
                tokio::spawn(handler(event)); //~ direct-spawn
            }
        }
        pub fn start<H, F>(work: H)
        where
            H: FnOnce() -> F + Send + 'static,
            F: Future<Output = ()> + Send,
        {
            tokio::spawn(async move { work().await });
        }",
    );
}

#[test]
fn implementations_of_executor_traits_are_executors() {
    reads(
        "
        pub struct Tokio;
        impl<F> hyper::rt::Executor<F> for Tokio where F: Future + Send + 'static {
            fn execute(&self, work: F) {
                let name = \"work\";
                tokio::spawn(async move { log(name); work.await });
            }
        }
        pub struct Service;
        impl Handler for Service {
            fn handle(&self) {
                tokio::spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn an_own_trait_that_is_handed_work_is_an_executor_trait() {
    reads(
        "
        use futures::future::BoxFuture;
        pub trait Background {
            fn start(&self, work: BoxFuture<'static, ()>);
            fn refresh(&self);
        }
        pub struct Tokio { handle: tokio::runtime::Handle }
        impl Background for Tokio {
            fn start(&self, work: BoxFuture<'static, ()>) {
                self.handle.spawn(work);
            }
            fn refresh(&self) {
                self.handle.spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn what_builds_and_returns_a_runtime_is_an_executor() {
    reads(
        "
        use tokio::runtime::{Builder, Handle, Runtime};
        pub fn runtime() -> Runtime {
            Builder::new_multi_thread().enable_all().build().unwrap()
        }
        pub fn fallible() -> std::io::Result<Runtime> {
            Builder::new_current_thread().build()
        }
        pub fn hidden() {
            Runtime::new().unwrap(); //~ runtime-in-library
        }
        pub fn waits(handle: &Handle) {
            handle.block_on(async {}); //~ runtime-in-library
        }",
    );
}

#[test]
fn a_type_that_owns_its_pool_and_starts_handed_work_is_an_executor() {
    reads(
        "
        use tokio::runtime::{Builder, Runtime};
        pub struct Pool { runtime: Runtime }
        impl Pool {
            pub fn new() -> Self {
                Self { runtime: Builder::new_multi_thread().build().unwrap() }
            }
            pub fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
                self.runtime.spawn(work);
            }
        }
        pub struct Service { runtime: Runtime }
        impl Service {
            pub fn new() -> Self {
                Self { runtime: Builder::new_multi_thread().build().unwrap() } //~ runtime-in-library
            }
            pub fn refresh(&self) {
                self.runtime.spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn the_sync_face_of_an_async_api_is_silent() {
    reads(
        "
        use tokio::runtime::{Builder, Runtime};
        pub struct Client { inner: AsyncClient, runtime: Runtime }
        impl Client {
            pub fn new() -> Self {
                let runtime = Builder::new_current_thread().build().unwrap();
                Self { inner: AsyncClient, runtime }
            }
            pub fn get(&self, key: &str) -> u8 {
                self.runtime.block_on(self.inner.get(key))
            }
        }
        pub struct AsyncClient;
        impl AsyncClient {
            pub async fn get(&self, key: &str) -> u8 { 8 }
        }
        pub struct Job { runtime: Runtime }
        impl Job {
            pub fn run(&self) {
                self.runtime.block_on(async { //~ runtime-in-library
                    first().await;
                    second().await;
                });
            }
        }",
    );
}

#[test]
fn executors_may_be_declared() {
    let golive =
        "executors = [\"src/exec.rs\", \"crate::pools::Pool\"]\nentries = [\"src/boot.rs\"]\n";
    reads_files(&[
        ("golive.toml", golive),
        ("src/lib.rs", "mod boot; mod exec; mod other; mod pools;"),
        ("src/exec.rs", "pub fn refresh() { tokio::spawn(async {}); }"),
        ("src/boot.rs", "pub fn boot() { tokio::runtime::Runtime::new(); }"),
        (
            "src/pools.rs",
            "
            pub struct Pool;
            impl Pool {
                pub fn refresh() { tokio::spawn(async {}); }
            }
            pub struct PoolUser;
            impl PoolUser {
                pub fn refresh() { tokio::spawn(async {}); } //~ direct-spawn
            }",
        ),
        ("src/other.rs", "pub fn refresh() { tokio::spawn(async {}); } //~ direct-spawn"),
    ]);
}

/// The `missing-executor-abstraction` findings on `files`, each as message and help.
fn missing(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let report = report(files, &[]);
    let findings = report["findings"].as_array().unwrap().iter();
    let missing = findings.filter(|finding| finding["rule"] == "missing-executor-abstraction");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    missing.map(|finding| (text(&finding["message"]), text(&finding["help"]))).collect()
}

#[test]
fn a_crate_without_an_executor_is_named_with_the_number_of_places() {
    let source = "
        pub fn a() { tokio::spawn(async {}); tokio::spawn(async {}); }
        pub fn b() { std::thread::spawn(|| {}); }";
    let missing = missing(&[("src/lib.rs", source)]);
    let [(message, help)] = missing.as_slice() else { panic!("{missing:?}") };
    assert_eq!(
        message,
        "`service` starts concurrency in 3 places of business code and has no executor"
    );
    assert!(help.starts_with("define a function or trait that starts the work it is handed"));
}

#[test]
fn a_crate_that_starts_work_in_few_places_is_not_named() {
    let source = "pub fn a() { tokio::spawn(async {}); std::thread::spawn(|| {}); }";
    assert_eq!(missing(&[("src/lib.rs", source)]), []);
    let fewer = "[rules.missing-executor-abstraction]\nleast-starts = 2\n";
    let missing = missing(&[("src/lib.rs", source), ("golive.toml", fewer)]);
    let [(message, _)] = missing.as_slice() else { panic!("{missing:?}") };
    assert!(message.starts_with("`service` starts concurrency in 2 places"), "{message}");
}

#[test]
fn a_crate_with_an_executor_lacks_none() {
    let source = "
        pub fn a() { tokio::spawn(async {}); tokio::spawn(async {}); tokio::spawn(async {}); }
        pub fn start(work: impl FnOnce()) { std::thread::spawn(work); }";
    assert_eq!(missing(&[("src/lib.rs", source)]), []);
}

/// A function that starts work in three places.
const STARTS: &str =
    "pub fn a() { tokio::spawn(async {}); tokio::spawn(async {}); tokio::spawn(async {}); }";

/// An executor.
const EXECUTOR: &str = "pub fn start(work: impl FnOnce()) { std::thread::spawn(work); }";

#[test]
fn the_nearest_executor_that_the_crate_depends_on_is_offered() {
    let [far, near, other] = ["far", "near", "other"].map(|name| manifest(name, &["tokio"]));
    let service = manifest("service", &["tokio", "../near", "far = { path = \"../../far\" }"]);
    let missing = missing(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"far\", \"apps/*\"]\n"),
        ("far/Cargo.toml", &far),
        ("far/src/lib.rs", EXECUTOR),
        ("apps/near/Cargo.toml", &near),
        ("apps/near/src/lib.rs", "pub mod exec;"),
        ("apps/near/src/exec.rs", EXECUTOR),
        ("apps/other/Cargo.toml", &other),
        ("apps/other/src/lib.rs", EXECUTOR),
        ("apps/service/Cargo.toml", &service),
        ("apps/service/src/lib.rs", STARTS),
    ]);
    let [(message, help)] = missing.as_slice() else { panic!("{missing:?}") };
    assert!(message.starts_with("`service` starts concurrency in 3 places"), "{message}");
    assert!(help.contains("`near::exec::start`"), "{help}");
}

#[test]
fn an_executor_of_a_crate_that_this_one_does_not_depend_on_is_not_offered() {
    let [app, service] = [manifest("app", &["../service"]), manifest("service", &["tokio"])];
    let other = manifest("other", &["tokio"]);
    let missing = missing(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"app\", \"other\", \"service\"]\n"),
        ("app/Cargo.toml", &app),
        ("app/src/lib.rs", EXECUTOR),
        ("other/Cargo.toml", &other),
        ("other/src/lib.rs", EXECUTOR),
        ("service/Cargo.toml", &service),
        ("service/src/lib.rs", STARTS),
    ]);
    let [(_, help)] = missing.as_slice() else { panic!("{missing:?}") };
    assert!(help.starts_with("define a function or trait"), "{help}");
}

#[test]
fn limits_guards_and_cancellation_may_stand_around_handed_work() {
    reads(
        "
        use std::future::Future;
        use tokio::sync::oneshot;
        pub struct Exec { handle: tokio::runtime::Handle }
        impl Exec {
            pub fn named<F: Future + Send + 'static>(&self, name: &'static str, work: F) {
                let span = tracing::info_span!(\"task\", name);
                self.handle.spawn(work.instrument(span));
            }
            pub fn caught<R>(&self, work: impl FnOnce() -> R + Send + 'static) {
                let (sender, receiver) = oneshot::channel();
                std::thread::Builder::new().spawn(move || {
                    let result = std::panic::catch_unwind(work);
                    sender.send(result);
                });
            }
            pub fn cancelled(&self, work: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
                self.handle.spawn(async move {
                    tokio::select! {
                        _ = work => {}
                        _ = self.stop.cancelled() => {}
                    }
                });
            }
            pub async fn limited<T>(&self, work: impl FnOnce() -> T + Send + 'static) {
                let permit = self.permits.acquire().await;
                tokio::task::spawn_blocking(move || {
                    let result = work();
                    drop(permit);
                    result
                });
            }
            pub fn logged<F>(&self, work: F)
            where
                F: Future<Output = Result<(), Error>> + Send + 'static,
            {
                tokio::spawn(async move {
                    if let Err(error) = work.await {
                        tracing::error!(%error);
                    }
                });
            }
            pub fn refresh(&self) {
                let span = tracing::info_span!(\"task\");
                self.handle.spawn(async {}.instrument(span)); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn a_static_runtime_is_no_executor() {
    reads(
        "
        use std::sync::LazyLock;
        use tokio::runtime::Runtime;
        static SHARED: LazyLock<Runtime> = LazyLock::new(|| {
            Runtime::new().unwrap() //~ runtime-in-library
        });
        static BUILT: LazyLock<Runtime> = LazyLock::new(runtime);
        fn runtime() -> Runtime {
            Runtime::new().unwrap()
        }",
    );
}

#[test]
fn executors_of_other_crates_are_known_by_their_paths() {
    reads(
        "
        use tokio::runtime::Builder;
        pub trait Executor { fn tidy(&self); }
        pub struct Tidy;
        impl Executor for Tidy {
            fn tidy(&self) {
                tokio::spawn(async {}); //~ direct-spawn
            }
        }
        pub fn handle() -> reqwest::Handle {
            Builder::new_current_thread().build().into() //~ runtime-in-library
        }
        pub fn runtime() -> tokio::runtime::Runtime {
            Builder::new_current_thread().build().unwrap()
        }",
    );
}

#[test]
fn macros_that_wait_for_own_work_too_are_no_wrappers() {
    for name in ["select", "select_biased", "join", "try_join"] {
        reads(&format!(
            "
            pub fn with_own(work: impl Future<Output = ()>) {{
                tokio::spawn(async move {{ {name}!(work, async {{ own() }}) }}); //~ direct-spawn
            }}
            pub fn with_signal(work: impl Future<Output = ()>, stop: CancellationToken) {{
                tokio::spawn(async move {{ {name}!(work, stop.cancelled()) }});
            }}"
        ));
    }
}

#[test]
fn what_is_done_with_handed_functions_may_be_work_itself() {
    reads(
        "
        use std::thread;
        pub fn one(first: impl FnOnce()) {
            thread::spawn(move || { first(); });
        }
        pub fn both(first: impl FnOnce(), second: impl FnOnce()) {
            thread::spawn(move || { first(); second(); }); //~ direct-spawn
        }
        pub fn repeats(work: impl Fn(u8)) {
            thread::spawn(move || { loop { work(7); } });
        }
        pub fn polls(work: impl FnOnce()) {
            thread::spawn(move || { while other() {} work(); }); //~ direct-spawn
        }
        pub fn handles(handler: impl Fn(u8)) {
            thread::spawn(move || { items().for_each(|item| handler(item)); }); //~ direct-spawn
        }
        pub fn reports(child: Child, on_exit: impl FnOnce(u8)) {
            thread::spawn(move || { let status = child.ended(); on_exit(status); }); //~ direct-spawn
        }
        pub fn answers(child: Child, work: impl FnOnce(u8) -> u8) {
            thread::spawn(move || { let input = child.ended(); send(work(input)); });
        }
        pub fn shares(name: Name, work: impl FnOnce(Name)) {
            thread::spawn(move || { let name = name.clone(); work(name); });
        }",
    );
}

#[test]
fn blocking_work_that_goes_past_an_executor_of_a_crate_that_is_used_is_reported_with_its_name() {
    let service = manifest("service", &["tokio"]) + "pools = { path = \"../pools\" }\n";
    let other = manifest("other", &["tokio"]);
    let reads_file =
        "pub async fn read() { tokio::task::spawn_blocking(|| std::fs::read(\"a\")).await; }";
    let reported = format!("{reads_file} //~ direct-spawn");
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\n"),
        ("service/Cargo.toml", &service),
        ("service/src/lib.rs", &reported),
        ("other/Cargo.toml", &other),
        ("other/src/lib.rs", reads_file),
        ("pools/Cargo.toml", &manifest("pools", &["tokio"])),
        (
            "pools/src/lib.rs",
            "pub async fn on_pool<T>(work: impl FnOnce() -> T) { tokio::task::spawn_blocking(work).await; }",
        ),
    ];
    reads_files(&files);
    let report = report(&files, &[]);
    assert!(report.to_string().contains("past the executor `pools::on_pool`"), "{report}");
}

#[test]
fn a_block_on_in_an_executor_type_that_builds_nothing_is_reported() {
    reads(
        "use tokio::runtime::Runtime;
        pub struct Pool { runtime: Runtime }
        impl Pool {
            pub fn start<F: Future>(&self, work: F) { self.runtime.spawn(work); }
            pub fn price(&self) { self.runtime.block_on(async { 7 }); } //~ runtime-in-library
        }",
    );
}

#[test]
fn what_a_type_starts_in_tests_alone_makes_it_no_executor() {
    reads(
        "use tokio::runtime::Runtime;
        pub struct Pool;
        impl Pool {
            pub fn new() -> Self {
                Runtime::new(); //~ runtime-in-library
                Pool
            }
            #[cfg(test)]
            pub fn start<F: Future>(&self, work: F) { tokio::spawn(work); }
        }",
    );
}

#[test]
fn a_type_that_holds_a_runtime_and_has_no_face_is_no_facade() {
    reads(
        "use tokio::runtime::Runtime;
        pub struct Client { runtime: Runtime }
        impl Client {
            pub fn new() -> Self {
                let runtime = Runtime::new().unwrap(); //~ runtime-in-library
                Client { runtime }
            }
        }",
    );
}

#[test]
fn the_sync_face_of_an_async_api_may_hold_a_handle() {
    reads(
        "use tokio::runtime::Handle;
        pub struct Store;
        impl Store { pub async fn get(&self) {} }
        pub struct Blocking { inner: Store, runtime: Handle }
        impl Blocking {
            pub fn get(&self) { self.runtime.block_on(self.inner.get()) }
        }",
    );
}

#[test]
fn a_type_that_blocks_on_its_own_methods_is_no_facade() {
    reads(
        "use tokio::runtime::Handle;
        pub struct Scheduler { runtime: Option<Handle> }
        impl Scheduler {
            pub fn tell(&self) {
                let Some(runtime) = &self.runtime else { return };
                runtime.block_on(self.tell_async()); //~ runtime-in-library
            }
            async fn tell_async(&self) {}
        }",
    );
}

#[test]
fn starting_what_a_handed_closure_makes_for_each_number_is_an_executor() {
    reads(
        "use tokio::task::JoinSet;
        pub fn pool<F, Fut>(n: usize, mut make: F) -> JoinSet<Fut::Output>
        where F: FnMut(usize) -> Fut, Fut: Future + Send + 'static {
            let mut set = JoinSet::new();
            for index in 0..n.max(1) { set.spawn(make(index).bind_hub(Hub::current())); }
            set
        }
        pub fn each<F, Fut>(jobs: Vec<Job>, mut make: F) -> JoinSet<Fut::Output>
        where F: FnMut(Job) -> Fut, Fut: Future + Send + 'static {
            let mut set = JoinSet::new();
            for job in jobs { set.spawn(make(job)); } //~ direct-spawn
            set
        }",
    );
}

#[test]
fn a_future_of_the_project_that_holds_handed_work_is_that_work() {
    reads(
        "use std::pin::Pin;
        use std::task::{Context, Poll};
        pub struct Tracked<T> { inner: T, payload: u64 }
        impl<T: Future> Tracked<T> {
            pub fn create(inner: T, payload: u64) -> Self { Tracked { inner, payload } }
        }
        impl<T: Future> Future for Tracked<T> {
            type Output = T::Output;
            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> { todo!() }
        }
        pub struct Job<T> { inner: T }
        impl<T: Future> Job<T> { async fn run(self) { loop { other().await } } }
        pub fn spawn<T: Future>(work: T) { tokio::spawn(Tracked::create(work, 1)); }
        pub fn start<T: Future>(work: T) { tokio::spawn(Job { inner: work }.run()); } //~ direct-spawn
        pub fn own() { tokio::spawn(Tracked::create(async { other().await }, 1)); } //~ direct-spawn
        async fn other() {}",
    );
}

#[test]
fn an_associated_function_is_no_method_of_a_value() {
    reads(
        "thread_local! { static TRACKER: RefCell<Tracker> = RefCell::new(Tracker); }
        use std::cell::RefCell;
        pub struct Tracker;
        impl Tracker {
            pub fn with<R>(work: impl FnOnce() -> R) -> R { work() }
            pub fn tracked<R>(work: impl FnOnce() -> R) -> impl FnOnce() -> R {
                TRACKER.with(move |tracker| { let tracker = tracker.clone(); move || { drop(tracker); work() } })
            }
        }
        pub fn start<R>(work: impl FnOnce() -> R + Send + 'static) { std::thread::spawn(Tracker::tracked(work)); }
        pub fn own() { std::thread::spawn(Tracker::tracked(|| println!(\"a\"))); } //~ direct-spawn",
    );
}

#[test]
fn a_runtime_that_is_built_to_wait_for_handed_work_is_an_executors() {
    reads(
        "use tokio::runtime::Builder;
        pub fn wait<F: Future>(work: F) -> F::Output {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move { work.await })
        }
        pub fn own() {
            let runtime = Builder::new_current_thread().build().unwrap(); //~ runtime-in-library
            runtime.block_on(async { println!(\"a\") }) //~ runtime-in-library
        }",
    );
}

#[test]
fn a_handler_of_what_a_select_gives_is_judged_as_in_a_loop_over_it() {
    reads(
        "use tokio::sync::mpsc::Receiver;
        pub fn selects<F, Fut>(mut jobs: Receiver<Job>, handle: F)
        where F: Fn(Job) -> Fut + Send + 'static, Fut: Future<Output = ()> + Send {
            tokio::spawn(async move { //~ direct-spawn
                loop { tokio::select! { Some(job) = jobs.recv() => handle(job).await, else => break } }
            });
        }
        pub fn loops<F, Fut>(mut jobs: Receiver<Job>, handle: F)
        where F: Fn(Job) -> Fut + Send + 'static, Fut: Future<Output = ()> + Send {
            tokio::spawn(async move { while let Some(job) = jobs.recv().await { handle(job).await } }); //~ direct-spawn
        }
        pub fn waits<Fut>(mut stop: Receiver<()>, work: Fut) where Fut: Future<Output = ()> + Send + 'static {
            tokio::spawn(async move { tokio::select! { _ = stop.recv() => {} done = work => done } });
        }",
    );
}

#[test]
fn starting_work_that_was_put_into_a_queue_is_an_executor() {
    reads(
        "
        use std::pin::Pin;
        use std::sync::{Arc, Mutex, mpsc};
        use std::thread;
        use tokio::runtime::Runtime;
        type Job = Box<dyn FnOnce() + Send>;
        type Jobs = Arc<Mutex<mpsc::Receiver<Job>>>;
        pub enum Message { Run(Job), Stop }
        pub struct Named { name: String, run: Job }
        pub struct Task { work: Pin<Box<dyn Future<Output = ()> + Send>> }
        impl Task {
            pub fn new<F: Future<Output = ()> + Send + 'static>(work: F) -> Self { Task { work: Box::pin(work) } }
            async fn run(self) { self.work.await }
        }
        pub struct Pool { named: mpsc::SyncSender<Named>, tasks: mpsc::SyncSender<Task> }
        impl Pool {
            pub fn called(jobs: Jobs) {
                thread::spawn(move || loop { let job = jobs.lock().unwrap().recv().unwrap(); job(); });
            }
            pub fn told(messages: mpsc::Receiver<Message>) {
                thread::spawn(move || {
                    while let Ok(message) = messages.recv() {
                        match message { Message::Run(job) => job(), Message::Stop => break }
                    }
                });
            }
            pub fn taken_apart(tasks: mpsc::SyncSender<Task>) -> Self {
                let (named, jobs) = mpsc::sync_channel(0);
                thread::spawn(move || { for Named { run, .. } in jobs { run(); } });
                Self { named, tasks }
            }
            pub fn by_field(jobs: mpsc::Receiver<Named>) {
                thread::spawn(move || { for job in jobs.iter() { (job.run)(); } });
            }
            pub fn driven() {
                let (_, jobs) = mpsc::sync_channel::<Task>(0);
                thread::spawn(move || {
                    let runtime = Runtime::new().unwrap();
                    runtime.block_on(async move {
                        loop {
                            let Ok(task) = jobs.try_recv() else { break };
                            tokio::spawn(async move { task.run().await });
                        }
                    });
                });
            }
            pub async fn awaited(mut work: tokio::sync::mpsc::Receiver<Pin<Box<dyn Future<Output = ()> + Send>>>) {
                tokio::spawn(async move { while let Some(work) = work.recv().await { work.await } });
                tokio::spawn(async move { while let Some(work) = work.recv().await { tokio::spawn(work); } });
            }
        }",
    );
}

#[test]
fn work_on_what_is_put_into_a_queue_is_business() {
    reads(
        "
        use std::sync::mpsc;
        use std::thread;
        use tokio::runtime::Runtime;
        pub enum Message { Get(String), Stop }
        pub struct Job { name: String }
        impl Job { fn run(self) { println!(\"a\"); } }
        pub fn told(messages: mpsc::Receiver<Message>) {
            thread::spawn(move || { //~ direct-spawn
                while let Ok(message) = messages.recv() {
                    match message { Message::Get(name) => get(name), Message::Stop => break }
                }
            });
        }
        pub enum Question { Get(String, Answer), Stop }
        type Answer = Box<dyn FnOnce(String) + Send>;
        pub fn asked(questions: mpsc::Receiver<Question>) {
            thread::spawn(move || { while let Ok(question) = questions.recv() { other::answer(question); } }); //~ direct-spawn
        }
        pub fn answers(questions: mpsc::Receiver<Question>) {
            thread::spawn(move || { //~ direct-spawn
                while let Ok(Question::Get(name, answer)) = questions.recv() { let found = find(); answer(found); }
            });
        }
        pub fn run(jobs: mpsc::Receiver<Job>) {
            thread::spawn(move || { for job in jobs { job.run(); } }); //~ direct-spawn
        }
        pub fn drives(mut messages: tokio::sync::mpsc::Receiver<Message>) {
            let runtime = Runtime::new().unwrap(); //~ runtime-in-library
            runtime.block_on(async move { //~ runtime-in-library
                while let Some(message) = messages.recv().await { answer(message).await; }
            });
        }",
    );
}

#[test]
fn what_is_the_same_in_each_turn_of_a_counted_loop_is_no_data() {
    reads(
        "
        use std::sync::mpsc::Receiver;
        pub fn pool<F, Fut>(n: usize, stop: Stop, make: F)
        where F: Fn(usize, Stop) -> Fut, Fut: Future + Send + 'static {
            for index in 0..n { tokio::spawn(make(index, stop.child_token())); }
        }
        pub fn elements<F, Fut>(jobs: Vec<Job>, make: F) where F: Fn(Job) -> Fut, Fut: Future + Send + 'static {
            for index in 0..jobs.len() { tokio::spawn(make(jobs.swap(index))); } //~ direct-spawn
        }
        pub fn received<F, Fut>(n: usize, jobs: Receiver<Job>, make: F) where F: Fn(Job) -> Fut, Fut: Future + Send + 'static {
            for _ in 0..n { tokio::spawn(make(jobs.recv().unwrap())); } //~ direct-spawn
        }
        pub fn polls<F, Fut>(source: Source, make: F) where F: Fn(Source) -> Fut, Fut: Future + Send + 'static {
            while other() { tokio::spawn(make(source.clone())); } //~ direct-spawn
        }",
    );
}

#[test]
fn a_handler_of_what_a_choice_in_a_loop_gives_is_judged_as_one_of_a_pattern() {
    reads(
        "
        pub async fn chosen<F, Fut>(listener: Listener, handle: F) where F: Fn(Stream) -> Fut, Fut: Future + Send + 'static {
            loop {
                let stream = tokio::select! { stream = listener.accept() => stream, _ = stop() => break };
                tokio::spawn(handle(stream)); //~ direct-spawn
            }
        }
        pub async fn matched<F, Fut>(listener: Listener, handle: F) where F: Fn(Stream) -> Fut, Fut: Future + Send + 'static {
            loop {
                let stream = match listener.accept().await { Ok(stream) => stream, Err(_) => continue };
                tokio::spawn(handle(stream)); //~ direct-spawn
            }
        }
        pub async fn assembled<F, Fut>(listener: Listener, handle: F) where F: Fn(Job) -> Fut, Fut: Future + Send + 'static {
            while let Ok(stream) = listener.accept().await { tokio::spawn(handle(Job { stream })); } //~ direct-spawn
        }
        pub async fn bound<F, Fut>(listener: Listener, handle: F) where F: Fn(Stream) -> Fut, Fut: Future + Send + 'static {
            while let Ok(stream) = listener.accept().await { tokio::spawn(handle(stream)); } //~ direct-spawn
        }",
    );
}

#[test]
fn extension_methods_of_handed_work_wrap_it_whatever_their_name() {
    reads(
        "
        pub trait Tracked: Future + Sized {
            fn tracked(self, name: &str) -> TrackedFuture<Self> { TrackedFuture { work: self } }
        }
        impl<F: Future> Tracked for F {}
        pub struct TrackedFuture<F> { work: F }
        pub fn own<F: Future + Send + 'static>(work: F) { tokio::spawn(work.tracked(\"a\")); }
        pub fn others<F: Future + Send + 'static>(work: F) { tokio::spawn(work.with_context(current()).fuse()); }
        pub fn called<R>(work: impl FnOnce() -> R) { tokio::task::spawn_blocking(other::traced(work)); }
        pub fn business(job: Job) { tokio::spawn(job.run().tracked(\"a\")); } //~ direct-spawn
        pub fn block() { tokio::spawn(async { other().await }.with_context(current())); } //~ direct-spawn
        pub fn stream(items: impl Stream) { tokio::spawn(items.for_each(|item| async {})); } //~ direct-spawn",
    );
}

#[test]
fn a_runtime_for_handed_work_may_be_driven_anywhere() {
    reads(
        "
        use std::thread;
        use tokio::runtime::{Builder, Handle, Runtime};
        pub fn scoped<F: Future + Send>(work: F) -> F::Output {
            thread::scope(|scope| scope.spawn(|| { let runtime = Runtime::new().unwrap(); runtime.block_on(work) }).join().unwrap())
        }
        pub fn either<F: Future>(work: F) -> F::Output {
            match Handle::try_current() {
                Ok(handle) => tokio::task::block_in_place(|| handle.block_on(work)),
                Err(_) => Builder::new_current_thread().build().unwrap().block_on(work),
            }
        }
        pub fn made<F, Fut>(make: F) where F: FnOnce() -> Fut + Send + 'static, Fut: Future {
            thread::spawn(move || { let runtime = Runtime::new().unwrap(); runtime.block_on(make()); });
        }
        pub fn business(job: Job) {
            let runtime = Runtime::new().unwrap(); //~ runtime-in-library
            runtime.block_on(job.run()); //~ runtime-in-library
        }",
    );
}

#[test]
fn a_type_that_drives_its_runtime_on_a_thread_of_its_own_is_an_executor() {
    reads(
        "
        use std::sync::mpsc;
        use std::thread;
        use tokio::runtime::{Builder, Handle, Runtime};
        pub struct Background { handle: Handle }
        impl Background {
            pub fn start() -> Self {
                let (sender, receiver) = mpsc::sync_channel(1);
                thread::spawn(move || { //~ direct-spawn
                    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                    sender.send(runtime.handle().clone()).unwrap();
                    runtime.block_on(std::future::pending::<()>());
                });
                Self { handle: receiver.recv().unwrap() }
            }
            pub fn handle(&self) -> &Handle { &self.handle }
        }
        pub struct Poller { thread: thread::JoinHandle<()> }
        impl Poller {
            pub fn start(url: String) -> Self {
                let thread = thread::spawn(move || { //~ direct-spawn
                    let runtime = Runtime::new().unwrap(); //~ runtime-in-library
                    runtime.block_on(async move { poll(url).await; }); //~ runtime-in-library
                });
                Self { thread }
            }
        }",
    );
}

#[test]
fn a_type_that_queues_work_for_its_own_runtime_is_an_executor() {
    reads(
        "
        use std::thread;
        use tokio::runtime::Builder;
        use tokio::sync::mpsc::{Receiver, Sender, channel};
        pub struct Background { work: Sender<Message> }
        pub enum Message { Run(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>), Stop }
        impl Background {
            pub fn new(size: usize) -> Self {
                let (sender, receiver) = channel(size);
                thread::spawn(move || { //~ direct-spawn
                    let runtime = Builder::new_current_thread().build().unwrap();
                    runtime.block_on(serve(receiver));
                });
                Self { work: sender }
            }
            pub fn start<F: Future<Output = ()> + Send + 'static>(&self, work: F) {
                self.work.blocking_send(Message::Run(Box::pin(work))).unwrap();
            }
        }
        async fn serve(mut messages: Receiver<Message>) {
            while let Some(message) = messages.recv().await {
                match message { Message::Run(work) => { tokio::spawn(work); } Message::Stop => break }
            }
        }
        pub struct Actor { asked: Sender<Question> }
        pub enum Question { Get(String, Box<dyn FnOnce(String) + Send>), Stop }
        impl Actor {
            pub fn new(size: usize) -> Self {
                let (sender, receiver) = channel(size);
                thread::spawn(move || { //~ direct-spawn
                    let runtime = Builder::new_current_thread().build().unwrap(); //~ runtime-in-library
                    runtime.block_on(act(receiver)); //~ runtime-in-library
                });
                Self { asked: sender }
            }
            pub fn get(&self, name: String, tell: impl FnOnce(String) + Send + 'static) {
                self.asked.blocking_send(Question::Get(name, Box::new(tell))).unwrap();
            }
        }
        async fn act(questions: Receiver<Question>) { other(questions).await }",
    );
}

#[test]
fn starting_each_of_several_that_are_handed_in_is_an_executor() {
    reads(
        "
        pub fn all<F: Future + Send + 'static>(all: Vec<F>) { for work in all { tokio::spawn(work); } }
        pub fn mapped<F: Future + Send + 'static>(all: Vec<F>) { all.into_iter().map(tokio::spawn).for_each(drop); }
        pub fn scoped<F: Fn(usize) + Sync>(count: usize, work: F) {
            rayon::scope(|scope| { for index in 0..count { scope.spawn(|_| work(index)); } });
        }
        pub fn jobs(jobs: Vec<Job>) { for job in jobs { std::thread::spawn(move || job.run()); } } //~ direct-spawn
        pub fn made(jobs: Vec<Job>) { jobs.into_iter().map(start).map(tokio::spawn).for_each(drop); } //~ direct-spawn",
    );
}
