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
    let orders = ["my_service_taken_orders_total"];
    assert_eq!(said("opentelemetry", unit, "", &orders), ["my_service_taken_orders_total?"]);

    let unit = r#"
use prometheus_client::{metrics::counter::Counter, registry::{Registry, Unit}};
pub fn emit(unit: Unit) {
    let mut registry = Registry::default();
    registry.register_with_unit("my_service_taken", "help", unit, Counter::<u64>::default());
}
"#;
    assert_eq!(said("prometheus-client", unit, "", &orders), ["my_service_taken_orders_total?"]);
}

#[test]
fn what_the_code_speaks_of_without_what_an_exporter_adds_is_not_told_to_be_dead() {
    let code = "pub fn emit() { metrics::gauge!(\"my_service_depth\"); count(\"my_service_taken\"); }\nfn count(_: &str) {}\n";
    assert_eq!(said("metrics", code, "", &["my_service_taken_total"]), ["my_service_taken_total?"]);
}

#[test]
fn metrics_of_the_process_are_nobody_s_own_whatever_their_prefix() {
    let code = "pub fn emit() { metrics::gauge!(\"my_service_depth\"); }\n";
    let names = [
        "my_service_process_cpu_seconds_total",
        "my_service_process_max_fds",
        "my_service_process_open_fds",
        "my_service_process_resident_memory_bytes",
        "my_service_process_start_time_seconds",
        "my_service_process_threads",
        "my_service_process_virtual_memory_bytes",
        "my_service_process_virtual_memory_max_bytes",
    ];
    assert!(said("metrics", code, "", &names).is_empty());
    assert_eq!(said("metrics", code, "", &["my_service_process_jobs"]).len(), 1);
}

#[test]
fn metrics_of_common_exporters_are_nobody_s_own() {
    let names = [
        "ALERTS_FOR_STATE",
        "alertmanager_notifications_failed_total",
        "argocd_app_info",
        "blackbox_exporter_config_last_reload_successful",
        "cadvisor_version_info",
        "cert_exporter_error_total",
        "certmanager_certificate_expiration_timestamp_seconds",
        "cilium_unreachable_nodes",
        "cloudwatch_requests_total",
        "consul_health_node_status",
        "container_memory_working_set_bytes",
        "coredns_dns_responses_total",
        "elasticsearch_cluster_health_status",
        "envoy_cluster_upstream_cx_active",
        "etcd_server_has_leader",
        "fluentbit_output_errors_total",
        "go_memstats_alloc_bytes",
        "grafana_alerting_rule_evaluations_total",
        "grpc_server_handled_total",
        "haproxy_backend_active_servers",
        "http_request_duration_seconds_bucket",
        "istio_requests_total",
        "jvm_memory_used_bytes",
        "kafka_consumergroup_lag",
        "kube_pod_container_status_restarts_total",
        "kubelet_running_pods",
        "kubernetes_build_info",
        "loki_request_duration_seconds_bucket",
        "machine_cpu_cores",
        "memcached_up",
        "mongodb_connections",
        "mysql_global_status_threads_connected",
        "net_conntrack_dialer_conn_failed_total",
        "nginx_ingress_controller_requests",
        "node_filesystem_avail_bytes",
        "pg_stat_activity_count",
        "probe_success",
        "process_open_fds",
        "prometheus_rule_evaluation_failures_total",
        "promhttp_metric_handler_requests_total",
        "python_gc_collections_total",
        "rabbitmq_queue_messages_ready",
        "redis_connected_clients",
        "rest_client_requests_total",
        "scrape_duration_seconds",
        "statsd_exporter_events_total",
        "thanos_compact_halted",
        "traefik_service_requests_total",
        "vault_core_unsealed",
        "windows_cpu_time_total",
        "workqueue_depth",
    ];
    for name in names {
        let first = name.split('_').next().unwrap();
        let code = format!(
            "pub fn emit() {{ metrics::gauge!(\"{first}_mine\"); metrics::gauge!(\"{first}_ours\"); }}\n"
        );
        assert!(said("metrics", &code, "", &[name]).is_empty(), "{name}");
    }
}

#[test]
fn the_word_with_which_all_metrics_of_a_package_start_is_its_own() {
    let code = |names: [&str; 2]| {
        let emit = names.map(|name| format!("metrics::gauge!(\"{name}\");")).concat();
        format!("pub fn emit() {{ {emit} }}\n")
    };
    let said = |names| said("metrics", &code(names), "", &["shop_lost"]);
    assert_eq!(said(["shop_depth", "shop_taken"]), ["shop_lost"]);
    assert!(said(["shop_depth", "till_taken"]).is_empty(), "another may emit it");
    assert!(said(["shop_depth", "shop_depth"]).is_empty(), "one metric shows no namespace");
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
            "src/lib.rs:2:32: warn[unobserved-resource] `my-service` sizes queues, pools or permits, and no metric was found in the project"
        ]
    );
    assert!(found("metrics = \"0.24\"\n").is_empty());
    assert!(found("cadence = \"1\"\n").is_empty());
}

#[test]
fn metrics_that_a_project_writes_by_hand_are_metrics() {
    let found = |code: &str| {
        let manifest = "[package]\nname = \"my-service\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\n";
        let queue = "pub fn open(backlog: usize) { tokio::sync::mpsc::channel::<u64>(backlog); }\n";
        let alerts = "groups:\n- rules:\n  - alert: A\n    expr: my_service_other > 1\n";
        let code = format!("{queue}{code}");
        let files =
            files(&[("Cargo.toml", manifest), ("src/lib.rs", &code), ("ops/alerts.yml", alerts)]);
        let output = golive(root_of(&files), &["check", "--format", "short"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("[dead-alert]"), "others may be written otherwise: {text}");
        text.contains("[unobserved-resource]")
    };
    let with = "macro_rules! incr { ($name:expr) => { crate::send($name, 1) } }\n";
    for emits in [
        format!("{with}pub fn a() {{ incr!(\"my_service_taken\"); }}"),
        "pub fn gauge(name: &str, n: u64) {}\npub fn a() { gauge(\"my_service_depth\", 1); }"
            .to_owned(),
        "pub struct Stats;\nimpl Stats { fn timing(&self, name: &str, n: u64) {} }\n\
         pub fn a(stats: &Stats) { stats.timing(\"my_service_wait\", 1); }"
            .to_owned(),
    ] {
        assert!(!found(&emits), "{emits}");
    }
    for other in [
        "pub fn gauge(n: u64) {}\npub fn a() { gauge(1); }".to_owned(),
        "pub fn a(door: other::Door) { door.observe(\"a\"); other::observe(\"a\"); }".to_owned(),
        with.to_owned(),
        format!("{with}#[cfg(test)]\nmod tests {{ fn a() {{ incr!(\"my_service_taken\"); }} }}"),
    ] {
        assert!(found(&other), "{other}");
    }
}
