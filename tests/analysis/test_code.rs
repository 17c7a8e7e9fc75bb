//! Test code is silent, by whatever route it is known.

use super::project::{manifest, reads, reads_files};

const STARTS: &str = "pub fn run() { tokio::spawn(async {}); }";
const REPORTED: &str = "pub fn run() { tokio::spawn(async {}); } //~ direct-spawn";

#[test]
fn items_of_test_builds_are_silent() {
    reads(
        "
        #[cfg(test)]
        fn helper() { tokio::spawn(async {}); }
        #[cfg(all(test, unix))]
        mod tests { fn helper() { tokio::spawn(async {}); } }
        #[cfg(test)]
        impl Server { fn helper() { tokio::spawn(async {}); } }
        struct Server;
        impl Server {
            #[cfg(test)]
            fn helper() { tokio::spawn(async {}); }
            #[cfg(not(test))]
            fn real() { tokio::spawn(async {}); } //~ direct-spawn
        }
        #[cfg(unix)]
        fn real() { tokio::spawn(async {}); } //~ direct-spawn
        #[cfg(any(test, unix))]
        fn sometimes() { tokio::spawn(async {}); } //~ direct-spawn",
    );
}

#[test]
fn functions_with_a_test_attribute_are_silent() {
    reads(
        "
        #[test]
        fn plain() { std::thread::spawn(|| {}); }
        #[tokio::test(flavor = \"multi_thread\", worker_threads = 4)]
        async fn asynchronous() { std::thread::spawn(|| {}); }
        #[rstest]
        fn with_cases() { std::thread::spawn(|| {}); }
        #[test_case(1)]
        fn with_case() { std::thread::spawn(|| {}); }
        #[bench]
        fn measured(b: &mut Bencher) { std::thread::spawn(|| {}); }
        #[inline]
        fn real() { std::thread::spawn(|| {}); } //~ direct-spawn",
    );
}

#[test]
fn an_inner_attribute_that_says_how_a_crate_is_tested_makes_no_test_code() {
    for attribute in ["test_runner(bench::run)", "reexport_test_harness_main = \"main\""] {
        let source =
            format!("#![{attribute}]\n{REPORTED}\nmod inner {{ #![{attribute}]\n{REPORTED}\n}}");
        reads(&source);
    }
    reads(&format!("#![cfg(test)]\n{STARTS}"));
    reads(&format!("mod inner {{ #![cfg(test)]\n{STARTS} }}"));
}

#[test]
fn statements_and_fields_of_test_builds_are_silent() {
    reads(
        "
        struct Hooks { started: Semaphore, real: Semaphore }
        pub fn run() {
            #[cfg(test)]
            tokio::spawn(async {});
            #[cfg(test)]
            let guard = tokio::spawn(async {});
            #[cfg(test)]
            {
                tokio::spawn(async {});
            }
            let hooks = Hooks {
                #[cfg(test)]
                started: tokio::sync::Semaphore::new(8),
                real: tokio::sync::Semaphore::new(8), //~ hardcoded-concurrency
            };
            match hooks {
                #[cfg(test)]
                Hooks::Test => tokio::spawn(async {}),
                _ => tokio::spawn(async {}), //~ direct-spawn
            }
            tokio::spawn(async {}); //~ direct-spawn
        }",
    );
}

#[test]
fn a_module_of_test_builds_may_stand_in_other_files() {
    reads_files(&[
        (
            "src/lib.rs",
            "
            #[cfg(test)]
            mod tests;
            #[cfg(test)]
            #[path = \"checks/all.rs\"]
            mod checks;
            #[cfg(test)]
            mod inline { mod below; }
            mod inner;
            mod real;",
        ),
        ("src/tests.rs", "mod deeper; pub fn run() { tokio::spawn(async {}); }"),
        ("src/tests/deeper.rs", STARTS),
        ("src/checks/all.rs", STARTS),
        ("src/inline/below.rs", STARTS),
        ("src/inner.rs", "#![cfg(test)]\npub fn run() { tokio::spawn(async {}); }"),
        ("src/real.rs", REPORTED),
    ]);
}

#[test]
fn a_feature_named_for_tests_is_test_code() {
    reads(
        "
        #[cfg(feature = \"test-util\")]
        pub mod testing { pub fn run() { tokio::spawn(async {}); } }
        #[cfg(any(test, feature = \"testsuite\"))]
        pub fn fake() { tokio::spawn(async {}); }
        #[cfg(feature = \"fastest\")]
        pub fn real() { tokio::spawn(async {}); } //~ direct-spawn
        #[cfg(not(feature = \"test_mode\"))]
        pub fn always() { tokio::spawn(async {}); } //~ direct-spawn",
    );
}

#[test]
fn targets_that_are_no_production_are_silent() {
    let targets = "
        [[test]]
        name = \"all\"
        path = \"src/all_tests.rs\"
        [[bench]]
        name = \"speed\"
        path = \"src/speed.rs\"";
    let manifest = manifest("service", &["tokio"]) + targets;
    let main =
        "fn main() { run() } fn run() {} mod deeper { fn f() { std::thread::spawn(|| {}); } }";
    reads_files(&[
        ("Cargo.toml", &manifest),
        ("src/lib.rs", REPORTED),
        ("src/all_tests.rs", "mod cases; pub fn run() { tokio::spawn(async {}); }"),
        ("src/cases.rs", STARTS),
        ("src/speed.rs", STARTS),
        ("tests/works.rs", STARTS),
        ("tests/common/mod.rs", STARTS),
        ("benches/fast.rs", STARTS),
        ("examples/shown.rs", main),
        ("build.rs", main),
    ]);
}

/// Words in the names of features and packages that are for tests.
const OF_TESTS: [&str; 18] = [
    "bench",
    "benches",
    "benchmark",
    "benchmarking",
    "benchmarks",
    "e2e",
    "fuzz",
    "fuzzing",
    "mock",
    "mocking",
    "mocks",
    "test",
    "testing",
    "testkit",
    "tests",
    "testsuite",
    "testutil",
    "testutils",
];

#[test]
fn a_feature_whose_name_holds_a_word_for_tests_is_test_code() {
    let features = OF_TESTS.map(|word| {
        format!(
            "#[cfg(feature = \"orders-{word}\")] pub fn {word}() {{ tokio::spawn(async {{}}); }}\n"
        )
    });
    reads(&features.concat());
    let other =
        "#[cfg(feature = \"fastest\")] pub fn real() { tokio::spawn(async {}); } //~ direct-spawn";
    reads(other);
}

#[test]
fn a_package_whose_name_holds_a_word_for_tests_is_silent() {
    let names = OF_TESTS.map(|word| format!("service-{word}"));
    let files = names.iter().flat_map(|name| {
        let manifest = (format!("{name}/Cargo.toml"), manifest(name, &["tokio"]));
        [manifest, (format!("{name}/src/lib.rs"), STARTS.to_owned())]
    });
    let files: Vec<(String, String)> = files.collect();
    let mut all = vec![
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\n"),
        ("service/src/lib.rs", REPORTED),
        ("latest/src/lib.rs", REPORTED),
        ("pagebench/src/lib.rs", STARTS),
    ];
    let of_service = ["service", "latest", "pagebench"]
        .map(|name| (format!("{name}/Cargo.toml"), manifest(name, &["tokio"])));
    let owned = files.iter().chain(&of_service);
    all.extend(owned.map(|(path, text)| (path.as_str(), text.as_str())));
    reads_files(&all);
}

#[test]
fn a_package_that_lies_among_tests_is_silent() {
    let folders = ["tests", "benches", "examples"];
    let manifests = folders.map(|folder| manifest(&format!("of-{folder}"), &["tokio"]));
    let paths = folders
        .map(|folder| [format!("{folder}/one/Cargo.toml"), format!("{folder}/one/src/lib.rs")]);
    let mut files = vec![
        ("Cargo.toml", "[workspace]\nmembers = [\"service\", \"*/one\"]\n"),
        ("service/src/lib.rs", REPORTED),
    ];
    let of_service = manifest("service", &["tokio"]);
    files.push(("service/Cargo.toml", &of_service));
    for (manifest, [at, lib]) in manifests.iter().zip(&paths) {
        files.extend([(at.as_str(), manifest.as_str()), (lib.as_str(), STARTS)]);
    }
    reads_files(&files);
}

#[test]
fn a_package_for_integration_tests_is_silent_and_the_integration_with_something_is_not() {
    let service =
        manifest("service", &["tokio"]) + "orders-integration = { path = \"../needed\" }\n";
    let tested = manifest("other", &["tokio"])
        + "\n[dev-dependencies]\nhelper-integration = { path = \"../helper\" }\n";
    reads_files(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\n"),
        ("service/Cargo.toml", &service),
        ("service/src/lib.rs", REPORTED),
        ("other/Cargo.toml", &tested),
        ("other/src/lib.rs", REPORTED),
        ("needed/Cargo.toml", &manifest("orders-integration", &["tokio"])),
        ("needed/src/lib.rs", REPORTED),
        ("helper/Cargo.toml", &manifest("helper-integration", &["tokio"])),
        ("helper/src/lib.rs", STARTS),
        ("alone/Cargo.toml", &manifest("shop-integration", &["tokio"])),
        ("alone/src/lib.rs", STARTS),
        ("run/Cargo.toml", &manifest("till-integration", &["tokio"])),
        (
            "run/src/main.rs",
            "fn main() {}\nmod run { pub fn run() { tokio::spawn(async {}); } } //~ direct-spawn",
        ),
    ]);
}

#[test]
fn callers_in_tests_do_not_make_a_parameter_fixed_or_given() {
    reads_files(&[
        (
            "src/lib.rs",
            "
            pub fn run() { queue(64); }
            fn queue(size: usize) {
                tokio::sync::mpsc::channel::<u8>(size); //~ hardcoded-concurrency
            }
            pub fn permits(count: usize) {
                tokio::sync::Semaphore::new(count);
            }
            #[cfg(test)]
            mod tests {
                fn any(size: usize) { super::queue(size); super::permits(8); }
            }",
        ),
        ("tests/all.rs", "fn any() { service::permits(8); }"),
    ]);
}

#[test]
fn modules_of_test_builds_are_found_below_modules_of_either_form() {
    reads_files(&[
        ("src/lib.rs", "mod net; mod store;"),
        (
            "src/net.rs",
            "#[cfg(test)] mod tests; #[cfg(any(test, feature = \"testing\"))] pub mod mock;",
        ),
        ("src/net/tests.rs", STARTS),
        ("src/net/mock.rs", STARTS),
        ("src/store/mod.rs", "#[cfg(test)] mod tests; mod real;"),
        ("src/store/tests.rs", STARTS),
        ("src/store/real.rs", REPORTED),
    ]);
}
