//! Blocking calls that are in async code themselves.

use super::project::{manifest, reads, reads_files};

#[test]
fn calls_that_block_are_reported_in_every_kind_of_async_code() {
    reads(
        "
        use std::{fs, thread};
        pub async fn function() {
            fs::read(\"a\"); //~ blocking-in-async
            fs_err::read(\"a\"); //~ blocking-in-async
        }
        pub fn block() -> impl Future {
            fs::read(\"a\");
            async { thread::sleep(WAIT) } //~ blocking-in-async
        }
        pub fn closure() {
            each(async || { thread::sleep(WAIT) }); //~ blocking-in-async
            each(|| async move { fs::write(\"a\", \"b\") }); //~ blocking-in-async
            each(|| { thread::sleep(WAIT) });
        }
        pub fn synchronous() {
            thread::sleep(WAIT);
        }",
    );
}

#[test]
fn every_kind_of_blocking_call_is_known() {
    reads(
        "
        use std::fs::{self, File, OpenOptions};
        use std::io::{Read, Write};
        use std::net::TcpStream;
        use std::process::Command;
        use std::sync::mpsc::{Receiver, channel};
        pub async fn run(receiver: Receiver<u8>, handle: std::thread::JoinHandle<()>) {
            std::thread::sleep(WAIT); //~ blocking-in-async
            fs::remove_file(\"a\"); //~ blocking-in-async
            let mut file = File::open(\"a\").unwrap(); //~ blocking-in-async
            file.read_to_string(&mut text); //~ blocking-in-async
            OpenOptions::new().append(true).open(\"a\"); //~ blocking-in-async
            TcpStream::connect(\"localhost:80\"); //~ blocking-in-async
            Command::new(\"ls\").output(); //~ blocking-in-async
            let mut child = Command::new(\"ls\").spawn().unwrap();
            child.wait(); //~ blocking-in-async
            receiver.recv(); //~ blocking-in-async
            handle.join(); //~ blocking-in-async
            reqwest::blocking::get(\"http://localhost\"); //~ blocking-in-async
            futures::executor::block_on(work()); //~ blocking-in-async runtime-in-library
        }",
    );
}

#[test]
fn async_look_alikes_are_silent() {
    reads(
        "
        use tokio::fs::{self, File};
        use tokio::io::AsyncReadExt;
        use tokio::net::TcpStream;
        use tokio::process::Command;
        pub async fn run(mut receiver: tokio::sync::mpsc::Receiver<u8>, text: &mut String) {
            tokio::time::sleep(WAIT).await;
            fs::read(\"a\").await;
            let mut file = File::open(\"a\").await.unwrap();
            file.read_to_string(text).await;
            TcpStream::connect(\"localhost:80\").await;
            Command::new(\"ls\").output().await;
            let mut child = Command::new(\"ls\").spawn().unwrap();
            child.wait().await;
            receiver.recv().await;
            std::path::Path::new(\"a\").exists();
            vec![\"a\", \"b\"].join(\",\");
            std::fs::read(\"a\"); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_call_that_is_awaited_later_or_in_a_macro_does_not_block() {
    reads(
        "
        pub async fn run(own: &Own, receiver: std::sync::mpsc::Receiver<u8>) {
            let reading = tokio::fs::read(\"a\");
            reading.await;
            own.recv().await;
            tokio::select! {
                _ = own.recv() => {}
                _ = async { receiver.recv() } => {} //~ blocking-in-async
            }
        }",
    );
}

#[test]
fn what_is_moved_to_a_thread_or_pool_is_silent() {
    reads(
        "
        use std::fs;
        pub async fn run() {
            tokio::task::spawn_blocking(|| fs::read(\"a\")).await;
            tokio::task::spawn_blocking(move || { //~ direct-spawn
                let inner = || fs::read(\"a\");
                inner()
            });
            tokio::task::block_in_place(|| fs::read(\"a\"));
            std::thread::spawn(|| fs::read(\"a\")); //~ direct-spawn
            rayon::spawn(|| { fs::read(\"a\"); }); //~ direct-spawn
            tokio::spawn(async { fs::read(\"a\") }); //~ direct-spawn blocking-in-async
            fs::read(\"a\"); //~ blocking-in-async
        }",
    );
}

#[test]
fn async_code_inside_offloaded_code_is_async_again() {
    reads(
        "
        pub async fn run(handle: tokio::runtime::Handle) {
            tokio::task::block_in_place(|| {
                let later = async { std::fs::read(\"a\") }; //~ blocking-in-async
                std::fs::read(\"b\")
            });
        }",
    );
}

#[test]
fn a_closure_handed_to_an_own_blocking_pool_is_silent() {
    reads(
        "
        use std::fs;
        pub struct Pool;
        impl Pool {
            async fn run<T>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
                offload(work).await
            }
            fn here<T>(&self, work: impl FnOnce() -> T) -> T {
                work()
            }
        }
        async fn offload<T>(work: impl FnOnce() -> T + Send + 'static) -> T {
            start(move || work()).await
        }
        async fn start<T>(work: impl FnOnce() -> T + Send + 'static) -> T {
            tokio::task::spawn_blocking(work).await.unwrap()
        }
        pub async fn use_it(pool: &Pool) {
            pool.run(|| fs::read(\"a\")).await;
            offload(|| fs::read(\"a\")).await;
            pool.here(|| fs::read(\"a\")); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_closure_called_on_the_spot_belongs_to_its_function() {
    reads(
        "
        use std::fs;
        pub async fn run(names: Vec<String>, cache: Option<u8>) {
            let read = |name: &str| fs::read(name); //~ blocking-in-async
            read(\"a\");
            names.iter().map(|name| fs::read(name)).collect::<Vec<_>>(); //~ blocking-in-async
            (|| fs::read(\"a\"))(); //~ blocking-in-async
            let later = move || fs::read(\"a\");
            tokio::task::spawn_blocking(later).await;
        }",
    );
}

#[test]
fn a_function_inside_async_code_is_synchronous() {
    reads(
        "
        pub async fn run() {
            fn inner() {
                std::fs::read(\"a\");
            }
            async fn asynchronous() {
                std::fs::read(\"a\"); //~ blocking-in-async
            }
        }",
    );
}

#[test]
fn every_form_of_a_call_is_known() {
    reads(
        "
        use std::fs::{File, read_to_string};
        use std::process::Command;
        use std::thread::JoinHandle;
        pub async fn run(missing: Option<u8>, threads: Vec<JoinHandle<()>>) -> Result<()> {
            read_to_string(\"a\")?; //~ blocking-in-async
            missing.ok_or(()).or_else(|_| read_to_string(\"a\")); //~ blocking-in-async
            [\"a\"].map(read_to_string); //~ blocking-in-async
            File::options().read(true).open(\"a\")?; //~ blocking-in-async
            std::os::unix::fs::symlink(\"a\", \"b\")?; //~ blocking-in-async
            let mut command = Command::new(\"a\");
            command.arg(\"b\");
            let output = command.output()?; //~ blocking-in-async
            let client = reqwest::blocking::Client::new();
            client.get(\"a\").send(); //~ blocking-in-async
            for thread in threads {
                thread.join(); //~ blocking-in-async
            }
            command.spawn()?;
            Ok(())
        }",
    );
}

#[test]
fn work_for_a_pooled_connection_is_offloaded() {
    reads(
        "
        pub struct Db {
            connection: deadpool::managed::Object<Manager>,
        }
        impl Db {
            async fn transact<Q: FnOnce(&mut Connection) + Send + 'static>(&self, query: Q) {
                self.connection.interact(move |connection| transaction(connection, query)).await;
            }
        }
        pub async fn stores(db: &Db) {
            db.transact(|_| { std::thread::sleep(WAIT) }).await;
            std::thread::sleep(WAIT); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_closure_is_followed_through_a_wrapper_that_dereferences() {
    let base = "
        pub struct Db { pool: Pool }
        pub struct Pinned { connection: deadpool::managed::Object<Manager> }
        impl Db {
            pub async fn pinned(&self) -> Result<Pinned, Error> { todo!() }
            pub async fn transact<Q: FnOnce(&mut Connection) + Send>(&self, query: Q) -> Result<(), E> {
                self.pinned().await.map_err(E::from)?.transact(query).await
            }
            pub fn here<Q: FnOnce()>(&self, query: Q) { query() }
        }
        impl Pinned {
            pub async fn transact<Q: FnOnce(&mut Connection) + Send>(&self, query: Q) -> Result<(), E> {
                self.connection.interact(move |connection| transaction(connection, query)).await
            }
        }";
    let service = "
        use std::ops::Deref;
        pub struct Store { db: base::Db }
        impl Deref for Store {
            type Target = base::Db;
            fn deref(&self) -> &Self::Target { &self.db }
        }
        impl Store {
            pub async fn save(&self) {
                self.transact(move |_| { std::fs::write(\"a\", \"b\"); }).await;
                self.here(|| { std::fs::write(\"a\", \"b\"); }); //~ blocking-in-async
            }
        }";
    reads_files(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"base\", \"service\"]\n"),
        ("base/Cargo.toml", &manifest("base", &["deadpool"])),
        ("base/src/lib.rs", base),
        ("service/Cargo.toml", &manifest("service", &["../base"])),
        ("service/src/lib.rs", service),
    ]);
}

#[test]
fn a_closure_that_is_kept_for_later_does_not_run_here() {
    reads(
        "
        use std::fs;
        pub struct Provider { read: Box<dyn Fn()> }
        pub struct Named(fn(&str));
        pub enum Source { File(Box<dyn Fn()>) }
        impl Provider {
            pub fn new(read: impl Fn() + 'static) -> Self {
                let read = Box::new(read);
                Self { read }
            }
            pub fn replace(&mut self, read: impl Fn() + 'static) { self.read = Box::new(read); }
            pub fn checked(read: impl Fn() + 'static) -> Self { read(); Self::new(read) }
        }
        fn named(read: fn(&str)) -> Named { Named(read) }
        fn reader(name: String) -> impl Fn() { move || { fs::read(&name); } }
        fn twice(read: impl Fn()) -> impl Fn() { move || { read(); read() } }
        pub async fn run(mut provider: Provider) -> Provider {
            provider.replace(|| { fs::read(\"a\"); });
            named(|name| { fs::read(name); });
            Source::File(Box::new(|| { fs::read(\"a\"); }));
            Provider { read: Box::new(|| { fs::read(\"a\"); }) };
            twice(|| { fs::read(\"a\"); });
            Provider::checked(|| { fs::read(\"a\"); }); //~ blocking-in-async
            Provider::new(|| { fs::read(\"a\"); })
        }",
    );
}

#[test]
fn a_closure_that_is_followed_too_far_is_not_told_to_run_here() {
    let hands_on = |pass: usize| {
        let next = pass + 1;
        format!("fn pass_{pass}(work: impl FnOnce() + Send + 'static) {{ pass_{next}(work) }}\n")
    };
    let passes: String = (1..20).map(hands_on).collect();
    reads(&format!(
        "
        pub async fn near() {{
            pass_18(|| {{ std::fs::read(\"a\"); }});
        }}
        pub async fn far() {{
            pass_1(|| {{ std::fs::read(\"a\"); }});
        }}
        {passes}
        fn pass_20(work: impl FnOnce() + Send + 'static) {{ std::thread::spawn(work); }}",
    ));
}

#[test]
fn a_closure_that_goes_in_circles_ends() {
    reads(
        "
        fn ping(work: impl Fn()) { pong(|| work()) }
        fn pong(work: impl Fn()) { work(); ping(|| work()) }
        pub async fn run() {
            ping(|| { std::fs::read(\"a\"); }); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_visitor_that_is_handed_on_from_everywhere_to_everywhere_ends() {
    reads(
        "
        fn walk(n: u32, visit: &mut impl FnMut(u32)) {
            walk(n - 1, visit); turn(n - 1, visit); walk(n - 2, visit); turn(n - 2, visit);
            walk(n - 3, visit); turn(n - 3, visit); walk(n - 4, visit); turn(n - 4, visit);
        }
        fn turn(n: u32, visit: &mut impl FnMut(u32)) {
            turn(n - 1, visit); walk(n - 1, visit); turn(n - 2, visit); walk(n - 2, visit);
            turn(n - 3, visit); walk(n - 3, visit); turn(n - 4, visit); walk(n - 4, visit);
            visit(n);
        }
        pub async fn run() {
            walk(9, &mut |_| { std::fs::read(\"a\"); }); //~ blocking-in-async
        }",
    );
}

#[test]
fn what_a_macro_does_with_a_closure_is_not_known() {
    reads(
        "
        macro_rules! apart { ($work:expr) => { std::thread::spawn($work) } }
        pub async fn run() {
            apart!(|| std::fs::read(\"a\"));
            apart!(std::fs::read(\"a\")); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_closure_that_a_helper_wraps_runs_where_the_wrapped_one_is_started() {
    reads(
        "
        fn tracked<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
            SPAN.with(move |span| { let span = span.clone(); move || { span.enter(); work() } })
        }
        pub struct Thread;
        impl Thread {
            pub fn named<T>(name: &str, work: impl FnOnce() -> T + Send + 'static) {
                let work = tracked(work);
                let builder = std::thread::Builder::new().name(name.to_owned());
                builder.spawn(move || work()).unwrap();
            }
        }
        fn at_once<T>(work: impl FnOnce() -> T) -> T { work() }
        pub async fn run() {
            Thread::named(\"io\", || std::fs::read(\"a\"));
            at_once(|| std::fs::read(\"a\")); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_closure_in_a_box_that_goes_into_a_queue_is_called_by_whoever_takes_it_out() {
    reads(
        "
        type Job = Box<dyn FnOnce() + Send>;
        pub struct Pool { jobs: std::sync::mpsc::Sender<Job> }
        impl Pool {
            pub fn run(&self, job: impl FnOnce() + Send + 'static) { self.jobs.send(Box::new(job)).unwrap(); }
        }
        pub async fn run(pool: &Pool, names: Vec<String>) {
            pool.run(|| { std::fs::read(\"a\"); });
            names.iter().for_each(|name| { std::fs::read(name); }); //~ blocking-in-async
        }",
    );
}

#[test]
fn where_a_function_of_others_runs_a_closure_is_not_known_when_it_is_awaited_or_says_spawn() {
    reads(
        "
        pub async fn run(pool: &other::Pool, name: Option<&str>) {
            other::blocking(move || std::fs::read(\"a\")).await;
            other::spawn_local(move || std::fs::read(\"a\"));
            pool.spawn_wrapped(move || std::fs::read(\"a\"));
            pool.interact(move |_| std::fs::read(\"a\")).await;
            other::blocking(move || std::fs::read(\"a\")).in_current_span().await;
            tokio::time::timeout(LIMIT, other::blocking(move || std::fs::read(\"a\"))).await;
            let read = other::blocking(move || std::fs::read(\"a\"));
            read.await;
            other::retry(move || std::fs::read(\"a\")); //~ blocking-in-async
            std::future::poll_fn(|_| { std::fs::read(\"a\"); ready() }).await; //~ blocking-in-async
            pool.names().map(|name| std::fs::read(name)).await; //~ blocking-in-async
            name.map(|name| std::fs::read(name)); //~ blocking-in-async
        }",
    );
}

#[test]
fn a_pool_for_blocking_work_takes_it_off_the_async_path() {
    let manifest = manifest("service", &["affinitypool", "tokio"]);
    reads_files(&[
        ("Cargo.toml", manifest.as_str()),
        (
            "src/lib.rs",
            "
            pub async fn read(path: String) -> Vec<u8> {
                affinitypool::spawn_local(move || std::fs::read(path).unwrap()).await;
                affinitypool::spawn(|| std::fs::read(\"a\").unwrap()).await;
                std::fs::read(\"b\").unwrap() //~ blocking-in-async
            }
            pub async fn on_own(pool: &affinitypool::Threadpool) {
                pool.spawn(|| std::fs::read(\"a\").unwrap()).await;
            }
            pub fn build(threads: usize) {
                affinitypool::Builder::new().worker_threads(8).build(); //~ hardcoded-concurrency
                affinitypool::Builder::new().thread_per_core(true).worker_threads(threads).build();
                affinitypool::Threadpool::new(8); //~ hardcoded-concurrency
            }",
        ),
    ]);
}

#[test]
fn a_face_of_a_runtime_is_declared() {
    let manifest = manifest("service", &["fluvio-future"]);
    let declared = "
        [[api]]
        path = \"fluvio_future::task::spawn\"
        role = \"start\"
        work = 0
        [[api]]
        path = \"fluvio_future::task::spawn_blocking\"
        role = [\"start\", \"offload\"]
        work = 0
        [[api]]
        path = \"fluvio_future::task::run_block_on\"
        role = [\"runtime\", \"block\"]
        work = 0";
    let code = "
        use fluvio_future::task::{run_block_on, spawn, spawn_blocking};
        pub fn start() {
            spawn(async { std::fs::read(\"a\").ok(); }); //~ direct-spawn blocking-in-async
        }
        pub async fn read() {
            spawn_blocking(|| std::fs::read(\"a\")).await;
        }
        pub fn wait() {
            run_block_on(read()); //~ runtime-in-library
        }";
    reads_files(&[
        ("Cargo.toml", manifest.as_str()),
        ("golive.toml", declared),
        ("src/lib.rs", code),
    ]);
}

#[test]
fn waiting_for_a_thread_blocks_and_waiting_for_a_task_does_not() {
    reads(
        "
        use std::thread::{self, JoinHandle};
        pub struct Worker { thread: Option<JoinHandle<()>>, threads: Vec<JoinHandle<()>> }
        impl Worker {
            pub async fn stop(&mut self) {
                self.thread.take().unwrap().join(); //~ blocking-in-async
                for thread in self.threads.drain(..) {
                    thread.join(); //~ blocking-in-async
                }
                if let Some(thread) = self.thread.take() {
                    let _ = thread.join(); //~ blocking-in-async
                }
            }
            pub fn stop_now(&mut self) {
                self.thread.take().unwrap().join();
            }
        }
        pub async fn run(path: &std::path::Path, tasks: Tasks, handle: tokio::task::JoinHandle<()>) {
            let thread = thread::spawn(|| {}); //~ direct-spawn
            thread.join().unwrap(); //~ blocking-in-async
            let built = thread::Builder::new().spawn(|| {}).unwrap(); //~ direct-spawn
            built.join().unwrap(); //~ blocking-in-async
            thread::spawn(|| {}).join().unwrap(); //~ direct-spawn blocking-in-async
            let other = thread::spawn(|| {}); //~ direct-spawn
            tokio::task::spawn_blocking(move || other.join()).await;
            path.join(\"a\");
            tasks.join().await;
            handle.await;
        }",
    );
}

#[test]
fn a_closure_that_a_pool_of_the_project_queues_runs_on_its_threads() {
    reads(
        "
        use std::sync::{mpsc, Mutex};
        type Job = Box<dyn FnOnce() + Send>;
        enum Message { Run(Job), Stop }
        pub struct Pool<F> { jobs: mpsc::Sender<Job>, messages: mpsc::Sender<Message>, plain: mpsc::Sender<F>, last: Mutex<Vec<Job>> }
        impl<F: FnOnce() + Send + 'static> Pool<F> {
            pub fn named(&self, job: impl FnOnce() + Send + 'static) { let job = Box::new(job); self.jobs.send(job).unwrap(); }
            pub fn boxed(&self, job: Job) { self.last.lock().unwrap().push(job); }
            pub fn told(&self, job: impl FnOnce() + Send + 'static) { self.messages.send(Message::Run(Box::new(job))).unwrap(); }
            pub fn plain(&self, job: F) { self.plain.send(job).unwrap(); }
            pub fn hops(&self, job: impl FnOnce() + Send + 'static) { self.told(move || { before(); job() }) }
            pub fn sorts(&self, mut key: impl FnMut(&Job) -> u64) { self.last.lock().unwrap().sort_by_key(|job| key(job)); }
        }
        pub trait Offload { fn offload(&self, job: Job); }
        pub async fn run<F: FnOnce() + Send + 'static>(pool: &Pool<F>, other: &dyn Offload) {
            pool.named(|| { std::fs::read(\"a\"); });
            pool.boxed(Box::new(|| { std::fs::read(\"a\"); }));
            pool.told(|| { std::fs::read(\"a\"); });
            pool.plain(|| { std::fs::read(\"a\"); });
            pool.hops(|| { std::fs::read(\"a\"); });
            other.offload(Box::new(|| { std::fs::read(\"a\"); }));
            pool.sorts(|_| std::fs::read(\"a\").unwrap().len() as u64); //~ blocking-in-async
        }",
    );
}
