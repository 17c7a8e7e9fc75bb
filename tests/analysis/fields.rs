//! Sizes in fields: what sets a field, and which types are filled from outside the code.

use super::project::reads;

#[test]
fn a_field_is_fixed_when_only_literals_set_it() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub struct Server { permits: usize, queued: usize, depth: usize }
        impl Server {
            pub fn new(queued: usize) -> Self {
                Self { permits: 8, queued, depth: 4 }
            }
            pub fn with_depth(mut self, depth: usize) -> Self {
                self.depth = depth;
                self
            }
            pub fn run(&self) {
                Semaphore::new(self.permits); //~ hardcoded-concurrency
                Semaphore::new(self.queued);
                Semaphore::new(self.depth);
            }
        }",
    );
}

#[test]
fn what_serde_fills_is_a_setting_whatever_its_default() {
    reads(
        "
        use serde::Deserialize;
        use tokio::sync::Semaphore;
        #[derive(Deserialize)]
        pub struct Tuning {
            #[serde(default = \"eight\")]
            permits: usize,
            inner: Inner,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(default)]
        struct Inner { queued: usize }
        impl Default for Inner {
            fn default() -> Self { Self { queued: 8 } }
        }
        struct Fixed { permits: usize }
        impl Default for Fixed {
            fn default() -> Self { Self { permits: 8 } }
        }
        fn eight() -> usize { 8 }
        pub fn run(tuning: &Tuning, fixed: &Fixed) {
            Semaphore::new(tuning.permits);
            Semaphore::new(tuning.inner.queued);
            Semaphore::new(eight()); //~ hardcoded-concurrency
            Semaphore::new(fixed.permits); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn the_default_of_a_configuration_struct_is_a_default() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub struct ServerConfig { pub permits: usize }
        impl Default for ServerConfig {
            fn default() -> Self { Self { permits: 8 } }
        }
        pub struct Server { permits: usize }
        pub fn server() -> Server { Server { permits: 8 } }
        pub fn run(config: &ServerConfig, server: &Server) {
            Semaphore::new(config.permits);
            Semaphore::new(server.permits); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn arguments_of_the_command_line_are_settings() {
    reads(
        "
        use clap::Parser;
        #[derive(Parser)]
        struct Cli {
            #[arg(long, default_value_t = 8)]
            permits: usize,
        }
        impl Cli {
            fn plain() -> Self { Cli { permits: 8 } }
        }
        struct Fixed { permits: usize }
        pub fn run() {
            let cli = Cli::parse();
            tokio::sync::Semaphore::new(cli.permits);
            let fixed = Fixed { permits: 8 };
            tokio::sync::Semaphore::new(fixed.permits); //~ hardcoded-concurrency
        }",
    );
}

#[test]
fn fields_of_tuples_and_the_rest_of_a_struct_are_followed() {
    reads(
        "
        use tokio::sync::Semaphore;
        struct Limits(usize);
        struct Given(usize);
        struct Two { first: usize, second: usize }
        impl Two {
            fn new() -> Self { Two { first: 8, ..Self::base() } }
            fn base() -> Self { Two { first: 16, second: 4 } }
        }
        pub fn run(given: usize) {
            inner(&Two::new(), &Limits(8), &Given(given));
        }
        fn inner(two: &Two, limits: &Limits, given: &Given) {
            Semaphore::new(two.first); //~ hardcoded-concurrency
            Semaphore::new(limits.0); //~ hardcoded-concurrency
            Semaphore::new(given.0);
        }",
    );
}

#[test]
fn fields_taken_apart_by_a_pattern_are_followed() {
    reads(
        "
        use tokio::sync::mpsc::channel;
        pub struct Sizes { queue: usize, depth: usize }
        impl Sizes {
            fn new(depth: usize) -> Self { Self { queue: 64, depth } }
        }
        pub fn run(sizes: Sizes) {
            let Sizes { queue, depth } = sizes;
            channel::<u8>(queue); //~ hardcoded-concurrency
            channel::<u8>(depth);
        }",
    );
}

#[test]
fn a_field_that_is_assigned_elsewhere_is_not_fixed() {
    reads(
        "
        use tokio::sync::Semaphore;
        pub struct Server { permits: usize, queued: usize }
        pub fn server() -> Server { Server { permits: 8, queued: 8 } }
        pub fn set(server: &mut Server, queued: usize) { server.queued = queued; }
        pub fn run(server: &Server) {
            Semaphore::new(server.permits); //~ hardcoded-concurrency
            Semaphore::new(server.queued);
        }",
    );
}

#[test]
fn the_fields_of_a_type_that_is_called_settings_are_not_fixed() {
    let names = ["Config", "Settings", "Options", "Opts", "Opt", "Params", "Args", "Conf", "Cfg"];
    for name in names.into_iter().chain(["Preferences", "Builder"]) {
        reads(&format!(
            "
            pub struct Server{name} {{ permits: usize }}
            pub struct ServerPlan {{ permits: usize }}
            pub fn settings() -> Server{name} {{ Server{name} {{ permits: 8 }} }}
            pub fn plan() -> ServerPlan {{ ServerPlan {{ permits: 8 }} }}
            pub fn run(settings: &Server{name}, plan: &ServerPlan) {{
                tokio::sync::Semaphore::new(settings.permits);
                tokio::sync::Semaphore::new(plan.permits); //~ hardcoded-concurrency
            }}"
        ));
    }
}
