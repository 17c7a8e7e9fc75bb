//! The story of a service that goes from nothing to ready, and of what is reported when it gets out of order.
//!
//! Each step's checklist is kept in `tests/golden/story/`.

#[path = "story/service.rs"]
mod service;

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::command::golive;
use crate::support::golden::assert_golden;

const DOCUMENT: &str = "docs/architecture.md";

/// What people write over the questions that `init` asks.
const ANSWERS: &[(&str, &str)] = &[
    (
        "TODO: say in two or three sentences what the system does, and for whom.",
        "The relay takes lines from the shops' tills and hands them on to the ledger.",
    ),
    (
        "| TODO | | |\n",
        "| `relay` | takes lines from tills and queues them for the ledger | tokio tasks |\n| `ledger` | keeps what the relay hands on | its own repository |\n",
    ),
    (
        "when it is full? -->\n\nTODO",
        "when it is full? -->\n\nOnly `relay::executor` starts tasks. A full queue rejects, and counts it.",
    ),
    (
        "Scaling owner: TODO",
        "Scaling owner: @acme/relay. They run 1 to 4 instances, and add one when a queue is half full for an hour.",
    ),
    (
        "| `relay::intake::Intake::new` | bounded queue | tokio | configured | `backlog` |  |  |  |",
        "| `relay::intake` | bounded queue | tokio | configured | `backlog` | `relay_queue_depth` |  | @acme/relay |",
    ),
    (
        "| `relay::executor::Tasks::start` | task | tokio |  |  |  |  |  |",
        "| `relay::executor::Tasks::start` | task | tokio |  |  | `relay_tasks_running` |  |  |",
    ),
    (
        "| `relay::main` | runtime worker threads | tokio | configured | `threads` |  |  |  |",
        "| `relay::main` | runtime worker threads | tokio | configured | `threads` | `relay_tasks_running` |  |  |",
    ),
];

const ALERT_TABLE: (&str, &str) = (
    "| TODO | | | | |\n",
    "| `RelayQueueFilling` | `relay_queue_depth` | > 800 of 1000 | 5m | add an instance |\n\
     | `RelayAuditFilling` | `relay_audit_depth` | > 800 of 1000 | 5m | look at the disk |\n\
     | `RelayTooBusy` | `relay_tasks_running` | > 400 | 10m | add an instance |\n\n\
     The rules are in [ops/alerts.yaml](../ops/alerts.yaml).\n",
);

const LOAD_TEST: (&str, &str) = (
    "| 1 | | |\n| 2 | | |\n| 4 | | |\n",
    "| 1 | 900 lines/s | 12 ms |\n| 2 | 1780 lines/s | 13 ms |\n| 4 | 3400 lines/s | 15 ms |\n\n\
     Measured on 2026-11-20 with 100 tills, from [load/results.csv](../load/results.csv).\n",
);

#[test]
fn a_service_goes_from_nothing_to_ready_and_what_breaks_is_reported() {
    let service = Service::new();
    service.expect_checklist("1-nothing");

    assert_eq!(service.run(&["init"]).status.code(), Some(0));
    service.expect_checklist("2-init");

    for (question, answer) in ANSWERS {
        service.replace(DOCUMENT, question, answer);
    }
    service.expect_checklist("3-answers");

    service.write("src/audit.rs", service::AUDIT);
    service.replace("src/main.rs", "mod executor;", "mod audit;\nmod executor;");
    service.replace(
        "src/main.rs",
        "    let executor =",
        "    let (audit, _records) = audit::Audit::new(settings.audit_backlog);\n    audit.keep(\"started\".to_owned());\n    let executor =",
    );
    let check = service.run(&["inventory", "--write", DOCUMENT, "--check"]);
    assert_eq!(check.status.code(), Some(1), "the new queue is in no row");
    service.update_map();
    service.replace(
        DOCUMENT,
        "| `relay::audit::Audit::new` | bounded queue | tokio | configured | `audit_backlog` |  |",
        "| `relay::audit::Audit::new` | bounded queue | tokio | configured | `audit_backlog` | `relay_audit_depth` |",
    );
    service.expect_checklist("4-inventory");

    service.write("ops/alerts.yaml", service::ALERTS);
    service.write(".github/CODEOWNERS", "* @acme/relay\n");
    service.replace(DOCUMENT, ALERT_TABLE.0, ALERT_TABLE.1);
    service.update_map();
    service.expect_checklist("5-alerts-and-owners");

    service.write("load/results.csv", "instances,lines_per_second\n1,900\n2,1780\n4,3400\n");
    service.replace(DOCUMENT, LOAD_TEST.0, LOAD_TEST.1);
    service.expect_checklist("6-load-test");

    let write = ["checklist", "-o", "docs/go-live.md", "--today", "2026-11-24"];
    assert_eq!(service.run(&write).status.code(), Some(0));
    let unsigned = service.read("docs/go-live.md");
    assert!(unsigned.contains("ready for sign-off"), "{unsigned}");
    let signed = unsigned
        .replace("  - Who:\n  - Date:\n", "  - Who: Ada of @acme/relay\n  - Date: 2026-11-23\n");
    service.write("docs/go-live.md", &signed);
    let said = service.run(&write);
    expect("7-signed", &service.read("docs/go-live.md"));
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.starts_with("docs/go-live.md: ready: "), "{said}");
    expect("map", &service.map());

    service.expect_findings(&[]);
    expect("broken", &service.broken());
}

/// The service in a folder of its own.
struct Service(TempDir);

impl Service {
    fn new() -> Self {
        let service = Self(tempfile::tempdir().unwrap());
        for (file, text) in service::FILES {
            service.write(file, text);
        }
        service
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{from}\n\nin\n\n{text}");
        self.write(file, &text.replace(from, to));
    }

    fn run(&self, args: &[&str]) -> Output {
        golive(self.path(), args)
    }

    fn update_map(&self) {
        let output = self.run(&["inventory", "--write", DOCUMENT]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }

    /// The concurrency map in the document.
    fn map(&self) -> String {
        let text = self.read(DOCUMENT);
        let (_, map) = text.split_once("<!-- golive:map -->\n\n").unwrap();
        map.split_once("\n<!-- /golive:map -->").unwrap().0.to_owned()
    }

    fn expect_checklist(&self, step: &str) {
        let output = self.run(&["checklist", "--today", "2026-11-24"]);
        expect(step, std::str::from_utf8(&output.stdout).unwrap());
    }

    fn findings(&self) -> String {
        let output = self.run(&["check", "--format", "short", "--today", "2026-11-24"]);
        String::from_utf8(output.stdout).unwrap()
    }

    fn expect_findings(&self, expected: &[&str]) {
        assert_eq!(self.findings().lines().collect::<Vec<_>>(), expected);
    }

    /// What is reported when one thing at a time is broken.
    fn broken(&self) -> String {
        let breaks: [(&str, &str, &str, &str); 5] = [
            ("code is renamed", "src/executor.rs", "Tasks", "Pool"),
            ("an alert is deleted", "ops/alerts.yaml", "RelayTooBusy", "RelayIdle"),
            ("an alert watches something else", "ops/alerts.yaml", "relay_audit_depth", "up"),
            (
                "nobody knows the owner",
                DOCUMENT,
                "`RelayQueueFilling` | @acme/relay",
                "`RelayQueueFilling` | @acme/rely",
            ),
            ("a link leads nowhere", DOCUMENT, "../load/results.csv", "../load/old.csv"),
        ];
        let report = |(title, file, from, to): &(&str, &str, &str, &str)| {
            let text = self.read(file);
            let broken = text.replace(from, to);
            assert_ne!(broken, text);
            self.write(file, &broken);
            let found = self.findings();
            assert_ne!(found, "", "{title}");
            self.write(file, &text);
            format!("{title}:\n{found}")
        };
        breaks.iter().map(report).collect::<Vec<_>>().join("\n")
    }
}

/// Compares `found` with the golden text `name`.
fn expect(name: &str, found: &str) {
    assert_golden(&format!("story/{name}.md"), found);
}
