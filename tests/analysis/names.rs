//! Names: what a path stands for within one package.

use super::project::{manifest, reads, reads_files};

#[test]
fn a_renamed_package_is_known_by_its_new_name() {
    let manifest = manifest("service", &["rt = { package = \"tokio\", version = \"1\" }"]);
    let source = "
        pub fn run() {
            rt::spawn(async {}); //~ direct-spawn
            tokio::spawn(async {});
        }
        mod tokio {
            pub fn spawn<T>(_: T) {}
        }";
    reads_files(&[("Cargo.toml", &manifest), ("src/lib.rs", source)]);
}

#[test]
fn a_crate_may_be_renamed_in_the_code() {
    reads(
        "
        extern crate tokio as rt;
        pub fn run() {
            rt::spawn(async {}); //~ direct-spawn
            rs::spawn(async {});
        }",
    );
}

#[test]
fn groups_and_renames_of_use_are_read() {
    reads(
        "
        use std::thread::{self as threads, Builder};
        use tokio::{
            spawn,
            sync::mpsc::{self, unbounded_channel as endless},
            task::{spawn_blocking as offload, JoinSet as Tasks},
        };
        pub fn run() {
            spawn(async {}); //~ direct-spawn
            offload(|| {}); //~ direct-spawn
            threads::spawn(|| {}); //~ direct-spawn
            Builder::new().spawn(|| {}); //~ direct-spawn
            Tasks::new().spawn(async {}); //~ direct-spawn
            let queue = endless::<u8>(); //~ unbounded-queue
            let queue = mpsc::channel::<u8>(64); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn globs_are_read_and_give_way_to_own_names() {
    reads(
        "
        mod globbed {
            use tokio::task::*;
            pub fn run() {
                spawn_blocking(|| {}); //~ direct-spawn
            }
        }
        mod shadowed {
            use tokio::task::*;
            fn spawn_blocking(work: fn()) {}
            pub fn run() {
                spawn_blocking(|| {});
            }
        }",
    );
}

#[test]
fn use_in_a_block_holds_for_the_block() {
    reads(
        "
        pub fn run() {
            {
                use std::thread::spawn;
                spawn(|| {}); //~ direct-spawn
            }
            spawn(|| {});
        }
        fn spawn(work: fn()) {}",
    );
}

#[test]
fn names_of_the_own_crate_come_first() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub fn run(work: Work) {
            spawn(async {});
            let spawn = |work: Work| {};
            spawn(work);
        }
        fn spawn<T>(work: T) {}
        mod inner {
            pub struct Semaphore;
            impl Semaphore {
                pub fn new(count: usize) -> Self {
                    Self
                }
            }
            pub fn run() {
                Semaphore::new(8);
                super::Semaphore::new(8); //~ hardcoded-concurrency
            }
        }",
    );
}

#[test]
fn reexports_within_the_crate_are_followed() {
    reads_files(&[
        (
            "src/lib.rs",
            "
            mod prelude {
                pub use crate::work::*;
                pub use tokio::sync::mpsc as queues;
            }
            mod work;
            pub mod net;",
        ),
        ("src/work.rs", "pub use tokio::task::spawn; pub fn spawn_local<T>(_: T) {}"),
        (
            "src/net.rs",
            "
            use crate::prelude::*;
            use super::prelude;
            pub fn run() {
                spawn(async {}); //~ direct-spawn
                prelude::spawn(async {}); //~ direct-spawn
                prelude::queues::unbounded_channel::<u8>(); //~ unbounded-queue
                spawn_local(async {});
            }",
        ),
    ]);
}

#[test]
fn modules_are_found_by_path_attribute_and_inside_inline_modules() {
    reads_files(&[
        (
            "src/lib.rs",
            "
            #[path = \"unix/limits.rs\"]
            mod limits;
            mod outer {
                pub mod inner;
                pub mod flat { pub const LOW: usize = 2; }
            }
            use tokio::sync::Semaphore;
            pub fn run() {
                Semaphore::new(limits::HIGH); //~ hardcoded-concurrency
                Semaphore::new(outer::inner::HIGH); //~ hardcoded-concurrency
                Semaphore::new(outer::flat::LOW); //~ hardcoded-concurrency
                Semaphore::new(limits::from_environment());
            }",
        ),
        (
            "src/unix/limits.rs",
            "
            pub const HIGH: usize = 64;
            pub fn from_environment() -> usize {
                std::env::var(\"LIMIT\").unwrap().parse().unwrap()
            }",
        ),
        ("src/outer/inner.rs", "pub const HIGH: usize = 32;"),
    ]);
}

#[test]
fn a_module_may_take_all_names_of_its_parent() {
    reads(
        "
        use tokio::spawn;
        const PERMITS: usize = 8;
        pub mod inner {
            use super::*;
            pub fn run() {
                spawn(async {}); //~ direct-spawn
                tokio::sync::Semaphore::new(PERMITS); //~ hardcoded-concurrency
            }
        }
        pub mod other {
            pub fn run() {
                spawn(async {});
            }
            fn spawn<T>(_: T) {}
        }",
    );
}

#[test]
fn type_aliases_stand_for_their_types() {
    reads(
        "
        type Permits = tokio::sync::Semaphore;
        type Tasks<T> = tokio::task::JoinSet<T>;
        type Jobs = Own;
        struct Own;
        impl Own {
            fn new(count: usize) -> Self { Own }
            fn spawn<T>(&self, work: T) {}
        }
        pub fn run(tasks: &mut Tasks<()>, jobs: &Jobs) {
            Permits::new(8); //~ hardcoded-concurrency
            tasks.spawn(async {}); //~ direct-spawn
            Jobs::new(8);
            jobs.spawn(async {});
        }",
    );
}

#[test]
fn self_stands_for_the_type_of_the_impl() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub struct Pool { permits: Semaphore }
        impl Pool {
            const PERMITS: usize = 8;
            fn fixed() -> usize { 16 }
            fn spawn<T>(work: T) {}
            fn with(permits: usize) -> Self {
                Self { permits: Semaphore::new(permits) }
            }
            pub fn new() -> Semaphore {
                Self::spawn(async {});
                Semaphore::new(Self::PERMITS); //~ hardcoded-concurrency
                Semaphore::new(Self::fixed()) //~ hardcoded-concurrency
            }
        }",
    );
}

#[test]
fn associated_constants_are_those_of_their_type() {
    reads(
        "
        use tokio::sync::Semaphore;
        struct Small;
        impl Small { const PERMITS: usize = 8; }
        struct Shared;
        impl Shared { const PERMITS: usize = 1; }
        trait Limits { const QUEUED: usize = 64; fn limit(&self) -> usize; }
        impl Limits for Small { const QUEUED: usize = 32; fn limit(&self) -> usize { 0 } }
        pub fn run() {
            Semaphore::new(Small::PERMITS); //~ hardcoded-concurrency
            Semaphore::new(Small::QUEUED); //~ hardcoded-concurrency
            Semaphore::new(Shared::PERMITS);
        }",
    );
}

#[test]
fn constants_and_methods_of_traits_are_those_of_the_type() {
    reads(
        "
        use tokio::sync::Semaphore;
        trait Limit {
            const PERMITS: usize;
            fn permits(&self) -> usize { 8 }
        }
        struct Fixed;
        impl Limit for Fixed { const PERMITS: usize = 8; }
        struct Given;
        impl Limit for Given {
            const PERMITS: usize = 1;
            fn permits(&self) -> usize { std::env::var(\"P\").unwrap().parse().unwrap() }
        }
        pub fn run<T: Limit>(fixed: Fixed, given: Given) {
            Semaphore::new(Fixed::PERMITS); //~ hardcoded-concurrency
            Semaphore::new(<Fixed as Limit>::PERMITS); //~ hardcoded-concurrency
            Semaphore::new(Given::PERMITS);
            Semaphore::new(T::PERMITS);
            Semaphore::new(fixed.permits()); //~ hardcoded-concurrency
            Semaphore::new(given.permits());
        }",
    );
}

#[test]
fn globs_that_lead_to_each_other_end() {
    reads_files(&[
        ("src/lib.rs", "pub mod first; pub mod second; mod user; pub use first::*;"),
        ("src/first.rs", "pub use crate::second::*; pub use super::*;"),
        ("src/second.rs", "pub use crate::first::*; pub use tokio::spawn;"),
        (
            "src/user.rs",
            "
            use crate::*;
            pub fn run() {
                spawn(async {}); //~ direct-spawn
                spawn_blocking(|| {});
            }",
        ),
    ]);
}

#[test]
fn a_module_and_a_function_may_share_a_name() {
    reads_files(&[
        (
            "src/lib.rs",
            "
            mod channel;
            use tokio::sync::mpsc::channel;
            pub fn run() {
                channel::<u8>(32); //~ hardcoded-concurrency
                channel::start();
            }
            mod spawn { pub fn now() { tokio::spawn(async {}); } } //~ direct-spawn
            fn spawn() {}
            pub fn both() {
                spawn();
                spawn::now();
            }",
        ),
        ("src/channel.rs", "pub fn start() { std::thread::spawn(|| {}); } //~ direct-spawn"),
    ]);
}
