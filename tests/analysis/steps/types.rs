//! Steps between a type and the call of one of its methods.

use super::{silent, two_crates_away};
use crate::analysis::project::{reads, reads_files};

/// The handle of a runtime.
const HANDLE: &str = "use tokio::runtime::Handle;";

/// A type of the project that has the same name and methods, and starts nothing.
const OTHER: &str = "
#[derive(Clone)]
pub struct Handle;
impl Handle {
    pub fn current() -> Self { Self }
    pub fn try_current() -> Result<Self, String> { Ok(Self) }
    pub fn spawn<T>(&self, _: T) {}
}";

/// Asserts that `source` is reported at its markers when `Handle` is the handle of a runtime, and nowhere when it is
/// another type.
#[track_caller]
fn a_receiver_is_followed(source: &str) {
    reads(&format!("{source}\n{HANDLE}"));
    reads(&format!("{}\n{OTHER}", silent(source)));
}

#[test]
fn a_receiver_is_followed_through_a_field() {
    a_receiver_is_followed(
        "
        pub struct Server { handle: Handle, inner: Inner }
        struct Inner { handle: Option<Handle> }
        impl Server {
            pub fn run(&self) {
                self.handle.spawn(async {}); //~ direct-spawn
                self.inner.handle.as_ref().unwrap().spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn a_set_of_tasks_is_followed_through_a_field() {
    reads(
        "
        pub struct Server { tasks: tokio::task::JoinSet<()> }
        impl Server {
            pub fn run(&mut self) {
                self.tasks.spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_the_rest_of_a_struct() {
    a_receiver_is_followed(
        "
        struct Server { handle: Handle, name: &'static str }
        fn base() -> Server { Server { handle: Handle::current(), name: \"base\" } }
        pub fn run() {
            let server = Server { name: \"orders\", ..base() };
            server.handle.spawn(async {}); //~ direct-spawn
            let Server { handle, .. } = server;
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_the_result_of_a_closure() {
    a_receiver_is_followed(
        "
        pub fn run() {
            let handle = || Handle::current();
            handle().spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_the_parameter_of_a_closure() {
    a_receiver_is_followed(
        "
        pub fn run(given: Option<Handle>) {
            given.as_ref().map(|handle| {
                handle.spawn(async {}); //~ direct-spawn
            });
            given.and_then(|handle| {
                handle.spawn(async {}); //~ direct-spawn
                Some(())
            });
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_what_a_closure_makes() {
    a_receiver_is_followed(
        "
        pub struct Server { handle: Handle, spare: Option<Handle> }
        pub fn run(given: Option<&Server>) {
            let handle = given.map(|server| server.handle.clone()).unwrap();
            handle.spawn(async {}); //~ direct-spawn
            let handle = given.and_then(|server| server.spare.as_ref()).unwrap();
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_deref() {
    a_receiver_is_followed(
        "
        pub struct Background(Handle);
        impl std::ops::Deref for Background {
            type Target = Handle;
            fn deref(&self) -> &Handle { &self.0 }
        }
        pub fn run(background: &Background) {
            background.spawn(async {}); //~ direct-spawn
            (**background).spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_field_behind_deref() {
    a_receiver_is_followed(
        "
        pub struct Inner { handle: Handle }
        pub struct Server(std::sync::Arc<Inner>);
        impl std::ops::Deref for Server {
            type Target = Inner;
            fn deref(&self) -> &Inner { &self.0 }
        }
        pub fn run(server: &Server) {
            server.handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_an_iterator() {
    a_receiver_is_followed(
        "
        pub fn run(handles: Vec<Handle>) {
            for handle in handles.iter() {
                handle.spawn(async {}); //~ direct-spawn
            }
            handles.iter().for_each(|handle| {
                handle.spawn(async {}); //~ direct-spawn
            });
            for handle in [Handle::current()] {
                handle.spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_question_mark() {
    a_receiver_is_followed(
        "
        fn handle() -> Option<Handle> { Some(Handle::current()) }
        pub fn optional() -> Option<()> {
            handle()?.spawn(async {}); //~ direct-spawn
            Some(())
        }
        pub fn fallible() -> Result<(), Box<dyn std::error::Error>> {
            let handle = Handle::try_current()?;
            handle.spawn(async {}); //~ direct-spawn
            Ok(())
        }",
    );
}

#[test]
fn a_receiver_is_followed_two_crates_away() {
    let shared = "
        pub mod shared {
            pub static HANDLE: std::sync::LazyLock<Handle> = std::sync::LazyLock::new(handle);
            pub fn handle() -> Handle { Handle::current() }
            pub struct Server { pub handle: Handle }
            $handle
        }";
    let service = "
        pub fn run(server: &middle::Server) {
            middle::HANDLE.spawn(async {}); //~ direct-spawn
            middle::handle().spawn(async {}); //~ direct-spawn
            server.handle.spawn(async {}); //~ direct-spawn
        }";
    for (handle, service) in [(HANDLE, service.to_owned()), (OTHER, silent(service))] {
        two_crates_away("tokio", &shared.replace("$handle", handle), &service, reads_files);
    }
}

#[test]
fn a_receiver_is_followed_through_a_builder_in_a_variable() {
    a_receiver_is_followed(
        "
        pub struct Server { handle: Handle }
        struct Builder { name: String, handle: Option<Handle> }
        impl Builder {
            fn new() -> Self { Self { name: String::new(), handle: None } }
            fn name(mut self, name: &str) -> Self { self.name = name.to_owned(); self }
            fn handle(mut self, handle: Handle) -> Self { self.handle = Some(handle); self }
            fn build(self) -> Server { Server { handle: self.handle.unwrap() } }
        }
        pub fn run() {
            let mut builder = Builder::new();
            builder = builder.name(\"orders\");
            let builder = builder.handle(Handle::current());
            let server = builder.build();
            server.handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_builder_of_another_crate() {
    reads(
        "
        pub fn run(name: String) {
            let mut builder = std::thread::Builder::new();
            builder = builder.name(name);
            let sized = builder.stack_size(1 << 20);
            sized.spawn(|| {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_lazy_lock() {
    a_receiver_is_followed(
        "
        use std::sync::LazyLock;
        static HANDLE: LazyLock<Handle> = LazyLock::new(|| Handle::current());
        pub fn run() {
            HANDLE.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_once_lock() {
    a_receiver_is_followed(
        "
        static HANDLE: std::sync::OnceLock<Handle> = std::sync::OnceLock::new();
        pub fn run() {
            HANDLE.get().unwrap().spawn(async {}); //~ direct-spawn
            HANDLE.get_or_init(|| Handle::current()).spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_cells_that_are_filled_late_in_variables() {
    a_receiver_is_followed(
        "
        pub fn run() {
            let lazy = std::sync::LazyLock::new(|| Handle::current());
            lazy.spawn(async {}); //~ direct-spawn
            let once = std::sync::OnceLock::new();
            once.get_or_init(Handle::current).spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_local() {
    a_receiver_is_followed(
        "
        pub fn run() {
            let handle = Handle::current();
            let same = &handle;
            same.spawn(async {}); //~ direct-spawn
            let late;
            late = handle.clone();
            late.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_parameter() {
    a_receiver_is_followed(
        "
        pub fn plain(handle: &Handle) {
            handle.spawn(async {}); //~ direct-spawn
        }
        pub fn dereferenced(handle: impl std::ops::Deref<Target = Handle>) {
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_the_result_of_a_function() {
    a_receiver_is_followed(
        "
        pub struct Server { handle: Handle }
        impl Server { fn handle(&self) -> &Handle { &self.handle } }
        fn handle() -> Handle { Handle::current() }
        fn same<T>(value: T) -> T { value }
        pub fn run(server: &Server) {
            handle().spawn(async {}); //~ direct-spawn
            server.handle().spawn(async {}); //~ direct-spawn
            same(handle()).spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_choice() {
    a_receiver_is_followed(
        "
        pub fn run(given: Option<Handle>, other: bool, spare: Handle) {
            let handle = match given { Some(handle) => handle, None => Handle::current() };
            handle.spawn(async {}); //~ direct-spawn
            let handle = if other { &spare } else { &handle };
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_cast() {
    a_receiver_is_followed(
        "
        pub fn run(given: Box<Handle>) {
            let handle = &given as &Handle;
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_a_part_of_a_tuple() {
    a_receiver_is_followed(
        "
        pub struct Named(&'static str, Handle);
        fn both() -> (&'static str, Handle) { (\"orders\", Handle::current()) }
        pub fn run(named: Named) {
            let pair = (\"orders\", Handle::current());
            pair.1.spawn(async {}); //~ direct-spawn
            let (_, handle) = both();
            handle.spawn(async {}); //~ direct-spawn
            named.1.spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_receiver_is_followed_through_the_pattern_of_a_struct_without_names() {
    a_receiver_is_followed(
        "
        pub struct Named(&'static str, Handle);
        pub fn run(named: Named) {
            let Named(_, handle) = named;
            handle.spawn(async {}); //~ direct-spawn
        }",
    );
}
