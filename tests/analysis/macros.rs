//! Macros: definitions are silent, code in the arguments of calls is ordinary code.

use super::project::reads;

#[test]
fn definitions_of_macros_are_silent() {
    reads(
        "
        macro_rules! start {
            ($work:expr) => {
                tokio::spawn($work);
            };
            () => { fn hidden() { std::thread::spawn(|| {}); } };
        }
        pub fn run() {
            macro_rules! inner { () => { std::thread::spawn(|| {}) } }
            std::thread::spawn(|| {}); //~ direct-spawn
        }",
    );
}

#[test]
fn code_in_arguments_of_macros_is_read() {
    reads(
        "
        pub async fn run(handle: Handle) {
            let (a, b) = tokio::join!(
                tokio::spawn(async {}), //~ direct-spawn
                async { std::fs::read(\"a\") }, //~ blocking-in-async
            );
            let tasks = vec![tokio::spawn(async {}), spawn()]; //~ direct-spawn
            println!(\"{:?}\", tokio::sync::Semaphore::new(8)); //~ hardcoded-concurrency
            own!(tokio::sync::Semaphore::new(8)); //~ hardcoded-concurrency
            assert!(spawn());
        }
        fn spawn() {}",
    );
}

#[test]
fn branches_of_select_are_read() {
    reads(
        "
        pub async fn run(mut jobs: tokio::sync::mpsc::Receiver<u8>) {
            tokio::select! {
                biased;
                Some(job) = jobs.recv() => {
                    tokio::spawn(async move { job }); //~ direct-spawn
                }
                _ = tokio::time::sleep(WAIT), if true => std::thread::sleep(WAIT), //~ blocking-in-async
                else => {
                    tokio::spawn(async {}); //~ direct-spawn
                }
            }
        }",
    );
}

#[test]
fn streams_written_as_macros_are_async_code() {
    reads(
        "
        pub fn events() -> impl Stream {
            async_stream::try_stream! {
                let text = std::fs::read(\"a\")?; //~ blocking-in-async
                for await line in lines { yield line; }
                tokio::spawn(async {}); //~ direct-spawn
            }
        }
        pub fn plain() {
            own! { let text = std::fs::read(\"a\")?; }
        }",
    );
}

#[test]
fn items_in_macros_are_read() {
    reads(
        "
        cfg_if::cfg_if! {
            if #[cfg(unix)] {
                pub fn run() {
                    tokio::spawn(async {}); //~ direct-spawn
                }
                const PERMITS: usize = 8;
            } else {
                pub fn run() {
                    std::thread::spawn(|| {}); //~ direct-spawn
                }
            }
        }
        lazy_static::lazy_static! {
            static ref RUNTIME: Runtime = tokio::runtime::Runtime::new().unwrap(); //~ runtime-in-library
            static ref LIMIT: Semaphore = tokio::sync::Semaphore::new(8); //~ hardcoded-concurrency
            static ref OTHER: Semaphore = spawn();
        }
        thread_local! {
            static LOCAL: Semaphore = tokio::sync::Semaphore::new(8); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn tokens_that_are_no_rust_are_left_alone() {
    reads(
        "
        pub fn run() {
            html! { <p class=\"x\">tokio::spawn(async {})</p> };
            sql!(SELECT * FROM spawn WHERE a = 1);
            tokio::spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_stream_macro_needs_no_other_sign_of_async_code() {
    reads(
        "
        use async_stream::try_stream;
        pub fn events() -> impl Stream {
            try_stream! {
                let text = std::fs::read(\"a\")?; //~ blocking-in-async
                yield text;
            }
        }
        pub fn plain() {
            std::fs::read(\"a\");
        }",
    );
}

#[test]
fn every_stream_macro_is_async_code() {
    for name in ["stream", "try_stream", "async_stream", "async_try_stream"] {
        reads(&format!(
            "
            pub fn events() -> impl Stream {{
                {name}! {{ std::fs::read(\"a\"); }} //~ blocking-in-async
            }}"
        ));
    }
}

#[test]
fn quoted_code_belongs_to_another_program() {
    reads(
        "
        pub fn generate() {
            quote::quote! { tokio::spawn(async {}); };
            quote::quote_spanned! { span => tokio::spawn(async {}); };
            let one: syn::Stmt = syn::parse_quote! { tokio::spawn(async {}); };
            let other: syn::Stmt = syn::parse_quote_spanned! { span => tokio::spawn(async {}); };
            dbg!(tokio::spawn(async {})); //~ direct-spawn
        }",
    );
}
