//! What is said of manifests and arguments that are broken.

use super::*;

#[test]
fn a_package_that_is_not_there_is_an_error_with_a_suggestion() {
    let copy = copy_of_fixture("odd-layouts");
    let error =
        discover(&Request { packages: vec!["odd-sever".into()], ..request(root_of(&copy)) })
            .unwrap_err();
    assert_eq!(
        error.to_string(),
        "-p `odd-sever` fits no package of this workspace, did you mean `odd-server`?"
    );
}

#[test]
fn without_any_manifest_the_error_says_what_to_do() {
    let copy = files(&[("README.md", "nothing here")]);
    let error = discover_at(&copy).unwrap_err();
    assert!(matches!(error, WorkspaceError::NoManifest(_)));
    assert!(error.to_string().contains("--manifest-path"), "{error}");
}

#[test]
fn a_manifest_path_must_name_a_manifest() {
    let copy = copy_of_fixture("empty");
    for path in ["missing/Cargo.toml", "src/lib.rs", "src"] {
        let error =
            discover(&Request { manifest_path: Some(path.into()), ..request(root_of(&copy)) })
                .unwrap_err();
        let expected = format!("`{path}` is not a manifest");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
}

#[test]
fn a_broken_root_is_an_error_with_its_place() {
    let copy = files(&[("Cargo.toml", "[package]\nname = solo\n")]);
    let error = discover_at(&copy).unwrap_err().to_string();
    let place = format!("{}:2:8: ", root_of(&copy).join("Cargo.toml"));
    assert!(error.starts_with(&place), "{error}");
}

#[test]
fn a_broken_member_is_named_and_the_others_are_read() {
    let copy = files(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\", \"c\", \"d\"]\n"),
        ("a/Cargo.toml", "[package]\nname = 1\n"),
        ("b/Cargo.toml", "[package]\nname = \"b\"\n"),
        ("d/Cargo.toml", "[workspace]\n"),
    ]);
    let project = discover_at(&copy).unwrap();
    assert_eq!(names(&project), ["b"]);
    let unreadable: Vec<_> =
        project.unreadable.iter().map(|u| format!("{}: {}", u.place, u.reason)).collect();
    assert_eq!(
        unreadable,
        [
            "a/Cargo.toml:2:8: invalid type: integer `1`, expected a string",
            "c/Cargo.toml:1:1: there is no such file",
            "d/Cargo.toml:1:1: expected a `[package]`, because a workspace lists it as a member",
        ]
    );
}
