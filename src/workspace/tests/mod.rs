//! What discovery promises: which packages, targets, dependencies and files a project has.

mod mistakes;

use camino::Utf8PathBuf;
use tempfile::TempDir;

use super::{Package, Project, Request, TargetKind, WorkspaceError, discover};
use crate::facts::{FilePath, PathGlobs};
use crate::support::fixtures::copy_of_fixture;
use crate::support::folders::{files, root_of};

const PACKAGE: &str = "[package]\nname = \"solo\"\nedition = \"2024\"\n";

#[test]
fn a_virtual_workspace_has_its_listed_and_its_implicit_members() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(names(&project), ["odd-core", "odd-macros", "odd-server", "implicit", "odd-cli"]);
    assert_eq!(project.unreadable, []);
}

#[test]
fn targets_are_found_where_the_manifest_says_and_where_cargo_looks() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(
        targets(package(&project, "odd-core")),
        ["Lib heart crates/core/source/heart.rs", "Test beats crates/core/tests/beats.rs"]
    );
    assert_eq!(
        targets(package(&project, "odd-server")),
        [
            "Bin odd_serve crates/server/app/serve.rs",
            "Test smoke checks/smoke.rs",
            "BuildScript build_script_build crates/server/scripts/prepare.rs"
        ]
    );
    assert_eq!(
        targets(package(&project, "odd-cli")),
        [
            "Bin one tools/cli/src/bin/one.rs",
            "Bin two tools/cli/src/bin/two/main.rs",
            "Bench speed tools/cli/benches/speed/main.rs"
        ]
    );
}

#[test]
fn a_source_belongs_to_the_package_nearest_above_it() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(
        texts(&package(&project, "odd-core").sources),
        ["crates/core/source/beat.rs", "crates/core/source/heart.rs", "crates/core/tests/beats.rs"]
    );
    assert_eq!(texts(&package(&project, "odd-macros").sources), ["crates/core/macros/src/lib.rs"]);
}

#[test]
fn a_target_outside_its_package_brings_the_files_around_it() {
    let project = discover_fixture("odd-layouts");
    let sources = texts(&package(&project, "odd-server").sources);
    assert!(sources.contains(&"checks/smoke.rs"), "{sources:?}");
    assert!(sources.contains(&"checks/common.rs"), "{sources:?}");
}

#[test]
fn a_dependency_goes_by_its_name_in_code() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(
        dependencies(package(&project, "odd-server")),
        [
            "cc = cc, dev only",
            "heart = odd-core in crates/core",
            "spare = crossbeam-channel",
            "tokio02 = tokio"
        ]
    );
}

#[test]
fn a_dependency_of_one_platform_counts_and_outweighs_a_dev_dependency() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(
        dependencies(package(&project, "odd-core")),
        [
            "odd_macros = odd-macros in crates/core/macros",
            "proptest = proptest, dev only",
            "tokio = tokio"
        ]
    );
}

#[test]
fn documents_and_operations_files_come_from_the_same_walk() {
    let project = discover_fixture("odd-layouts");
    assert_eq!(texts(&project.documents), ["README.md", "docs/design.markdown"]);
    assert_eq!(texts(&project.operations), [".github/CODEOWNERS"]);
}

#[test]
fn a_folder_without_a_manifest_is_a_monorepo_of_the_workspaces_below() {
    let copy = copy_of_fixture("monorepo");
    let project = discover_at(&copy).unwrap();
    let folders: Vec<_> = project.workspaces.iter().map(|w| &w.folder).collect();
    assert_eq!(folders, ["billing", "mailer"]);
    assert_eq!(names(&project), ["billing-api", "billing-worker", "mailer"]);
    assert_eq!(project.root, root_of(&copy));
    assert_eq!(
        dependencies(package(&project, "billing-api"))[0],
        "billing_worker = billing-worker in billing/worker"
    );
}

#[test]
fn a_broken_manifest_among_test_data_of_a_monorepo_does_not_matter() {
    let copy = files(&[("tests/broken/Cargo.toml", "[package"), ("solo/Cargo.toml", PACKAGE)]);
    assert_eq!(discover_at(&copy).unwrap().unreadable, []);
}

#[test]
fn an_empty_library_is_a_project() {
    let project = discover_fixture("empty");
    assert_eq!(names(&project), ["empty"]);
    assert_eq!(targets(package(&project, "empty")), ["Lib empty src/lib.rs"]);
}

#[test]
fn a_start_in_a_member_finds_the_whole_workspace() {
    let copy = copy_of_fixture("odd-layouts");
    let start = root_of(&copy).join("crates/server/src");
    let project = discover(&request(start)).unwrap();
    assert_eq!(project.root, root_of(&copy));
    assert_eq!(project.packages().count(), 5);
    assert!(project.packages().all(|package| package.selected));
}

#[test]
fn the_manifest_of_a_member_stands_for_its_workspace() {
    let copy = copy_of_fixture("odd-layouts");
    let project = discover(&Request {
        manifest_path: Some("tools/cli/Cargo.toml".into()),
        ..request(root_of(&copy))
    })
    .unwrap();
    assert_eq!(project.root, root_of(&copy));
}

#[test]
fn an_excluded_package_stands_alone() {
    let copy = copy_of_fixture("odd-layouts");
    let project = discover(&request(root_of(&copy).join("crates/scratch"))).unwrap();
    assert_eq!(names(&project), ["scratch"]);
    assert_eq!(project.root, root_of(&copy).join("crates/scratch"));
}

#[test]
fn package_workspace_names_the_root() {
    let copy = files(&[
        ("all/Cargo.toml", "[workspace]\nmembers = [\"../solo\"]\n"),
        ("solo/Cargo.toml", "[package]\nname = \"solo\"\nworkspace = \"../all\"\n"),
        ("solo/src/main.rs", ""),
    ]);
    let project = discover(&request(root_of(&copy).join("solo"))).unwrap();
    assert_eq!(project.root, root_of(&copy).join("all"));
    assert_eq!(targets(package(&project, "solo")), ["Bin solo ../solo/src/main.rs"]);
    assert_eq!(texts(&package(&project, "solo").sources), ["../solo/src/main.rs"]);
}

#[test]
fn a_member_glob_with_exclude_leaves_the_excluded_out() {
    let copy = files(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"a*/**\"]\nexclude = [\"a/old\", \"*/*-tmp\"]\n"),
        ("a/new/Cargo.toml", "[package]\nname = \"new\""),
        ("a/old/Cargo.toml", "[package]\nname = \"old\""),
        ("a/x-tmp/Cargo.toml", "[package]\nname = \"x-tmp\""),
        ("b/other/Cargo.toml", "[package]\nname = \"other\""),
    ]);
    assert_eq!(names(&discover_at(&copy).unwrap()), ["new"]);
}

#[test]
fn packages_are_selected_by_name_and_glob() {
    let copy = copy_of_fixture("odd-layouts");
    let project = discover(&Request {
        packages: vec!["odd-*".into(), "implicit".into()],
        exclude: vec!["*-macros".into()],
        ..request(root_of(&copy))
    })
    .unwrap();
    let left_out: Vec<_> = project.packages().filter(|p| !p.selected).collect();
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0].name, "odd-macros");
    assert_eq!(left_out[0].sources.len(), 1);
}

#[test]
fn unknown_and_odd_things_in_a_manifest_are_no_obstacle() {
    let copy = files(&[
        (
            "Cargo.toml",
            "cargo-features = [\"next\"]\n\
             [package]\nname = \"odd\"\nversion = \"{{version}}\"\nedition = \"2033\"\nnovel = [1]\n\
             [dependencies]\nplain = \"*\"\ninherited.workspace = true\nnumber = 3\n\
             [lints]\nworkspace = \"yes\"\n[profile.odd]\nlevel = {}\n",
        ),
        ("src/main.rs", ""),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(targets(package(&project, "odd")), ["Bin odd src/main.rs"]);
    assert_eq!(
        dependencies(package(&project, "odd")),
        ["inherited = inherited", "number = number", "plain = plain"]
    );
}

#[test]
fn switches_turn_the_discovery_of_targets_off() {
    let copy = files(&[
        (
            "Cargo.toml",
            "[package]\nname = \"solo\"\nedition = \"2024\"\nautobins = false\nautotests = false\n\
             autoexamples = false\nautobenches = false\nautolib = false\nbuild = false\n",
        ),
        ("src/main.rs", ""),
        ("src/lib.rs", ""),
        ("build.rs", ""),
        ("tests/a.rs", ""),
        ("examples/a.rs", ""),
        ("benches/a.rs", ""),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(targets(package(&project, "solo")), [""; 0]);
    assert_eq!(package(&project, "solo").sources.len(), 6);
}

#[test]
fn in_the_2015_edition_a_declared_target_turns_discovery_off() {
    let copy = files(&[
        ("Cargo.toml", "[package]\nname = \"old\"\n[[bin]]\nname = \"one\"\n"),
        ("src/bin/one.rs", ""),
        ("src/bin/two.rs", ""),
        ("tests/all.rs", ""),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(
        targets(package(&project, "old")),
        ["Bin one src/bin/one.rs", "Test all tests/all.rs"]
    );
}

#[test]
fn ignored_hidden_and_built_files_are_left_out_without_a_git_checkout() {
    let copy = files(&[
        (".gitignore", "/drafts\n*.gen.rs\n"),
        ("Cargo.toml", PACKAGE),
        ("src/lib.rs", ""),
        ("src/api.gen.rs", ""),
        ("drafts/idea.md", ""),
        (".hidden/secret.md", ""),
        (".gitlab/CODEOWNERS", "* @team"),
        ("node_modules/pkg/README.md", ""),
        ("target/CACHEDIR.TAG", ""),
        ("target/debug/build/out.rs", ""),
        ("src/target/mod.rs", ""),
        ("docs/NOTES.MD", ""),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(texts(&package(&project, "solo").sources), ["src/lib.rs", "src/target/mod.rs"]);
    assert_eq!(texts(&project.documents), ["docs/NOTES.MD"]);
    assert_eq!(texts(&project.operations), [".gitlab/CODEOWNERS"]);
}

#[test]
fn binaries_count_although_an_ignore_file_says_bin() {
    let copy = files(&[
        (".gitignore", "bin\n"),
        ("Cargo.toml", PACKAGE),
        ("src/bin/one.rs", ""),
        ("src/bin/two/main.rs", ""),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(
        targets(package(&project, "solo")),
        ["Bin one src/bin/one.rs", "Bin two src/bin/two/main.rs"]
    );
}

#[test]
fn a_path_dependency_with_a_workspace_of_its_own_is_no_member() {
    let copy = files(&[
        (
            "Cargo.toml",
            "[workspace]\n[package]\nname = \"top\"\n[dependencies]\n\
             own = { path = \"own\" }\ngone = { path = \"gone\" }\nnear = { path = \"near\" }\n",
        ),
        ("own/Cargo.toml", "[workspace]\n[package]\nname = \"own\"\n"),
        ("near/Cargo.toml", "[package]\nname = \"near\"\n"),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(names(&project), ["top", "near"]);
    assert_eq!(project.unreadable, []);
}

#[test]
fn what_is_left_out_disappears_from_every_list() {
    let mut project = discover_fixture("odd-layouts");
    project.leave_out(&PathGlobs::new(["docs", "tools/**/*.rs", ".github/*"]).unwrap());
    assert_eq!(texts(&project.documents), ["README.md"]);
    assert_eq!(texts(&project.operations), [""; 0]);
    let cli = package(&project, "odd-cli");
    assert_eq!(texts(&cli.sources), [""; 0]);
    assert_eq!(targets(cli), [""; 0]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let copy = files(&[("Cargo.toml", PACKAGE), ("src/lib.rs", "")]);
    std::os::unix::fs::symlink(copy.path(), copy.path().join("src/loop")).unwrap();
    let project = discover_at(&copy).unwrap();
    assert_eq!(texts(&package(&project, "solo").sources), ["src/lib.rs"]);
}

fn discover_fixture(name: &str) -> Project {
    discover_at(&copy_of_fixture(name)).unwrap()
}

fn discover_at(folder: &TempDir) -> Result<Project, WorkspaceError> {
    discover(&request(root_of(folder)))
}

fn request(start: Utf8PathBuf) -> Request {
    Request { start, ..Request::default() }
}

fn names(project: &Project) -> Vec<&str> {
    project.packages().map(|p| p.name.as_str()).collect()
}

fn package<'a>(project: &'a Project, name: &str) -> &'a Package {
    project.packages().find(|p| p.name == name).unwrap()
}

fn texts(files: &[FilePath]) -> Vec<&str> {
    files.iter().map(FilePath::as_str).collect()
}

fn targets(package: &Package) -> Vec<String> {
    let text = |kind: TargetKind, name: &str, root| format!("{kind:?} {name} {root}");
    package.targets.iter().map(|target| text(target.kind, &target.name, &target.root)).collect()
}

fn dependencies(package: &Package) -> Vec<String> {
    package
        .dependencies
        .iter()
        .map(|d| {
            let folder = d.folder.iter().map(|f| format!(" in {f}")).collect::<String>();
            let dev = if d.dev_only { ", dev only" } else { "" };
            format!("{} = {}{folder}{dev}", d.extern_name, d.package)
        })
        .collect()
}
