//! Steps between a number and what it sizes.

use super::{silent, two_crates_away};
use crate::analysis::project::{reads, reads_files};

/// What a size may be that can be set from outside.
const SETTINGS: [&str; 2] =
    ["settings().size", "std::env::var(\"SIZE\").unwrap().parse::<usize>().unwrap()"];

const SETTINGS_TYPE: &str = "
#[derive(serde::Deserialize)]
pub struct Settings { pub size: usize }
fn settings() -> Settings { serde_json::from_reader(std::io::stdin()).unwrap() }";

/// Asserts that `source` is reported at its markers when `$size` in it is a number, and nowhere when it is a
/// setting.
#[track_caller]
fn a_size_is_followed(source: &str) {
    reads(&source.replace("$size", "8"));
    for setting in SETTINGS {
        let source = silent(source).replace("$size", setting);
        reads(&format!("{source}{SETTINGS_TYPE}"));
    }
}

#[test]
fn a_size_is_followed_through_a_field() {
    a_size_is_followed(
        "
        pub struct Server { size: usize, limits: Limits }
        struct Limits { size: usize }
        impl Server {
            pub fn new() -> Self { Self { size: $size, limits: Limits { size: $size } } }
            pub fn run(&self) {
                tokio::sync::Semaphore::new(self.size); //~ hardcoded-concurrency
                tokio::sync::Semaphore::new(self.limits.size); //~ hardcoded-concurrency
            }
        }",
    );
}

#[test]
fn a_size_is_followed_through_the_rest_of_a_struct() {
    a_size_is_followed(
        "
        struct Limits { size: usize, depth: usize }
        fn base() -> Limits { Limits { size: $size, depth: 4 } }
        pub fn run(depth: usize) {
            let limits = Limits { depth, ..base() };
            tokio::sync::Semaphore::new(limits.size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_the_result_of_a_closure() {
    a_size_is_followed(
        "
        pub fn run() {
            let size = || $size;
            tokio::sync::Semaphore::new(size()); //~ hardcoded-concurrency
            let doubled = |half: usize| half * 2;
            tokio::sync::Semaphore::new(doubled($size)); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_the_parameter_of_a_closure() {
    a_size_is_followed(
        "
        use tokio::sync::Semaphore;
        pub fn run() {
            let _ = Some($size).map(|size| Semaphore::new(size)); //~ hardcoded-concurrency
            let _ = Some($size).and_then(|size| {
                Some(Semaphore::new(size)) //~ hardcoded-concurrency
            });
        }",
    );
}

#[test]
fn a_size_is_followed_through_the_parameter_of_a_closure_in_a_variable() {
    a_size_is_followed(
        "
        pub fn run() {
            let permits = |size| tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
            permits($size);
        }",
    );
}

#[test]
fn a_size_is_followed_through_what_a_closure_makes_of_it() {
    a_size_is_followed(
        "
        use tokio::sync::Semaphore;
        pub fn run() {
            let size = Some($size).map(|size| size * 2).unwrap();
            Semaphore::new(size); //~ hardcoded-concurrency
            let size = Some($size).and_then(|size: usize| size.checked_mul(2)).unwrap();
            Semaphore::new(size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_deref() {
    a_size_is_followed(
        "
        struct Size(usize);
        impl std::ops::Deref for Size {
            type Target = usize;
            fn deref(&self) -> &usize { &self.0 }
        }
        pub fn run() {
            let size = Size($size);
            tokio::sync::Semaphore::new(*size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_field_behind_deref() {
    a_size_is_followed(
        "
        pub struct Limits { size: usize }
        pub struct Server { limits: Limits }
        impl std::ops::Deref for Server {
            type Target = Limits;
            fn deref(&self) -> &Limits { &self.limits }
        }
        pub fn server() -> Server { Server { limits: Limits { size: $size } } }
        pub fn run(server: &Server) {
            tokio::sync::Semaphore::new(server.size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_an_iterator() {
    a_size_is_followed(
        "
        use tokio::sync::Semaphore;
        pub fn run() {
            for size in [$size, 2 * $size] {
                Semaphore::new(size); //~ hardcoded-concurrency
            }
            let sizes = vec![$size, 2 * $size];
            for &size in sizes.iter() {
                Semaphore::new(size); //~ hardcoded-concurrency
            }
            let _ = sizes.iter().map(|size| Semaphore::new(*size)); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_constant_list() {
    reads(
        "
        use tokio::sync::Semaphore;
        const SIZES: [usize; 2] = [8, 16];
        const NAMED: &[(&str, usize)] = &[(\"small\", 8), (\"large\", 16)];
        pub fn run() {
            for size in SIZES {
                Semaphore::new(size); //~ hardcoded-concurrency
            }
            for (_, size) in NAMED.iter() {
                Semaphore::new(*size); //~ hardcoded-concurrency
            }
            Semaphore::new(SIZES[0]); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_question_mark() {
    a_size_is_followed(
        "
        fn size() -> Option<usize> { Some($size) }
        pub fn permits() -> Option<tokio::sync::Semaphore> {
            Some(tokio::sync::Semaphore::new(size()?)) //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_past_an_error_that_is_returned_early() {
    a_size_is_followed(
        "
        fn checked(size: usize) -> Result<usize, String> {
            if size == 0 { return Err(\"no permits\".to_owned()); }
            Ok(size)
        }
        pub fn permits() -> Result<tokio::sync::Semaphore, String> {
            let size = checked($size)?;
            Ok(tokio::sync::Semaphore::new(size)) //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_two_crates_away() {
    two_crates_away(
        "tokio",
        "
        pub mod shared {
            pub const FIXED: usize = 8;
            pub static SET: std::sync::LazyLock<usize> = std::sync::LazyLock::new(set);
            pub fn fixed() -> usize { 8 }
            pub fn set() -> usize { std::env::var(\"SIZE\").unwrap().parse().unwrap() }
        }",
        "
        pub fn run() {
            tokio::sync::Semaphore::new(middle::FIXED); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(*middle::SET);
            tokio::sync::Semaphore::new(middle::fixed()); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(middle::set());
        }",
        reads_files,
    );
}

#[test]
fn a_size_is_followed_through_a_builder_in_a_variable() {
    a_size_is_followed(
        "
        pub struct Server { size: usize }
        struct Plan { name: String, size: usize }
        impl Plan {
            fn name(&mut self, name: &str) -> &mut Self { self.name = name.to_owned(); self }
            fn size(&mut self, size: usize) -> &mut Self { self.size = size; self }
            fn build(self) -> Server { Server { size: self.size } }
        }
        pub fn server() -> Server {
            let mut plan = Plan { name: String::new(), size: $size };
            plan.name(\"orders\");
            plan.size($size);
            plan.build()
        }
        pub fn run(server: &Server) {
            tokio::sync::Semaphore::new(server.size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_builder_of_another_crate() {
    a_size_is_followed(
        "
        pub fn runtime() -> tokio::runtime::Runtime {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.enable_all();
            let size = $size;
            builder.worker_threads(size); //~ hardcoded-concurrency
            builder.build().unwrap()
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_lazy_lock() {
    a_size_is_followed(
        "
        static SIZE: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| $size);
        pub fn run() {
            tokio::sync::Semaphore::new(*SIZE); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_once_lock() {
    a_size_is_followed(
        "
        static SIZE: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        pub fn run() {
            tokio::sync::Semaphore::new(*SIZE.get_or_init(|| $size)); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_once_lock_that_is_set_elsewhere() {
    a_size_is_followed(
        "
        static SIZE: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        pub fn start() { SIZE.set($size).unwrap(); }
        pub fn run() {
            tokio::sync::Semaphore::new(*SIZE.get().unwrap()); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_local() {
    a_size_is_followed(
        "
        pub fn run() {
            let size = $size;
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
            let late;
            late = size;
            tokio::sync::Semaphore::new(late); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_parameter_to_its_callers() {
    a_size_is_followed(
        "
        pub fn first() { middle($size); }
        pub fn second() { middle(2 * $size); }
        fn middle(size: usize) { permits(size); }
        fn permits(size: usize) {
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_the_result_of_a_function() {
    a_size_is_followed(
        "
        struct Machine;
        impl Machine { fn size(&self) -> usize { size() } }
        fn size() -> usize { $size }
        pub fn run() {
            tokio::sync::Semaphore::new(size()); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(Machine.size()); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_choice() {
    a_size_is_followed(
        "
        pub fn run(quick: bool) {
            let size = if quick { $size } else { 4 * $size };
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
            let size = match quick { true => $size, false => 2 * $size };
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_that_one_branch_takes_from_a_setting_is_a_setting() {
    for setting in SETTINGS {
        let size = format!("if quick {{ 8 }} else {{ {setting} }}");
        reads(&format!(
            "pub fn run(quick: bool) {{ tokio::sync::Semaphore::new({size}); }}{SETTINGS_TYPE}"
        ));
    }
}

#[test]
fn a_size_is_followed_through_a_cast() {
    a_size_is_followed(
        "
        pub fn run() {
            let size = $size as u32;
            tokio::sync::Semaphore::new(size as usize); //~ hardcoded-concurrency
            tokio::sync::Semaphore::new(usize::try_from(size).unwrap()); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_part_of_a_tuple() {
    a_size_is_followed(
        "
        pub fn run(given: usize) {
            let pair = (given, $size);
            tokio::sync::Semaphore::new(pair.0);
            tokio::sync::Semaphore::new(pair.1); //~ hardcoded-concurrency
            let (_, size) = pair;
            tokio::sync::Semaphore::new(size); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn a_size_is_followed_through_a_part_of_a_tuple_from_a_function() {
    a_size_is_followed(
        "
        fn both(given: usize) -> (usize, usize) { (given, $size) }
        pub fn run(given: usize) {
            let (first, second) = both(given);
            tokio::sync::Semaphore::new(first);
            tokio::sync::Semaphore::new(second); //~ hardcoded-concurrency
        }",
    );
}
