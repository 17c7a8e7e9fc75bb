//! What `golive.toml` promises: what its keys come to, and that every mistake is named at once.

use tempfile::TempDir;

use super::{Config, ConfigErrors, load};
use crate::facts::{Argument, FilePath, Level, Role};
use crate::support::folders::{files, root_of};
use crate::workspace::{Project, Request, discover};

const RULES: [&str; 3] = ["direct-spawn", "hardcoded-concurrency", "unbounded-queue"];

const MANIFEST: &str = "[package]\nname = \"my-service\"\nedition = \"2024\"\n";

#[test]
fn without_a_configuration_there_is_the_default() {
    let config = loaded("").unwrap();
    assert_eq!(config.docs, None);
    assert_eq!(config.operations, None);
    assert!(config.levels.is_empty());
    assert!(config.options.hardcoded_concurrency.machine);
    assert_eq!(config.options.hardcoded_concurrency.minimum, 1);
}

#[test]
fn every_key_comes_to_what_it_says() {
    let config = loaded(
        r#"
docs = ["docs/architecture.md", "docs/runbooks/**/*.md"]
operations = ["ops"]
executors = ["src/exec.rs", "my_service::exec::Pool"]
entries = ["src/bin/*.rs"]
exclude = ["src/generated/**"]

[levels]
direct-spawn = "deny"
unbounded-queue = "allow"

[rules.hardcoded-concurrency]
machine = false
minimum = 16

[[api]]
path = "my_pool::Pool::new"
role = "size"
size = 0
"#,
    )
    .unwrap();
    assert_eq!(
        texts(config.docs.as_deref().unwrap()),
        ["docs/architecture.md", "docs/runbooks/night/queue.md"]
    );
    assert_eq!(texts(config.operations.as_deref().unwrap()), ["ops/alerts.yaml"]);
    assert!(config.declared.executor_files.covers(&FilePath::new("src/exec.rs")));
    assert_eq!(config.declared.executor_items, ["my_service::exec::Pool"]);
    assert!(config.declared.entries.covers(&FilePath::new("src/bin/serve.rs")));
    assert!(!config.declared.entries.covers(&FilePath::new("src/exec.rs")));
    assert!(config.exclude.covers(&FilePath::new("src/generated/api.rs")));
    assert_eq!(
        config.levels.into_iter().collect::<Vec<_>>(),
        [("direct-spawn".to_owned(), Level::Deny), ("unbounded-queue".to_owned(), Level::Allow)]
    );
    assert!(!config.options.hardcoded_concurrency.machine);
    assert_eq!(config.options.hardcoded_concurrency.minimum, 16);
    assert_eq!(config.apis.len(), 1);
    assert_eq!(config.apis[0].role, [Role::Size]);
    assert_eq!(config.apis[0].size, Some(Argument::Index(0)));
}

#[test]
fn every_mistake_is_named_in_one_run_with_its_place() {
    let problems = problems(
        r#"dosc = ["docs/architecture.md"]
docs = "docs/architecture.md"
operations = ["ops/*.yml", "ops/alerts.yaml", "ops/[.yaml"]
executors = ["src/excutor.rs", "my_servce::exec::Pool", 7]

[levels]
direct-spwan = "deny"
unbounded-queue = "denny"

[rules.unbounded-queue]
size = 3

[rules.hardcoded-concurrency]
machine = "yes"
minimun = 3

[[api]]
path = "my_pool::Pool::new"
role = "sise"
size = 0

[[api]]
role = ["size", "start", "zzz"]
pth = "my_pool::Pool::start"
"#,
    );
    let expected = r#"golive.toml:1:1: unknown key `dosc`, did you mean `docs`?
golive.toml:2:8: invalid type: string "docs/architecture.md", expected a list
golive.toml:3:15: `ops/*.yml` matches no operations file of this project
golive.toml:3:47: bad pattern `ops/[.yaml`: unclosed character class; missing ']'
golive.toml:4:14: `src/excutor.rs` matches no Rust file of this project
golive.toml:4:32: no crate of this project is called `my_servce`, did you mean `my_service`?
golive.toml:4:57: invalid type: integer `7`, expected a string
golive.toml:7:1: unknown rule `direct-spwan`, did you mean `direct-spawn`?
golive.toml:8:19: unknown value `denny`, did you mean `deny`?
golive.toml:10:8: rule `unbounded-queue` has no options
golive.toml:14:11: invalid type: string "yes", expected a boolean
golive.toml:15:1: unknown key `minimun`, did you mean `minimum`?
golive.toml:19:8: unknown role `sise`, did you mean `size`?
golive.toml:22:1: missing key `path`
golive.toml:23:26: unknown role `zzz`, expected one of `start`, `size`, `queue`, `runtime`, `block`, `offload`, `io`, `timeout`, `metric`, `limit`, `serve`, `setting`, `machine`
golive.toml:24:1: unknown key `pth`, did you mean `path`?"#;
    assert_eq!(problems, expected);
}

#[test]
fn every_list_must_match_something() {
    let problems = problems("docs = [\"no.md\"]\nentries = [\"no/*\"]\nexclude = [\"no\"]\n");
    assert_eq!(
        problems,
        "golive.toml:1:9: `no.md` matches no Markdown document of this project\n\
         golive.toml:2:12: `no/*` matches no Rust file of this project\n\
         golive.toml:3:12: `no` matches no file of this project"
    );
}

#[test]
fn a_plain_path_may_name_what_the_walk_leaves_out() {
    let config = loaded("docs = [\"docs/notes.txt\"]").unwrap();
    assert_eq!(texts(&config.docs.unwrap()), ["docs/notes.txt"]);
}

#[test]
fn a_document_that_is_excluded_is_no_document() {
    let config = loaded("docs = [\"docs/**\"]\nexclude = [\"docs/runbooks\"]").unwrap();
    assert_eq!(texts(&config.docs.unwrap()), ["docs/architecture.md"]);
}

#[test]
fn broken_toml_is_an_error_with_its_place() {
    let problems = problems("docs = [\n\n[levels]\ndirect-spawn = deny\n");
    assert!(problems.contains("golive.toml:4:16: "), "{problems}");
}

#[test]
fn columns_count_characters() {
    let problems = problems("docs = [\"文档/架构.md\", \"没有.md\"]");
    assert!(problems.contains("golive.toml:1:21: `没有.md`"), "{problems}");
}

#[test]
fn the_manifest_can_hold_the_configuration() {
    for table in ["workspace", "package"] {
        let manifest =
            format!("{MANIFEST}[{table}.metadata.golive]\nentries = [\"src/exec.rs\"]\n");
        let config = load(&discovered(&project(&manifest, None)), &RULES).unwrap();
        assert!(config.declared.entries.covers(&FilePath::new("src/exec.rs")));
    }
}

#[test]
fn a_mistake_in_the_manifest_has_its_place_there() {
    let manifest = format!("{MANIFEST}[package.metadata.golive]\nentires = []\n");
    let error = load(&discovered(&project(&manifest, None)), &RULES).unwrap_err();
    assert_eq!(error.to_string(), "Cargo.toml:5:1: unknown key `entires`, did you mean `entries`?");
}

#[test]
fn two_configurations_at_once_are_an_error() {
    let manifest = format!("{MANIFEST}[package.metadata.golive]\nentries = []\n");
    let error = load(&discovered(&project(&manifest, Some("docs = []"))), &RULES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cargo.toml:4:19: `[package.metadata.golive]` and golive.toml both hold configuration: \
         keep one of them"
    );
}

fn loaded(golive_toml: &str) -> Result<Config, ConfigErrors> {
    load(&discovered(&project(MANIFEST, Some(golive_toml))), &RULES)
}

fn problems(golive_toml: &str) -> String {
    loaded(golive_toml).unwrap_err().to_string()
}

fn discovered(folder: &TempDir) -> Project {
    discover(&Request { start: root_of(folder), ..Request::default() }).unwrap()
}

fn project(manifest: &str, golive_toml: Option<&str>) -> TempDir {
    let mut all = vec![
        ("Cargo.toml", manifest),
        ("src/exec.rs", ""),
        ("src/bin/serve.rs", ""),
        ("src/generated/api.rs", ""),
        ("src/lib.rs", ""),
        ("docs/architecture.md", ""),
        ("docs/runbooks/night/queue.md", ""),
        ("docs/notes.txt", ""),
        ("文档/架构.md", ""),
        ("ops/alerts.yaml", ""),
    ];
    all.extend(golive_toml.map(|text| ("golive.toml", text)));
    files(&all)
}

fn texts(files: &[FilePath]) -> Vec<&str> {
    files.iter().map(FilePath::as_str).collect()
}

#[test]
fn templates_are_a_file_or_a_list_and_must_be_there() {
    for written in ["\"docs/architecture.md\"", "[\"docs/archi*.md\"]"] {
        let config = loaded(&format!("template = {written}")).unwrap();
        assert_eq!(texts(&config.templates), ["docs/architecture.md"]);
    }
    let problems = problems("template = \"docs/no.md\"");
    assert!(problems.contains("docs/no.md"), "{problems}");
}
