//! CONTRIBUTING says what each dependency is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_direct_dependency_has_its_line_and_every_line_its_dependency() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table =
        fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let tables = ["dependencies", "dev-dependencies"].map(|key| manifest[key].as_table().unwrap());
    let declared: BTreeSet<&str> =
        tables.iter().flat_map(|t| t.keys()).map(String::as_str).collect();
    let text = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let (_, list) = text.split_once("## Dependencies").unwrap();
    let named: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .inspect(|(name, what)| assert!(what.len() > 4, "{name} is for nothing"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(named, declared);
}
