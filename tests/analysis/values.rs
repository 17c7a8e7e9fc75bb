//! Where a size comes from: the ways that a value goes through the code.

use super::project::{manifest, reads, report};

#[test]
fn constants_and_statics_are_followed() {
    reads(
        "
        use std::sync::LazyLock;
        use tokio::sync::Semaphore;
        const PERMITS: usize = BASE * 2;
        const BASE: usize = 8;
        static QUEUED: usize = PERMITS;
        static FROM_ENVIRONMENT: LazyLock<usize> = LazyLock::new(|| {
            std::env::var(\"PERMITS\").ok().and_then(|text| text.parse().ok()).unwrap_or(PERMITS)
        });
        static FROM_CODE: LazyLock<usize> = LazyLock::new(|| PERMITS);
        pub fn run() {
            const INNER: usize = 64;
            Semaphore::new(PERMITS); //~ hardcoded-concurrency
            Semaphore::new(QUEUED); //~ hardcoded-concurrency
            Semaphore::new(INNER); //~ hardcoded-concurrency
            Semaphore::new(*FROM_CODE); //~ hardcoded-concurrency
            Semaphore::new(*FROM_ENVIRONMENT);
        }",
    );
}

#[test]
fn variables_are_followed() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub fn run(given: usize) {
            let base = 8;
            let permits = base * 2;
            Semaphore::new(permits); //~ hardcoded-concurrency
            let (width, depth) = (16, given);
            Semaphore::new(width); //~ hardcoded-concurrency
            Semaphore::new(depth);
            let permits = given;
            Semaphore::new(permits);
            let mut later = 8;
            if given > 8 { later = given; }
            Semaphore::new(later);
        }",
    );
}

#[test]
fn a_builder_in_a_variable_is_followed_over_statements() {
    reads(
        "
        use tokio::runtime::{Builder, Runtime};
        pub fn fixed() -> Runtime {
            let mut builder = Builder::new_multi_thread();
            builder.enable_all();
            builder.worker_threads(8); //~ hardcoded-concurrency
            let builder = builder.max_blocking_threads(64); //~ hardcoded-concurrency
            builder.build().unwrap()
        }
        #[derive(serde::Deserialize)]
        pub struct Tuning { workers: Option<usize>, blocking: usize }
        pub fn configured(tuning: &Tuning) -> Runtime {
            let mut builder = Builder::new_multi_thread();
            if let Some(workers) = tuning.workers {
                builder.worker_threads(workers);
            }
            builder.max_blocking_threads(tuning.blocking);
            builder.build().unwrap()
        }",
    );
}

#[test]
fn a_parameter_is_fixed_when_every_caller_fixes_it() {
    reads(
        "
        pub fn run(given: usize) {
            agreed(8);
            agreed(16);
            mixed(8);
            mixed(given);
        }
        fn agreed(size: usize) {
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
        }
        fn mixed(size: usize) {
            tokio::sync::Semaphore::new(size);
        }
        pub fn never_called(size: usize) {
            tokio::sync::Semaphore::new(size);
        }",
    );
}

#[test]
fn a_wrapper_with_the_name_of_the_api_is_reported_at_its_fixed_calls() {
    reads(
        "
        pub mod queue {
            pub fn channel<T>(size: usize) {
                tokio::sync::mpsc::channel::<T>(size);
            }
        }
        pub fn run(given: usize) {
            queue::channel::<u8>(64); //~ hardcoded-concurrency
            queue::channel::<u8>(given);
        }",
    );
}

#[test]
fn a_function_handed_on_as_a_value_may_have_other_callers() {
    reads(
        "
        pub fn run(sizes: Vec<usize>) {
            queue(64);
            sizes.into_iter().for_each(queue);
        }
        fn queue(size: usize) {
            tokio::sync::Semaphore::new(size);
        }",
    );
}

#[test]
fn results_of_functions_are_followed() {
    reads(
        "
        use tokio::sync::Semaphore;
        fn fixed() -> usize { 8 }
        fn doubled(size: usize) -> usize { size * 2 }
        fn configured() -> usize {
            if let Ok(text) = std::env::var(\"SIZE\") { return text.parse().unwrap(); }
            8
        }
        pub fn run(given: usize) {
            Semaphore::new(fixed()); //~ hardcoded-concurrency
            Semaphore::new(doubled(8)); //~ hardcoded-concurrency
            Semaphore::new(doubled(given));
            Semaphore::new(configured());
        }",
    );
}

#[test]
fn the_environment_is_a_setting_whatever_the_fallback() {
    reads(
        "
        use std::env;
        use tokio::sync::Semaphore;
        pub fn run() {
            let permits = env::var(\"PERMITS\").ok().and_then(|p| p.parse().ok()).unwrap_or(8);
            Semaphore::new(permits);
            let permits: usize = match env::var(\"PERMITS\") {
                Ok(text) => text.parse().unwrap(),
                Err(_) => 8,
            };
            Semaphore::new(permits);
            let permits: usize = \"8\".parse().unwrap_or(8);
            Semaphore::new(permits); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn the_way_to_the_number_is_shown() {
    let source = "const DEFAULT: usize = 64;
pub struct Server { queued: usize }
pub fn server() -> Server { Server { queued: DEFAULT } }
pub fn run(server: &Server) {
    tokio::sync::mpsc::channel::<u8>(server.queued);
}";
    let manifest = manifest("service", &["tokio"]);
    let report = report(&[("Cargo.toml", &manifest), ("src/lib.rs", source)], &[]);
    let findings = report["findings"].as_array().unwrap();
    let finding =
        findings.iter().find(|finding| finding["rule"] == "hardcoded-concurrency").unwrap();
    assert_eq!(finding["message"], "`mpsc::channel` fixes its queue capacity at 64");
    let hops: Vec<String> = finding["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| format!("{} {}", hop["line"], hop["message"].as_str().unwrap()))
        .collect();
    assert_eq!(hops, ["3 `queued` is set here", "1 `DEFAULT` is declared here"]);
}

#[test]
fn blocks_closures_and_later_assignments_give_values() {
    reads(
        "
        use tokio::sync::Semaphore;
        const fn permits() -> usize { 8 }
        pub fn run(given: usize) {
            Semaphore::new(permits()); //~ hardcoded-concurrency
            Semaphore::new({ let half = 4; half * 2 }); //~ hardcoded-concurrency
            let late;
            late = 8;
            Semaphore::new(late); //~ hardcoded-concurrency
            let size = || 8;
            Semaphore::new(size()); //~ hardcoded-concurrency
            let size = || given;
            Semaphore::new(size());
            Semaphore::new(option_env!(\"SIZE\").map_or(8, |size| size.parse().unwrap()));
        }",
    );
}

#[test]
fn every_alternative_of_cfg_counts() {
    reads(
        "
        use tokio::sync::Semaphore;
        #[cfg(unix)]
        const PERMITS: usize = 8;
        #[cfg(not(unix))]
        const PERMITS: usize = 16;
        #[cfg(unix)]
        fn size() -> usize { 8 }
        #[cfg(not(unix))]
        fn size() -> usize { 16 }
        pub fn run() {
            Semaphore::new(PERMITS); //~ hardcoded-concurrency
            Semaphore::new(size()); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn the_size_of_a_rayon_pool_is_a_setting_and_not_the_machine() {
    reads(
        "
        pub fn run(pool: &rayon::ThreadPool) {
            tokio::sync::mpsc::channel::<u8>(2 * rayon::current_num_threads());
            tokio::sync::mpsc::channel::<u8>(pool.current_num_threads());
            tokio::sync::mpsc::channel::<u8>(2 * num_cpus::get()); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_method_of_a_trait_may_have_callers_that_are_not_seen() {
    reads(
        "pub trait Open { fn open(&self, size: usize); }
        pub struct Queue;
        impl Open for Queue {
            fn open(&self, size: usize) { tokio::sync::mpsc::channel::<u8>(size); }
        }
        pub fn run(queue: &Queue) { queue.open(8); }",
    );
}

#[test]
fn a_call_on_a_receiver_that_can_not_be_told_may_be_a_caller() {
    let queue = "pub struct Queue;
        impl Queue {
            fn open_with(&self, size: usize) { tokio::sync::mpsc::channel::<u8>(size); }
        }
        pub fn run(queue: &Queue) { queue.open_with(8); }
        pub fn other(unknown: impl Unknown) { unknown.open_with(size()); }";
    reads(queue);
}

#[test]
fn an_assignment_to_what_can_not_be_told_may_set_the_field() {
    reads(
        "pub struct Limits { size: usize }
        pub fn made() -> Limits { Limits { size: 8 } }
        pub fn set(unknown: impl Unknown) { unknown.size = other(); }
        pub fn run(limits: &Limits) { tokio::sync::mpsc::channel::<u8>(limits.size); }",
    );
}
