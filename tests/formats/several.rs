//! Several formats in one run, and the files that they go to.

use super::*;

const ALL: [&str; 9] =
    ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown", "cargo"];

#[test]
fn each_format_goes_to_its_file_and_one_to_standard_output() {
    let project = Project::shop();
    let printed = project.printed(&["--format", "json=out.json", "--format", "short"]);
    assert_eq!(printed, project.printed(&["--format", "short"]));
    let file = fs::read_to_string(project.folder.path().join("a b/out.json")).unwrap();
    assert_eq!(file, project.printed(&["--format", "json"]));
    assert_eq!(project.printed(&["--format", "json=out.json"]), "");
}

#[test]
fn the_format_changes_neither_the_exit_status_nor_what_two_runs_say() {
    let project = Project::shop();
    for format in ALL {
        let run = |args: &[&str]| project.golive(&[&["--format", format], args].concat());
        assert_eq!(run(&[]).status.code(), Some(0), "{format}");
        assert_eq!(run(&["-D", "missing-alerts"]).status.code(), Some(1), "{format}");
        assert_eq!(run(&[]).stdout, run(&[]).stdout, "{format}");
    }
}

#[test]
fn every_format_can_say_that_there_is_nothing() {
    let project =
        Project::new(&[("a b/Cargo.toml", "[workspace]\nmembers = []\nresolver = \"3\"\n")]);
    for format in ALL {
        let output = project.golive(&["--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
    }
}

#[test]
fn an_unknown_format_names_the_known_ones() {
    let output = Project::shop().golive(&["--format", "sarfi"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("did you mean `sarif`?"), "{said}");
    for format in ALL {
        assert!(said.contains(format), "{said}");
    }
}

#[test]
fn two_formats_do_not_share_an_output() {
    let project = Project::shop();
    let refused: [(&[&str], &str); 4] = [
        (&["--format", "json", "--format", "short"], "standard output"),
        (&["--format", "json", "--message-format", "json"], "standard output"),
        (&["--format", "json=a", "--format", "sarif=a"], "`a`"),
        (&["--format", "json="], "no file after `json=`"),
    ];
    for (args, named) in refused {
        let output = project.golive(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(named), "{args:?}: {said}");
    }
}

#[test]
fn a_file_that_can_not_be_written_is_named_and_leaves_nothing_behind() {
    let project = Project::shop();
    let output = project.golive(&["--format", "json=no/such/folder.json"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("can't write `no/such/folder.json`"), "{said}");
    assert_eq!(fs::read_dir(project.folder.path().join("a b")).unwrap().count(), 2);
}

#[test]
fn a_stale_baseline_that_is_denied_is_told_by_the_formats_that_tell_the_status() {
    let project = Project::shop();
    assert!(project.golive(&["baseline"]).status.success());
    fs::write(project.folder.path().join("a b/src/线程,池.rs"), "").unwrap();
    let output = project.golive(&["--strict-baseline", "--format", "cargo"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, "{\"reason\":\"build-finished\",\"success\":false}\n");
}
