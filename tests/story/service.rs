//! The service of the story: it takes lines and hands them on.

/// Its files at the start.
pub(super) const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", MANIFEST),
    ("src/main.rs", MAIN),
    ("src/intake.rs", INTAKE),
    ("src/executor.rs", EXECUTOR),
    ("src/settings.rs", SETTINGS),
];

const MANIFEST: &str = r#"[package]
name = "relay"
version = "0.1.0"
edition = "2024"

[dependencies]
futures = "0.3"
metrics = "0.24"
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["full"] }
toml = "1"
"#;

const MAIN: &str = r#"mod executor;
mod intake;
mod settings;

use futures::FutureExt;
use intake::Intake;
use settings::Settings;

fn main() -> std::io::Result<()> {
    let settings = Settings::load("settings.toml")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(settings.threads)
        .enable_all()
        .build()?;
    runtime.block_on(run(settings));
    Ok(())
}

async fn run(settings: Settings) {
    let (intake, lines) = Intake::new(settings.backlog);
    let executor = executor::Tasks;
    executor.start(intake::forward(lines).boxed());
    intake.offer("hello".to_owned());
}
"#;

const INTAKE: &str = r#"use tokio::sync::mpsc;

pub struct Intake {
    queue: mpsc::Sender<String>,
}

impl Intake {
    pub fn new(backlog: usize) -> (Self, mpsc::Receiver<String>) {
        let (queue, lines) = mpsc::channel(backlog);
        (Self { queue }, lines)
    }

    pub fn offer(&self, line: String) {
        let waiting = self.queue.max_capacity() - self.queue.capacity();
        metrics::gauge!("relay_queue_depth").set(waiting as f64);
        if self.queue.try_send(line).is_err() {
            metrics::counter!("relay_rejected_total").increment(1);
        }
    }
}

pub async fn forward(mut lines: mpsc::Receiver<String>) {
    while lines.recv().await.is_some() {}
}
"#;

const EXECUTOR: &str = r#"use futures::future::BoxFuture;

/// Starts the work that it is handed.
pub struct Tasks;

impl Tasks {
    pub fn start(&self, work: BoxFuture<'static, ()>) {
        tokio::spawn(async move {
            metrics::gauge!("relay_tasks_running").increment(1.0);
            work.await;
            metrics::gauge!("relay_tasks_running").decrement(1.0);
        });
    }
}
"#;

const SETTINGS: &str = r#"use serde::Deserialize;

#[derive(Deserialize)]
pub struct Settings {
    /// Threads of the runtime.
    pub threads: usize,
    /// How many lines may wait.
    pub backlog: usize,
    /// How many records may wait to be written.
    pub audit_backlog: usize,
}

impl Settings {
    pub fn load(file: &str) -> std::io::Result<Self> {
        toml::from_str(&std::fs::read_to_string(file)?).map_err(std::io::Error::other)
    }
}
"#;

/// What is added later: a second queue.
pub(super) const AUDIT: &str = r#"use tokio::sync::mpsc;

pub struct Audit {
    queue: mpsc::Sender<String>,
}

impl Audit {
    pub fn new(audit_backlog: usize) -> (Self, mpsc::Receiver<String>) {
        let (queue, records) = mpsc::channel(audit_backlog);
        (Self { queue }, records)
    }

    pub fn keep(&self, record: String) {
        let waiting = self.queue.max_capacity() - self.queue.capacity();
        metrics::gauge!("relay_audit_depth").set(waiting as f64);
        if self.queue.try_send(record).is_err() {
            metrics::counter!("relay_rejected_total").increment(1);
        }
    }
}
"#;

/// Its alert rules.
pub(super) const ALERTS: &str = r#"groups:
  - name: relay
    rules:
      - alert: RelayQueueFilling
        expr: max(relay_queue_depth) > 800
        for: 5m
        labels:
          severity: page
          team: "@acme/relay"
      - alert: RelayAuditFilling
        expr: max(relay_audit_depth) > 800
        for: 5m
        labels:
          severity: page
          team: "@acme/relay"
      - alert: RelayTooBusy
        expr: sum(relay_tasks_running) > 400
        for: 10m
        labels:
          severity: ticket
          team: "@acme/relay"
"#;
