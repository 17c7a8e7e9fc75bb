//! What is promised about metrics: for each library, which names an alert may watch without being
//! called dead, and which not. All projects are called `my-service`, and so are their own metrics.

use crate::command::golive;
use crate::support::folders::{files, root_of};

/// What `check --strict` says about alerts on `names` in a project with this code: the names that are
/// dead, and those of which it can't tell, with a `?`.
fn said(dependency: &str, code: &str, configuration: &str, names: &[&str]) -> Vec<String> {
    let manifest = format!(
        "[package]\nname = \"my-service\"\nedition = \"2024\"\n\n[dependencies]\n{dependency} = \"*\"\n"
    );
    let project =
        [("Cargo.toml", manifest.as_str()), ("golive.toml", configuration), ("src/lib.rs", code)];
    said_of(&project, names)
}

/// What `check --strict` says about alerts on `names` in the project of the files `project`, as [`said`].
pub(crate) fn said_of(project: &[(&str, &str)], names: &[&str]) -> Vec<String> {
    let alert = |name: &&str| format!("  - alert: A\n    expr: {name} > 1\n");
    let alerts: String = names.iter().map(alert).collect();
    let rules = format!("groups:\n- rules:\n{alerts}");
    let folder = files(&[project, &[("ops/alerts.yml", &rules)]].concat());
    let output = golive(root_of(&folder), &["check", "--format", "short", "--strict"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    let named = |line: &str| line.split('`').nth(1).unwrap_or_default().to_owned();
    let lines = text.lines().filter(|line| line.starts_with("ops/alerts.yml"));
    lines
        .filter_map(|line| match () {
            () if line.contains("[dead-alert]") => Some(named(line)),
            () if line.contains("note: can't tell") => Some(format!("{}?", named(line))),
            () => None,
        })
        .collect()
}

/// Of the alerts on `live` and one more, only this one is dead.
#[track_caller]
pub(crate) fn reads(dependency: &str, code: &str, live: &[&str]) {
    let names = [live, &["my_service_nothing"]].concat();
    assert_eq!(said(dependency, code, "", &names), ["my_service_nothing"], "{dependency}\n{code}");
}

#[test]
fn the_macros_of_metrics_are_read_with_their_keys_and_constants() {
    reads(
        "metrics",
        r#"
const DEPTH: &str = "my_service.depth";
pub fn emit() {
    metrics::describe_counter!("my_service_described", "what it is");
    metrics::counter!(target: "orders", level: metrics::Level::DEBUG, "my_service_taken", "kind" => "a").increment(1);
    metrics::gauge!(DEPTH).set(1.0);
    for (name, value) in [("my_service_first", 1.0), ("my_service_second", 2.0)] {
        metrics::gauge!(name).set(value);
    }
    let queue = "outbox";
    metrics::histogram!(format!("my_service_{queue}_wait")).record(0.1);
}
"#,
        &[
            "my_service_described",
            "my_service_taken",
            "my_service_depth",
            "my_service_first",
            "my_service_second",
            "my_service_outbox_wait_bucket",
        ],
    );
}

#[test]
fn the_macros_and_options_of_prometheus_are_read() {
    reads(
        "prometheus",
        r#"
use prometheus::{HistogramOpts, IntGauge, Opts, Registry, opts, register_int_counter_vec_with_registry};
pub fn emit(registry: &Registry) {
    let _ = register_int_counter_vec_with_registry!("my_service_taken", "help", &["kind"], registry,);
    let _ = prometheus::register_gauge!(opts!("my_service_depth", "help"));
    let _ = IntGauge::with_opts(Opts::new("depth", "help").namespace("my_service").subsystem("outbox"));
    let _ = HistogramOpts::new("my_service_wait_seconds", "help");
}
"#,
        &[
            "my_service_taken",
            "my_service_depth",
            "my_service_outbox_depth",
            "my_service_wait_seconds_sum",
        ],
    );
}

#[test]
fn static_metrics_of_prometheus_are_read() {
    reads(
        "prometheus-static-metric",
        r#"
pub fn emit() {
    let _ = prometheus_static_metric::register_static_int_counter_vec!(Kinds, "my_service_taken", "help", &["kind"]);
}
"#,
        &["my_service_taken"],
    );
}

#[test]
fn the_registries_of_prometheus_client_are_read_with_their_prefixes() {
    reads(
        "prometheus-client",
        r#"
use prometheus_client::registry::{Registry, Unit};
pub struct Stats { registry: Registry }
impl Stats {
    pub fn new() -> Self {
        Self { registry: Registry::with_prefix("my_service") }
    }
    pub fn emit(&mut self) {
        self.registry.register("taken", "help", 1);
        let outbox = self.registry.sub_registry_with_prefix("outbox");
        outbox.register_with_unit("wait", "help", Unit::Seconds, 1);
    }
}
"#,
        &["my_service_taken_total", "my_service_outbox_wait_seconds_bucket"],
    );
}

#[test]
fn the_instruments_of_opentelemetry_are_read_with_their_units() {
    reads(
        "opentelemetry",
        r#"
use opentelemetry::metrics::Meter;
pub fn emit(meter: &Meter) {
    let _ = meter.u64_counter("my_service.taken").with_unit("By").build();
    let _ = meter.f64_histogram("my_service.wait").with_unit("s").init();
    let _ = meter.i64_observable_gauge("my_service.depth").build();
}
"#,
        &["my_service_taken_bytes_total", "my_service_wait_seconds_bucket", "my_service_depth"],
    );
}

#[test]
fn a_macro_of_the_project_emits_what_its_calls_name() {
    let code = r#"
use prometheus::{IntGauge, Opts};
const OURS: &str = "my_service";
macro_rules! ours {
    ($name:expr) => { format!("{}_{}", OURS, $name) };
}
macro_rules! depth_of {
    ($name:expr, $help:expr $(,)?) => {{ IntGauge::with_opts(Opts::new($name, $help)) }};
    ($queue:expr, $name:expr, $help:expr $(,)?) => {{
        IntGauge::with_opts(Opts::new(concat!("my_service_", $name), $help))
    }};
}
pub fn emit() {
    let _ = depth_of!("my_service_inbox", "help");
    let _ = depth_of!(1, "outbox", "help",);
    let _ = IntGauge::with_opts(Opts::new(ours!("retries"), "help"));
}
"#;
    reads("prometheus", code, &["my_service_inbox", "my_service_outbox", "my_service_retries"]);
}

#[test]
fn of_a_macro_whose_names_can_not_be_told_nothing_is_called_dead() {
    let code = r#"
macro_rules! count {
    (name: $name:literal) => { metrics::counter!(concat!("my_", $name)).increment(1) };
}
pub fn emit() {
    metrics::gauge!("my_service_depth");
    count!(name: "service_taken");
}
"#;
    assert_eq!(said("metrics", code, "", &["my_service_taken"]), ["my_service_taken?"]);
}

#[test]
fn what_a_registry_an_exporter_or_a_unit_may_add_is_not_told_to_be_dead() {
    let registry = r#"
use prometheus::{IntCounter, Registry};
pub fn emit() -> Registry {
    let _ = IntCounter::new("taken", "help");
    Registry::new_custom(Some("my_service".to_owned()), None).unwrap()
}
"#;
    assert_eq!(said("prometheus", registry, "", &["my_service_taken"]), ["my_service_taken?"]);
    let plain = registry.replace("Some(\"my_service\".to_owned())", "None");
    assert_eq!(said("prometheus", &plain, "", &["my_service_taken"]), ["my_service_taken"]);

    let unit = r#"
pub fn emit(meter: &opentelemetry::metrics::Meter) {
    let _ = meter.u64_counter("my_service.taken").with_unit("orders").build();
}
"#;
    let said = said("opentelemetry", unit, "", &["my_service_taken_orders_total"]);
    assert_eq!(said, ["my_service_taken_orders_total?"]);
}

#[test]
fn what_the_code_speaks_of_without_what_an_exporter_adds_is_not_told_to_be_dead() {
    let code = "pub fn emit() { metrics::gauge!(\"my_service_depth\"); count(\"my_service_taken\"); }\nfn count(_: &str) {}\n";
    assert_eq!(said("metrics", code, "", &["my_service_taken_total"]), ["my_service_taken_total?"]);
}

#[test]
fn metrics_of_the_process_are_nobody_s_own_whatever_their_prefix() {
    let code = "pub fn emit() { metrics::gauge!(\"my_service_depth\"); }\n";
    assert!(said("metrics", code, "", &["my_service_process_open_fds"]).is_empty());
}

#[test]
fn own_functions_methods_and_macros_and_a_prefix_are_read_as_the_configuration_says() {
    let code = r#"
pub mod stats {
    pub struct Sink;
    impl Sink { pub fn time(&self, _unit: u8, _name: &str) {} }
    pub fn count(_name: &str) {}
    #[macro_export]
    macro_rules! depth { ($value:expr, $name:expr) => {}; }
}
pub fn emit(sink: &stats::Sink) {
    stats::count("taken");
    depth!(1, "outbox");
    sink.time(1, "wait");
}
"#;
    let configuration = r#"
metric-prefix = "my_service_"

[[metric]]
path = "crate::stats::count"
kind = "counter"

[[metric]]
path = "crate::stats::Sink::time"
form = "method"
name = 1

[[metric]]
path = "crate::depth"
form = "macro"
name = 1
kind = "gauge"
"#;
    let names =
        ["my_service_taken_total", "my_service_outbox", "my_service_wait", "my_service_nothing"];
    assert_eq!(said("tokio", code, configuration, &names), ["my_service_nothing"]);
}

#[test]
fn a_package_with_a_queue_in_a_project_without_metrics_is_told_so() {
    let found = |dependency: &str| {
        let manifest = format!(
            "[package]\nname = \"my-service\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\n{dependency}"
        );
        let code = "pub fn open(backlog: usize) {\n    let _ = tokio::sync::mpsc::channel::<u64>(backlog);\n}\n";
        let folder = files(&[("Cargo.toml", &manifest), ("src/lib.rs", code)]);
        let output = golive(root_of(&folder), &["check", "--format", "short"]);
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter(|line| line.contains("[unobserved-resource]"));
        lines.map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(
        found(""),
        [
            "src/lib.rs:2:32: warn[unobserved-resource] `my-service` sizes queues, pools or permits, and nothing in the project emits a metric"
        ]
    );
    assert!(found("metrics = \"0.24\"\n").is_empty());
    assert!(found("cadence = \"1\"\n").is_empty());
}
