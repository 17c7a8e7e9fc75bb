//! What the catalogue of APIs in `rules/apis/` promises to the readers that use it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{ApiFile, Catalogue, shipped};
use crate::facts::{Api, Form, Given, Role};

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
        let gives = api.given().next().is_some() || api.wraps.is_some();
        let does = gives || api.puts.is_some() || api.waits || api.fills || api.lazy;
        let does = does || api.resizes.is_some();
        let tells = !api.role.is_empty() || api.returns.is_some() || api.hands.is_some() || does;
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

#[test]
fn a_key_stands_where_it_means_something() {
    for_each_entry(|api| {
        let path = &api.path;
        let method = api.form == Form::Method;
        let on_receiver = api.hands_receiver() || api.passes.contains(&Given::Receiver);
        assert!(method || !on_receiver, "{path} has no receiver");
        assert!(method || api.wraps.is_none(), "{path}: only methods wrap");
        assert!(method || api.resizes.is_none(), "{path}: only methods resize");
        assert!(
            method || api.puts.is_none(),
            "{path}: only methods put something into what they are called on"
        );
        assert!(!api.fills || api.form == Form::Derive, "{path}: only derives fill");
        assert!(!api.gate || api.size.is_some(), "{path}: a gate has a size");
        assert!(!api.gate || !api.is(Role::Queue), "{path}: a queue is a gate");
        let function = api.form == Form::Function;
        assert!(function || api.holds.is_none(), "{path}: only constructors hold");
        assert!(api.holds.is_none() || api.passes.is_empty(), "{path} passes what it holds");
    });
}

#[test]
fn the_name_of_a_method_has_one_entry_that_says_what_it_passes() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for_each_entry(|api| {
        if api.form == Form::Method && !api.passes.is_empty() {
            let before = seen.insert(api.name().to_owned(), api.path.clone());
            assert_eq!(before, None, "the name of {} is there twice", api.path);
        }
    });
}

#[test]
fn an_entry_at_the_path_of_the_receiver_decides_and_then_the_name() {
    let catalogue = Catalogue::new(files(), &[]);
    assert!(catalogue.passing(None, "read").is_some());
    assert!(catalogue.passing(Some("pool::Shared"), "read").is_some());
    assert!(catalogue.passing(Some("std::fs::File"), "read").is_none());
    assert!(catalogue.handing(Some("pool::Shared"), "map").is_some());
    assert!(catalogue.wraps(Some("tokio_util::task::JoinMap"), "spawn", 1));
    assert!(!catalogue.wraps(Some("tokio_util::task::JoinMap"), "spawn", 0));
    assert!(catalogue.waits(Some("pool::Sender"), "send"));
    assert!(!catalogue.waits(Some("reqwest::RequestBuilder"), "send"));
}

#[test]
fn a_function_passes_by_its_path_as_a_constructor_or_as_a_function_of_a_trait() {
    let catalogue = Catalogue::new(files(), &[]);
    let found = |path: &str| catalogue.passing_function(path).map(|api| api.path.as_str());
    assert_eq!(found("std::num::NonZeroUsize::new"), Some("std::num::NonZeroUsize::new"));
    assert_eq!(found("std::prelude::v1::Some"), Some("std::option::Option::Some"));
    assert_eq!(found("tokio::sync::Mutex::new"), Some("tokio::sync::Mutex::new"));
    for constructor in ["parking_lot::Mutex::new", "Mutex::new"] {
        let held = catalogue.passing_function(constructor).and_then(|api| api.holds);
        assert_eq!(held, Some(0), "{constructor}");
    }
    assert_eq!(found("std::sync::Arc::clone"), Some("std::clone::Clone::clone"));
    assert_eq!(found("usize::from"), Some("std::convert::From::from"));
    assert_eq!(found("pool::Size::try_from"), Some("std::convert::TryFrom::try_from"));
    // A free function of the same name is another one.
    assert_eq!(found("pool::clone"), None);
    assert_eq!(found("tokio::sync::Semaphore::new"), None);
}

#[test]
fn a_container_is_known_by_its_path_and_an_unknown_type_by_its_name() {
    let catalogue = Catalogue::new(files(), &[]);
    assert_eq!(catalogue.container("std::collections::HashMap"), Some(1));
    assert_eq!(catalogue.container("std::io::Result"), Some(0));
    assert_eq!(catalogue.container("parking_lot::Mutex"), Some(0));
    assert_eq!(catalogue.container("tokio::runtime::Handle"), None);
    assert!(catalogue.is_executor("smol::Executor"));
    assert!(!catalogue.is_executor("pool::Executor"));
}

#[test]
fn the_methods_of_the_project_itself_say_nothing_about_others() {
    let own = Api {
        path: "crate::Pool::lease".to_owned(),
        form: Form::Method,
        passes: vec![Given::Receiver],
        ..Api::default()
    };
    let other = Api { path: "pool::Pool::give".to_owned(), ..own.clone() };
    let catalogue = Catalogue::new(files(), &[own, other]);
    assert!(catalogue.passing(None, "lease").is_none());
    assert!(catalogue.passing(Some("crate::Pool"), "lease").is_some());
    assert!(catalogue.passing(None, "give").is_some());
}

fn files() -> Vec<ApiFile> {
    shipped().unwrap()
}

fn for_each_entry(check: impl FnMut(&Api)) {
    files().iter().flat_map(|file| &file.api).for_each(check);
}
