//! Which sizes are fixed, by the form of the expression alone.

use super::project::reads;

#[test]
fn literals_and_arithmetic_of_literals_are_fixed() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub fn run(given: usize) {
            Semaphore::new(8); //~ hardcoded-concurrency
            Semaphore::new(4 * (1 << 10) - 1); //~ hardcoded-concurrency
            Semaphore::new(1_000usize); //~ hardcoded-concurrency
            Semaphore::new(0x40); //~ hardcoded-concurrency
            Semaphore::new(given);
            Semaphore::new(4 * given);
        }",
    );
}

#[test]
fn casts_and_wrappers_give_what_they_hold() {
    reads(
        "
        use std::num::NonZeroUsize;
        use futures::StreamExt;
        pub async fn run(stream: S, given: u32) {
            tokio::sync::Semaphore::new(8u32 as usize); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(usize::from(8u8)); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(NonZeroUsize::new(8).unwrap().get()); //~ hardcoded-concurrency
            stream.for_each_concurrent(Some(8), work); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(given as usize);
            tokio::sync::Semaphore::new(NonZeroUsize::new(given as usize).unwrap().get());
            stream.for_each_concurrent(None, work);
            stream.for_each_concurrent(Some(given as usize), work);
        }",
    );
}

#[test]
fn nothing_and_one_are_signals() {
    reads(
        "
        use tokio::sync::{Semaphore, broadcast, mpsc};
        const ONE: usize = 1;
        pub fn run() {
            Semaphore::new(0);
            Semaphore::new(1);
            mpsc::channel::<()>(1);
            broadcast::channel::<()>(ONE);
            std::sync::mpsc::sync_channel::<()>(0);
            mpsc::channel::<u8>(1 + 1); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_formula_of_the_machine_has_no_override() {
    reads(
        "
        use std::thread::available_parallelism;
        use tokio::sync::Semaphore;
        pub fn run(configured: usize) {
            let cpus = available_parallelism().map(|n| n.get()).unwrap_or(4);
            Semaphore::new(cpus); //~ hardcoded-concurrency
            Semaphore::new(std::cmp::max(20, 2 * cpus)); //~ hardcoded-concurrency
            Semaphore::new(num_cpus::get().min(8)); //~ hardcoded-concurrency
            Semaphore::new(configured.min(cpus));
        }",
    );
}

#[test]
fn a_floor_or_ceiling_leaves_a_setting_a_setting() {
    reads(
        "
        use tokio::sync::Semaphore;
        #[derive(serde::Deserialize)]
        pub struct Limits { permits: usize, most: Option<usize> }
        pub fn run(limits: &Limits) {
            Semaphore::new(std::cmp::max(limits.permits, 2));
            Semaphore::new(limits.permits.clamp(2, 64));
            Semaphore::new(limits.most.unwrap_or(8));
            Semaphore::new(limits.most.map_or(8, |most| most * 2));
            Semaphore::new(limits.most.unwrap_or_else(num_cpus::get));
            Semaphore::new(std::cmp::max(8, 2)); //~ hardcoded-concurrency
            Semaphore::new(8usize.clamp(2, 64)); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn branches_are_fixed_when_all_of_them_are() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub fn run(configured: usize, kind: Kind) {
            Semaphore::new(if cfg!(debug_assertions) { 2 } else { 16 }); //~ hardcoded-concurrency
            let by_system = match cfg!(windows) { true => 4, false => 8 };
            Semaphore::new(by_system); //~ hardcoded-concurrency
            Semaphore::new(match kind { Kind::Small => 2, _ => panic!() }); //~ hardcoded-concurrency
            Semaphore::new(match kind { Kind::Small => 2, _ => configured });
        }",
    );
}

#[test]
fn attributes_take_sizes_too() {
    reads(
        "
        #[tokio::main(flavor = \"multi_thread\", worker_threads = 4)] //~ hardcoded-concurrency
        async fn main() {}",
    );
}

#[test]
fn a_loop_that_starts_a_fixed_number_of_workers_is_a_size() {
    reads(
        "
        const WORKERS: usize = 8;
        pub fn fixed() {
            for _ in 0..WORKERS { //~ hardcoded-concurrency
                std::thread::spawn(|| {}); //~ direct-spawn
            }
            for worker in 0..4 { //~ hardcoded-concurrency
                tokio::spawn(async move { worker }); //~ direct-spawn
            }
        }
        pub fn given(count: usize, jobs: Vec<Job>) {
            for _ in 0..count {
                std::thread::spawn(|| {}); //~ direct-spawn
            }
            for job in jobs {
                std::thread::spawn(|| {}); //~ direct-spawn
            }
            for _ in 0..WORKERS {
                println!();
            }
        }",
    );
}

#[test]
fn every_kind_of_resource_is_sized() {
    reads(
        "
        pub async fn run(stream: S) {
            rayon::ThreadPoolBuilder::new().num_threads(8).build(); //~ hardcoded-concurrency runtime-in-library
            sqlx::postgres::PgPoolOptions::new().max_connections(20); //~ hardcoded-concurrency
            bb8::Pool::builder().max_size(20); //~ hardcoded-concurrency
            reqwest::Client::builder().pool_max_idle_per_host(8); //~ hardcoded-concurrency
            flume::bounded::<u8>(64); //~ hardcoded-concurrency
            async_channel::bounded::<u8>(64); //~ hardcoded-concurrency
            std::sync::mpsc::sync_channel::<u8>(64); //~ hardcoded-concurrency
            tokio::sync::broadcast::channel::<u8>(64); //~ hardcoded-concurrency
            tower::limit::ConcurrencyLimitLayer::new(64); //~ hardcoded-concurrency
            own::bounded::<u8>(64);
        }
        mod own { pub fn bounded<T>(_: usize) {} }",
    );
}

#[test]
fn sizes_of_other_crates_are_known() {
    reads(
        "
        pub fn run(mut options: rocksdb::Options, mut transport: quinn::TransportConfig) {
            options.increase_parallelism(8); //~ hardcoded-concurrency
            options.set_max_background_jobs(8); //~ hardcoded-concurrency
            crossbeam_queue::ArrayQueue::<u8>::new(64); //~ hardcoded-concurrency
            tokio::sync::broadcast::Sender::<u8>::new(64); //~ hardcoded-concurrency
            transport.max_concurrent_bidi_streams(quinn::VarInt::from_u32(64)); //~ hardcoded-concurrency
            tonic::transport::Server::builder().concurrency_limit_per_connection(64); //~ hardcoded-concurrency
            tower::ServiceBuilder::new().concurrency_limit(64); //~ hardcoded-concurrency
            options.set_max_open_files(8);
        }",
    );
}

#[test]
fn queues_without_a_bound_are_known() {
    reads(
        "
        pub fn run(given: usize) {
            crossbeam_channel::unbounded::<u8>(); //~ unbounded-queue
            futures::channel::mpsc::unbounded::<u8>(); //~ unbounded-queue
            std::sync::mpsc::channel::<u8>(); //~ unbounded-queue
            tokio::sync::mpsc::unbounded_channel::<u8>(); //~ unbounded-queue
            flume::unbounded::<u8>(); //~ unbounded-queue
            async_channel::unbounded::<u8>(); //~ unbounded-queue
            tokio::sync::mpsc::channel::<u8>(given);
            tokio::sync::oneshot::channel::<u8>();
            own::unbounded::<u8>();
        }
        mod own { pub fn unbounded<T>() {} }",
    );
}

#[test]
fn zero_is_off_and_no_size() {
    reads(
        "pub fn run() {
            reqwest::Client::builder().pool_max_idle_per_host(0);
            reqwest::Client::builder().pool_max_idle_per_host(4); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_function_that_passes_a_fixed_size_on_is_the_api_call_s_own_site_when_all_callers_fix_it() {
    reads(
        "use sqlx::postgres::PgPoolOptions;
        pub fn all() { max_connections(4); max_connections(4); }
        fn max_connections(count: u32) {
            PgPoolOptions::new().max_connections(count); //~ hardcoded-concurrency
        }",
    );
    reads(
        "use sqlx::postgres::PgPoolOptions;
        pub fn all() {
            max_connections(4); //~ hardcoded-concurrency
            max_connections(std::env::var(\"MAX\").unwrap().parse().unwrap());
        }
        fn max_connections(count: u32) {
            PgPoolOptions::new().max_connections(count);
        }",
    );
    reads(
        "struct Gate;
        impl Gate {
            fn new(permits: usize) -> Self { tokio::sync::Semaphore::new(permits); Gate }
        }
        pub fn all() {
            Gate::new(4);
            Gate::new(std::env::var(\"MAX\").unwrap().parse().unwrap());
        }",
    );
}

#[test]
fn a_closure_or_loop_between_a_loop_and_what_it_starts_means_another_number() {
    reads(
        "pub fn run(items: Vec<u8>) {
            for _ in 0..4 { //~ hardcoded-concurrency
                std::thread::spawn(|| {}); //~ direct-spawn
            }
            for _ in 0..4 {
                for item in &items {
                    std::thread::spawn(|| {}); //~ direct-spawn
                }
            }
        }",
    );
}

#[test]
fn a_count_that_a_derive_gives_is_not_known() {
    reads(
        "#[derive(EnumCount)]
        pub enum Kind { Small, Large }
        pub fn start() {
            for kind in 0..Kind::COUNT { tokio::spawn(async move { work(kind).await }); } //~ direct-spawn
            for kind in 0..Kind::Large as usize { tokio::spawn(async move { work(kind).await }); } //~ direct-spawn hardcoded-concurrency
        }
        async fn work(kind: usize) {}",
    );
}

#[test]
fn the_greatest_number_is_fixed_too() {
    reads(
        "
        use tokio::sync::{Semaphore, mpsc};
        #[derive(serde::Deserialize)]
        pub struct Limits { permits: Option<usize> }
        pub fn run(limits: &Limits, given: usize) {
            Semaphore::new(usize::MAX); //~ hardcoded-concurrency
            Semaphore::new(Semaphore::MAX_PERMITS); //~ hardcoded-concurrency
            mpsc::channel::<u8>(u32::MAX as usize); //~ hardcoded-concurrency
            mpsc::channel::<u8>(std::u16::MAX.into()); //~ hardcoded-concurrency
            Semaphore::new(limits.permits.unwrap_or(usize::MAX));
            Semaphore::new(if given == 0 { usize::MAX } else { given });
            Semaphore::new(given.min(Semaphore::MAX_PERMITS));
            Semaphore::new(own::usize::MAX.size());
        }
        mod own { pub mod usize { pub static MAX: Size = size(); } }",
    );
}

#[test]
fn a_cell_that_is_set_to_a_literal_is_that_literal() {
    reads(
        "
        use std::sync::OnceLock;
        use tokio::sync::Semaphore;
        static FIXED: OnceLock<usize> = OnceLock::new();
        static MADE: tokio::sync::OnceCell<usize> = tokio::sync::OnceCell::const_new();
        static GIVEN: OnceLock<usize> = OnceLock::new();
        static BOTH: OnceLock<usize> = OnceLock::new();
        pub struct Pool { size: OnceLock<usize>, given: OnceLock<usize> }
        impl Pool {
            pub fn new() -> Self { Self { size: OnceLock::new(), given: OnceLock::new() } }
            pub fn prepare(&self) { self.size.set(8); }
            pub fn accept(&self, size: usize) { self.given.set(size); }
            pub fn run(&self) {
                Semaphore::new(*self.size.get().unwrap()); //~ hardcoded-concurrency
                Semaphore::new(*self.given.get().unwrap());
            }
        }
        pub fn set(given: usize) {
            FIXED.set(8);
            GIVEN.set(given);
            BOTH.set(8);
            BOTH.get_or_init(|| given);
        }
        pub async fn run() {
            Semaphore::new(*FIXED.get().unwrap()); //~ hardcoded-concurrency
            Semaphore::new(*MADE.get_or_init(|| async { 4 }).await); //~ hardcoded-concurrency
            Semaphore::new(*GIVEN.get().unwrap());
            Semaphore::new(*BOTH.get().unwrap());
            static HERE: OnceLock<usize> = OnceLock::new();
            Semaphore::new(*HERE.get_or_init(|| 4)); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn permits_that_are_changed_later_are_a_setting() {
    reads(
        "
        use std::sync::Arc;
        use tokio::sync::Semaphore;
        #[derive(serde::Deserialize)]
        pub struct Settings { more: usize }
        pub struct Gate { permits: Arc<Semaphore>, most: usize }
        impl Gate {
            pub fn new() -> Self { Self { permits: Arc::new(Semaphore::new(8)), most: 8 } }
            pub fn resize(&mut self, most: usize) {
                if most > self.most {
                    self.permits.add_permits(most - self.most);
                } else {
                    let fewer = self.most.saturating_sub(most);
                    self.permits.forget_permits(fewer);
                }
            }
        }
        static SHARED: Semaphore = Semaphore::const_new(8);
        pub fn grow(settings: &Settings) {
            SHARED.add_permits(settings.more);
        }",
    );
}

#[test]
fn permits_that_are_only_given_back_are_fixed() {
    reads(
        "
        use std::sync::Arc;
        use tokio::sync::Semaphore;
        pub struct Gate { permits: Arc<Semaphore>, others: Arc<Semaphore> }
        impl Gate {
            pub fn new(given: usize) -> Self {
                Self {
                    permits: Arc::new(Semaphore::new(8)), //~ hardcoded-concurrency
                    others: Arc::new(Semaphore::new(given)),
                }
            }
            pub fn give_back(&self, taken: usize) {
                self.permits.add_permits(taken);
                self.permits.add_permits(1);
            }
            pub fn resize(&self, most: usize, had: usize) {
                self.others.add_permits(most - had);
            }
        }",
    );
}
