//! What the README shows is true: the output is real, and the configuration is accepted.

use std::fs;

use crate::command::golive;
use crate::support::fixtures::copy_of_fixture;

/// In both languages.
const READMES: [&str; 2] = [include_str!("../README.md"), include_str!("../README.zh.md")];

#[test]
fn the_findings_that_it_shows_are_printed_for_the_broken_service() {
    let fixture = copy_of_fixture("broken-service");
    let output = golive(fixture.path(), &["check"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    for readme in READMES {
        assert!(printed.contains(blocks(readme, "text")[0]), "{printed}");
    }
}

#[test]
fn the_configuration_that_it_shows_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"my-service\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let files = [
        ("Cargo.toml", manifest),
        ("src/lib.rs", "mod bootstrap;\nmod exec;\nmod generated;\nmod vendored;\n"),
        ("src/bootstrap.rs", ""),
        ("src/exec/mod.rs", ""),
        ("src/generated/mod.rs", ""),
        ("src/vendored/mod.rs", ""),
        ("docs/architecture.md", "# Architecture\n"),
        ("docs/runbooks/night.md", "# Night\n"),
        ("docs/template.md", "# Template\n"),
        ("ops/alerts.yaml", "groups: []\n"),
        (".github/CODEOWNERS", "* @acme/orders\n"),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for configuration in READMES.into_iter().flat_map(|readme| blocks(readme, "toml")) {
        fs::write(folder.path().join("golive.toml"), configuration).unwrap();
        let output = golive(folder.path(), &["check", "--today", "2027-01-01"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
}

/// All code blocks of `readme` in `language`.
fn blocks<'r>(readme: &'r str, language: &str) -> Vec<&'r str> {
    let opening = format!("\n```{language}\n");
    readme.split(&opening).skip(1).map(|part| part.split_once("```").unwrap().0).collect()
}
