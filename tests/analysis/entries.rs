//! Entry points: `main`, and the functions of a binary's root file that it calls.

use super::project::{manifest, reads, reads_files};

#[test]
fn main_and_what_it_calls_in_its_file_are_entries() {
    reads_files(&[(
        "src/main.rs",
        "
        fn main() {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(run());
        }
        async fn run() {
            tokio::spawn(async {});
            App::start();
        }
        struct App;
        impl App {
            fn start() {
                std::thread::spawn(|| {});
            }
        }
        fn never_called() {
            std::thread::spawn(|| {}); //~ direct-spawn
        }",
    )]);
}

#[test]
fn another_file_of_a_binary_is_no_entry() {
    reads_files(&[
        ("src/main.rs", "mod work; fn main() { loop { work::run(); } std::thread::spawn(|| {}); }"),
        ("src/work.rs", "pub fn run() { std::thread::spawn(|| {}); } //~ direct-spawn"),
    ]);
}

#[test]
fn every_binary_has_its_entry() {
    let binaries = "\n[[bin]]\nname = \"third\"\npath = \"tools/third.rs\"\n";
    let manifest = manifest("service", &["tokio"]) + binaries;
    let main = "fn main() { std::thread::spawn(|| {}); }";
    reads_files(&[
        ("Cargo.toml", &manifest),
        ("src/bin/first.rs", main),
        ("src/bin/second/main.rs", main),
        ("tools/third.rs", main),
        ("src/lib.rs", "pub fn main() { std::thread::spawn(|| {}); } //~ direct-spawn"),
    ]);
}

#[test]
fn a_handler_registered_by_value_runs_per_request() {
    reads_files(&[(
        "src/main.rs",
        "
        #[tokio::main]
        async fn main() {
            let routes = Router::new().route(\"/\", get(handler));
            serve(routes, Service).await;
        }
        async fn handler() {
            tokio::spawn(async {}); //~ direct-spawn
        }
        async fn serve(routes: Router, service: Service) {
            tokio::spawn(async {});
            service.call();
        }
        struct Service;
        impl Handler for Service {
            fn call(&self) {
                tokio::spawn(async {}); //~ direct-spawn
            }
        }",
    )]);
}

#[test]
fn a_hidden_runtime_belongs_to_main_alone() {
    reads_files(&[
        ("src/main.rs", "#[tokio::main]\nasync fn main() {}"),
        (
            "src/lib.rs",
            "
            #[tokio::main] //~ runtime-in-library
            pub async fn run() {}",
        ),
    ]);
}

#[test]
fn methods_and_inline_modules_of_the_root_file_are_entries_when_called() {
    reads_files(&[(
        "src/main.rs",
        "
        fn main() {
            app::run();
            App::new().start();
        }
        mod app {
            pub fn run() { std::thread::spawn(|| {}); }
            pub fn other() { std::thread::spawn(|| {}); } //~ direct-spawn
        }
        struct App;
        impl App {
            fn new() -> Self { App }
            fn start(&self) { self.inner() }
            fn inner(&self) { std::thread::spawn(|| {}); }
            fn other(&self) { std::thread::spawn(|| {}); } //~ direct-spawn
        }",
    )]);
}

#[test]
fn runtimes_of_other_crates_are_hidden_by_attributes_too() {
    reads_files(&[
        ("Cargo.toml", &manifest("service", &["actix-web", "async-std", "tokio"])),
        (
            "src/lib.rs",
            "
            #[actix_web::main] //~ runtime-in-library
            pub async fn first() {}
            #[async_std::main] //~ runtime-in-library
            pub async fn second() {}
            #[tokio::main(flavor = \"current_thread\")] //~ runtime-in-library
            pub async fn third() {}
            #[own::main]
            pub async fn fourth() {}",
        ),
    ]);
}

#[test]
fn a_method_or_inner_function_named_main_is_no_entry() {
    reads_files(&[(
        "src/main.rs",
        "fn main() {}
        pub struct Job;
        impl Job { pub fn main() { std::thread::spawn(|| {}); } } //~ direct-spawn
        mod inner { pub fn main() { std::thread::spawn(|| {}); } } //~ direct-spawn",
    )]);
}

#[test]
fn where_cfg_chooses_each_alternative_is_an_entry() {
    reads_files(&[(
        "src/main.rs",
        "fn main() { run(); }
        #[cfg(unix)]
        fn run() { std::thread::spawn(|| {}); }
        #[cfg(not(unix))]
        fn run() { std::thread::spawn(|| {}); }",
    )]);
}

#[test]
fn a_handle_that_blocks_in_blocking_work_of_a_library_is_a_runtime_in_it() {
    reads(
        "
        use tokio::runtime::Handle;
        use tokio::task::spawn_blocking;
        pub async fn load(handle: Handle) {
            spawn_blocking(move || handle.block_on(fetch())).await; //~ runtime-in-library direct-spawn
            spawn_blocking(|| { //~ direct-spawn
                Handle::current().block_on(fetch()) //~ runtime-in-library
            }).await;
            tokio::task::block_in_place(|| Handle::current().block_on(fetch())); //~ runtime-in-library
        }
        async fn fetch() {}
        pub async fn blocking<F: Future<Output = u8> + Send + 'static>(handle: Handle, work: F) -> u8 {
            spawn_blocking(move || handle.block_on(work)).await.unwrap()
        }",
    );
}
