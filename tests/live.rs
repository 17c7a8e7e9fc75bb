//! What goes live: packages that no service depends on are left out, and named.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::command::golive;

/// A queue without a bound, which a rule reports wherever it counts.
const QUEUE: &str =
    "pub fn queue() { let _ = tokio::sync::mpsc::unbounded_channel::<String>(); }\n";
/// A binary that serves.
const SERVER: &str = "#[tokio::main]\nasync fn main() {\n    let listener = tokio::net::TcpListener::bind(\"[::]:80\").await.unwrap();\n    axum::serve(listener, axum::Router::new()).await.unwrap();\n}\n";
/// A binary that does not.
const TOOL: &str = "mod queue;\nfn main() { queue::queue(); }\n";

/// A package with what it depends on, in the form of a manifest, and its files.
struct Package<'a>(&'a str, &'a str, &'a [(&'a str, &'a str)]);

const TOKIO: &str = "tokio = \"1\"\naxum = \"0.8\"\n";

fn workspace(packages: &[Package<'_>]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[workspace.dependencies]\nshared = { path = \"lib\", package = \"lib\" }\n";
    fs::write(folder.path().join("Cargo.toml"), root).unwrap();
    for Package(name, dependencies, files) in packages {
        let package = folder.path().join(name);
        fs::create_dir_all(package.join("src/bin")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{TOKIO}{dependencies}"
        );
        fs::write(package.join("Cargo.toml"), manifest).unwrap();
        for (file, text) in *files {
            fs::write(package.join("src").join(file), text).unwrap();
        }
    }
    folder
}

fn server<'a>(dependencies: &'a str) -> Package<'a> {
    Package("server", dependencies, &[("main.rs", SERVER)])
}

fn tool<'a>(name: &'a str, dependencies: &'a str) -> Package<'a> {
    Package(name, dependencies, &[("main.rs", TOOL), ("queue.rs", QUEUE)])
}

fn library<'a>(name: &'a str, dependencies: &'a str) -> Package<'a> {
    Package(name, dependencies, &[("lib.rs", QUEUE)])
}

fn stdout(folder: &Path, args: &[&str]) -> String {
    let output = golive(folder, args);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The packages with unbounded queues that are reported, and those that are left out.
fn found(folder: &Path, args: &[&str]) -> (Vec<String>, Vec<String>) {
    let text = stdout(folder, &[&["check", "--format", "json"], args].concat());
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let queues = findings.filter(|finding| finding["rule"] == "unbounded-queue");
    let package = |file: &str| file.split('/').next().unwrap().to_owned();
    let mut reported: Vec<String> = queues.map(|f| package(f["file"].as_str().unwrap())).collect();
    reported.dedup();
    let left_out = report["left_out_packages"].as_array().unwrap().iter();
    (reported, left_out.map(|name| name.as_str().unwrap().to_owned()).collect())
}

fn assert_found(folder: &TempDir, args: &[&str], reported: &[&str], left_out: &[&str]) {
    let (found, left) = found(folder.path(), args);
    assert_eq!((found, left), (owned(reported), owned(left_out)), "{args:?}");
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn configure(folder: &TempDir, text: &str) {
    fs::write(folder.path().join("golive.toml"), text).unwrap();
}

#[test]
fn a_tool_beside_a_service_is_left_out_and_named() {
    let folder = workspace(&[server(""), tool("xtask", ""), tool("loadgen", "")]);
    assert_found(&folder, &[], &[], &["loadgen", "xtask"]);
    let note = "note: left out, since no service depends on them: loadgen, xtask (`--all-packages` looks at them too)\n";
    assert!(stdout(folder.path(), &["check"]).contains(note));
    assert!(stdout(folder.path(), &["check", "--format", "markdown"]).contains("loadgen, xtask"));
    assert!(stdout(folder.path(), &["check", "--format", "sarif"]).contains("loadgen, xtask"));
}

#[test]
fn all_packages_count_when_that_is_asked_for() {
    let folder = workspace(&[server(""), tool("xtask", "")]);
    assert_found(&folder, &["--all-packages"], &["xtask"], &[]);
    configure(&folder, "[scope]\npackages = \"all\"\n");
    assert_found(&folder, &[], &["xtask"], &[]);
    configure(&folder, "[scope]\npackages = \"live\"\n");
    assert_found(&folder, &[], &[], &["xtask"]);
}

#[test]
fn a_package_that_is_named_on_the_command_line_counts() {
    let folder = workspace(&[server(""), tool("xtask", "")]);
    assert_found(&folder, &["-p", "xtask", "-p", "server"], &["xtask"], &[]);
    assert_found(&folder, &["-p", "xtask"], &["xtask"], &[]);
}

#[test]
fn a_service_that_is_excluded_is_still_none_of_the_tools() {
    let lib = "lib = { path = \"../lib\" }\n";
    let other = Package("other", lib, &[("main.rs", SERVER)]);
    let folder = workspace(&[server(""), other, library("lib", ""), tool("xtask", "")]);
    assert_found(&folder, &["--exclude", "other"], &["lib"], &["xtask"]);
}

#[test]
fn a_workspace_without_a_service_counts_as_a_whole() {
    let folder = workspace(&[library("lib", ""), tool("xtask", "")]);
    assert_found(&folder, &[], &["lib", "xtask"], &[]);
    assert!(!stdout(folder.path(), &["check"]).contains("left out"));
}

#[test]
fn what_a_service_depends_on_goes_live_and_what_only_a_tool_depends_on_does_not() {
    let chain = [
        ("", "lib = { path = \"../lib\" }\n"),
        ("by another name", "renamed = { package = \"lib\", path = \"../lib\" }\n"),
        ("by the workspace", "shared.workspace = true\n"),
        ("on one platform", "\n[target.'cfg(unix)'.dependencies]\nlib = { path = \"../lib\" }\n"),
    ];
    for (how, dependency) in chain {
        let tools = tool("cli", "cli-lib = { path = \"../cli-lib\" }\n");
        let folder = workspace(&[
            server("middle = { path = \"../middle\" }\n"),
            library("middle", dependency),
            library("lib", ""),
            library("cli-lib", ""),
            tools,
        ]);
        let (reported, left_out) = found(folder.path(), &[]);
        assert_eq!(reported, ["lib", "middle"], "{how}");
        assert_eq!(left_out, ["cli", "cli-lib"], "{how}");
    }
}

#[test]
fn what_only_tests_or_build_scripts_of_a_service_use_does_not_go_live() {
    for kind in ["dev", "build"] {
        let uses = format!("\n[{kind}-dependencies]\nlib = {{ path = \"../lib\" }}\n");
        let folder = workspace(&[server(&uses), library("lib", "")]);
        assert_found(&folder, &[], &[], &["lib"]);
    }
}

#[test]
fn servers_of_examples_and_tests_make_no_service() {
    let folder = workspace(&[library("lib", ""), tool("xtask", "")]);
    for target in ["examples", "tests", "benches"] {
        fs::create_dir(folder.path().join("lib").join(target)).unwrap();
        fs::write(folder.path().join("lib").join(target).join("demo.rs"), SERVER).unwrap();
    }
    assert_found(&folder, &[], &["lib", "xtask"], &[]);
    let tested = format!("#[cfg(test)]\nmod tests {{\n{SERVER}}}\n{TOOL}");
    fs::write(folder.path().join("xtask/src/main.rs"), tested).unwrap();
    assert_found(&folder, &[], &["lib", "xtask"], &[]);
}

#[test]
fn a_server_of_an_xtask_is_that_of_developers() {
    let folder = workspace(&[library("lib", ""), Package("xtask", "", &[("main.rs", SERVER)])]);
    assert_found(&folder, &[], &["lib"], &[]);
}

#[test]
fn a_server_that_shows_libraries_makes_no_service_and_is_not_left_out() {
    let demo = Package("demo-server", "", &[("main.rs", SERVER), ("bin/tool.rs", QUEUE)]);
    let folder = workspace(&[library("lib", ""), demo]);
    assert_found(&folder, &[], &["demo-server", "lib"], &[]);
    let demo = Package("demo-server", "", &[("main.rs", SERVER), ("bin/tool.rs", QUEUE)]);
    let folder = workspace(&[server(""), library("lib", ""), demo]);
    assert_found(&folder, &[], &["demo-server"], &["lib"]);
}

#[test]
fn a_binary_is_a_service_by_the_functions_that_main_calls() {
    let app = "pub struct App;\nimpl App {\n    pub fn run(&self) { listen(); }\n}\nfn listen() {\n    let listener = std::net::TcpListener::bind(\"[::]:80\").unwrap();\n    loop { let _ = listener.accept(); }\n}\n";
    let folder = |main| {
        workspace(&[
            Package("app", "", &[("lib.rs", app)]),
            Package("daemon", "app = { path = \"../app\" }\n", &[("main.rs", main)]),
            tool("xtask", ""),
        ])
    };
    assert_found(&folder("fn main() { app::App.run(); }\n"), &[], &[], &["xtask"]);
    // What is declared a tool is no service, so that the way of another is looked for.
    let declared = folder("fn main() { app::App.run(); }\n");
    configure(&declared, "[[package]]\nname = \"xtask\"\nkind = \"tool\"\n");
    fs::write(declared.path().join("xtask/src/main.rs"), SERVER).unwrap();
    assert_found(&declared, &[], &[], &["xtask"]);
    // Nothing shows that it is started, and nothing that it is not.
    assert_found(&folder("fn main() { app::other(); }\n"), &[], &["xtask"], &[]);
}

#[test]
fn a_binary_that_may_serve_is_not_left_out() {
    let admin = tool("admin", "engine = { path = \"../engine\" }\n");
    let engine =
        "pub async fn run() { axum::serve(todo!(), axum::Router::new()).await.unwrap(); }\n";
    let folder = workspace(&[
        server(""),
        admin,
        Package("engine", "", &[("lib.rs", engine)]),
        tool("xtask", ""),
    ]);
    assert_found(&folder, &[], &["admin"], &["xtask"]);
}

#[test]
fn one_connection_makes_no_service_and_a_loop_over_them_does() {
    let accepts = |body: &str| {
        format!(
            "mod queue;\nfn main() {{\n    queue::queue();\n    let listener = std::net::TcpListener::bind(\"[::]:80\").unwrap();\n    {body}\n}}\n"
        )
    };
    let cases = [
        ("let _ = listener.accept();", false),
        ("loop { let _ = listener.accept(); }", true),
        ("while let Ok(_) = listener.accept() {}", true),
        ("for _ in listener.incoming() {}", true),
        ("let _ = listener.local_addr();", false),
    ];
    for (body, serves) in cases {
        let main = accepts(body);
        let files: &[(&str, &str)] = &[("main.rs", &main), ("queue.rs", QUEUE)];
        let folder = workspace(&[Package("login", "", files), tool("xtask", "")]);
        let (reported, left_out) = found(folder.path(), &[]);
        let expected: &[&str] = if serves { &["login"] } else { &["login", "xtask"] };
        assert_eq!(reported, expected, "{body}");
        assert_eq!(left_out.is_empty(), !serves, "{body}");
    }
}

#[test]
fn consumers_of_queues_and_own_servers_are_services() {
    let manifest = "lapin = \"3\"\nrdkafka = \"0.38\"\n";
    let lapin = "async fn work(channel: lapin::Channel) { channel.basic_consume(\"q\".into(), \"c\".into(), Default::default(), Default::default()).await.unwrap(); }\nfn main() {}\n";
    let kafka = "use rdkafka::consumer::{Consumer, StreamConsumer};\nasync fn work(consumer: StreamConsumer) { loop { consumer.recv().await.unwrap(); } }\nfn main() {}\n";
    let own = "fn listen() {}\nfn main() { listen(); }\n";
    for main in [lapin, kafka, own] {
        let files = [("main.rs", main)];
        let folder = workspace(&[Package("worker", manifest, &files), tool("xtask", "")]);
        let expected: &[&str] = if main == own { &[] } else { &["xtask"] };
        assert_eq!(found(folder.path(), &[]).1, expected, "{main}");
        configure(&folder, "[[api]]\npath = \"worker::listen\"\nrole = \"serve\"\n");
        assert_eq!(found(folder.path(), &[]).1, ["xtask"], "{main}");
    }
}

#[test]
fn a_declared_service_is_one() {
    let folder = workspace(&[tool("batch", ""), tool("xtask", "")]);
    assert_found(&folder, &[], &["batch", "xtask"], &[]);
    configure(&folder, "[[service]]\nname = \"nightly\"\npackages = [\"batch\"]\n");
    assert_found(&folder, &[], &["batch"], &["xtask"]);
}

#[test]
fn a_package_is_what_the_configuration_says() {
    let lib = "lib = { path = \"../lib\" }\n";
    let folder =
        workspace(&[server(lib), library("lib", ""), tool("batch", ""), tool("xtask", "")]);
    assert_found(&folder, &[], &["lib"], &["batch", "xtask"]);
    let kind = |name: &str, kind: &str| {
        configure(&folder, &format!("[[package]]\nname = \"{name}\"\nkind = \"{kind}\"\n"));
    };
    kind("batch", "service");
    assert_found(&folder, &[], &["batch", "lib"], &["xtask"]);
    kind("lib", "tool");
    assert_found(&folder, &[], &[], &["batch", "lib", "xtask"]);
    kind("lib", "tests");
    assert_found(&folder, &[], &[], &["batch", "xtask"]);
    assert_found(&folder, &["--all-packages"], &["batch", "xtask"], &[]);
    kind("server", "tool");
    assert_found(&folder, &[], &["batch", "lib", "xtask"], &["server"]);
}

#[test]
fn a_package_that_a_name_takes_for_tests_can_be_declared_a_service() {
    let folder = workspace(&[Package("wire-tests", "", &[("main.rs", TOOL), ("queue.rs", QUEUE)])]);
    assert_found(&folder, &[], &[], &[]);
    configure(&folder, "[[package]]\nname = \"wire-tests\"\nkind = \"service\"\n");
    assert_found(&folder, &[], &["wire-tests"], &[]);
}

#[test]
fn a_library_that_other_programs_load_goes_live() {
    let loaded = "\n[lib]\ncrate-type = [\"cdylib\"]\n";
    let folder = workspace(&[server(""), library("plugin", loaded), library("lib", "")]);
    assert_found(&folder, &[], &["plugin"], &["lib"]);
}

#[test]
fn a_package_that_is_not_there_is_a_mistake_of_the_configuration() {
    let folder = workspace(&[server("")]);
    configure(
        &folder,
        "[[package]]\nname = \"sever\"\nkind = \"tool\"\n\n[[package]]\nname = \"server\"\nkind = \"tools\"\n",
    );
    let output = golive(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("unknown package `sever`, did you mean `server`?"), "{errors}");
    assert!(errors.contains("unknown value `tools`, did you mean `tool`?"), "{errors}");
}

#[test]
fn the_inventory_and_the_checklist_leave_out_the_same() {
    let folder = workspace(&[server(""), tool("xtask", "")]);
    let inventory = stdout(folder.path(), &["inventory"]);
    assert!(!inventory.contains("xtask::queue"), "{inventory}");
    assert!(inventory.contains("since no service depends on it: xtask"), "{inventory}");
    let json = stdout(folder.path(), &["inventory", "--format", "json"]);
    assert!(json.contains("\"left_out_packages\": [\n    \"xtask\"\n  ]"), "{json}");
    let all = stdout(folder.path(), &["inventory", "--all-packages"]);
    assert!(all.contains("xtask::queue") && !all.contains("left out"), "{all}");

    let checklist = stdout(folder.path(), &["checklist"]);
    assert!(
        checklist.contains("Left out, since no service depends on them: `xtask`"),
        "{checklist}"
    );
    assert!(!checklist.contains("queue without a bound"), "{checklist}");
    let chinese = stdout(folder.path(), &["checklist", "--lang", "zh"]);
    assert!(chinese.contains("没有服务依赖它们）：`xtask`"), "{chinese}");
    let all = stdout(folder.path(), &["checklist", "--all-packages"]);
    assert!(all.contains("queue without a bound") && !all.contains("Left out"), "{all}");
}

#[test]
fn what_was_accepted_in_a_package_that_is_left_out_stays_accepted() {
    let folder = workspace(&[server(""), tool("xtask", "")]);
    let waiver = "// golive: allow(unbounded-queue, reason = \"drained at once\")\n";
    fs::write(folder.path().join("xtask/src/queue.rs"), format!("{waiver}{QUEUE}")).unwrap();
    configure(
        &folder,
        "[[waiver]]\nrule = \"direct-spawn\"\npath = \"xtask/**\"\nreason = \"developers wait\"\n",
    );
    let check = stdout(folder.path(), &["check"]);
    assert!(!check.contains("unused-waiver"), "{check}");
    let all = stdout(folder.path(), &["check", "--all-packages"]);
    assert!(all.contains("unused-waiver"), "{all}");

    configure(&folder, "");
    fs::write(folder.path().join("xtask/src/queue.rs"), QUEUE).unwrap();
    assert_eq!(golive(folder.path(), &["baseline", "--all-packages"]).status.code(), Some(0));
    let check = stdout(folder.path(), &["check", "--strict-baseline"]);
    assert!(check.contains(" 0 fixed"), "{check}");
}
