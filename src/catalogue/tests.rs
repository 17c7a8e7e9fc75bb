//! What the catalogue of APIs in `rules/apis/` promises to the readers that use it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{ApiFile, Catalogue, shipped};
use crate::facts::{Api, Form};

#[test]
fn every_file_is_named_as_its_crate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/apis");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expected: Vec<String> =
        files().iter().map(|file| format!("{}.toml", file.package)).collect();
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn every_path_has_one_entry() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for file in files() {
        for api in &file.api {
            let before = seen.insert(api.path.clone(), file.package.clone());
            assert_eq!(before, None, "{} stands twice", api.path);
        }
    }
}

#[test]
fn an_entry_stands_under_its_canonical_path() {
    let catalogue = Catalogue::new(files(), &[]);
    for file in files() {
        for api in &file.api {
            assert_eq!(catalogue.canonical(&api.path), api.path);
        }
        for reexport in &file.reexport {
            let first = catalogue.canonical(&reexport.path).into_owned();
            assert_eq!(catalogue.canonical(&first), first, "{} never ends", reexport.path);
        }
    }
}

#[test]
fn every_type_that_an_entry_names_is_a_rust_type() {
    for_each_entry(|api| {
        for ty in api.returns.iter().chain(&api.hands) {
            let parsed = syn::parse_str::<syn::Type>(ty);
            assert!(parsed.is_ok(), "{}: `{ty}` is no type", api.path);
        }
    });
}

#[test]
fn an_entry_without_role_or_result_ends_a_builder() {
    let catalogue = Catalogue::new(files(), &[]);
    for_each_entry(|api| {
        let tells = !api.role.is_empty() || api.returns.is_some() || api.hands.is_some();
        let ends_builder = api.form == Form::Method && catalogue.is_builder(api.owner());
        assert!(tells || ends_builder, "{} says nothing", api.path);
    });
}

#[test]
fn what_has_a_size_or_work_has_a_role() {
    for_each_entry(|api| {
        let has_argument = api.size.is_some() || api.work.is_some();
        assert!(
            !has_argument || !api.role.is_empty(),
            "{} names an argument and no role",
            api.path
        );
    });
}

fn files() -> Vec<ApiFile> {
    shipped().unwrap()
}

fn for_each_entry(check: impl Fn(&Api)) {
    files().iter().flat_map(|file| &file.api).for_each(check);
}
