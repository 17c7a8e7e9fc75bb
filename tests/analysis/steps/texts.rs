//! Steps between a text and the metric that is named by it, as an alert on this metric sees them.

use super::two_crates_away;
use crate::metrics;

/// Ways to make a metric of the name `$name`.
const EMITTED: [(&str, &str); 2] = [
    ("metrics", "metrics::counter!($name).increment(1);"),
    ("prometheus", "let _ = prometheus::IntCounter::new($name, \"what it counts\");"),
];

/// `source` with `call` for its `emit!(name);`.
fn emitting(source: &str, call: &str) -> String {
    let mut parts = source.split("emit!(");
    let mut all = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, behind) = part.split_once(");").unwrap();
        all += &(call.replace("$name", name) + behind);
    }
    all
}

/// Asserts that the name `my_service_taken` is found in `source`, and that no name is left open.
#[track_caller]
fn a_name_is_followed(source: &str) {
    names_are_followed(&["my_service_taken"], source);
}

/// Asserts that these names are found in `source`, and that no name is left open.
#[track_caller]
fn names_are_followed(names: &[&str], source: &str) {
    for (dependency, call) in EMITTED {
        metrics::reads(dependency, &emitting(source, call), names);
    }
}

#[test]
fn a_name_is_followed_through_a_field() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub struct Server { name: &'static str, names: Names }
struct Names { lost: String }
impl Server {
    pub fn new() -> Self {
        Self { name: "my_service_taken", names: Names { lost: "my_service_lost".to_owned() } }
    }
    pub fn count(&self) {
        emit!(self.name);
        emit!(self.names.lost.clone());
    }
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_the_rest_of_a_struct() {
    a_name_is_followed(
        r#"
struct Names { taken: &'static str, help: &'static str }
fn base() -> Names { Names { taken: "my_service_taken", help: "what is taken" } }
pub fn run() {
    let names = Names { help: "other", ..base() };
    emit!(names.taken);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_the_result_of_a_closure() {
    a_name_is_followed(
        r#"
pub fn run() {
    let name = || "my_service_taken";
    emit!(name());
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_the_parameter_of_a_closure() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn run() {
    Some("my_service_taken").map(|name| { emit!(name); });
    Some("my_service_lost").and_then(|name| { emit!(name); Some(name) });
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_the_parameter_of_a_closure_in_a_variable() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn run() {
    let count = |name: &'static str| { emit!(name); };
    count("my_service_taken");
    let prefixed = |name: &str| format!("my_service_{name}");
    emit!(prefixed("lost"));
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_what_a_closure_makes_of_it() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn run() {
    let name = Some("taken").map(|name| format!("my_service_{name}")).unwrap();
    emit!(name);
    let name = Some("lost").and_then(|name| Some(format!("my_service_{name}"))).unwrap();
    emit!(name);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_deref() {
    a_name_is_followed(
        r#"
struct Name(&'static str);
impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str { self.0 }
}
pub fn run() {
    let name = Name("my_service_taken");
    emit!(&*name);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_field_behind_deref() {
    a_name_is_followed(
        r#"
pub struct Names { taken: &'static str }
pub struct Server { names: Names }
impl std::ops::Deref for Server {
    type Target = Names;
    fn deref(&self) -> &Names { &self.names }
}
pub fn server() -> Server { Server { names: Names { taken: "my_service_taken" } } }
pub fn run(server: &Server) { emit!(server.taken); }
"#,
    );
}

#[test]
fn a_name_is_followed_through_an_iterator() {
    names_are_followed(
        &["my_service_taken", "my_service_lost", "my_service_found", "my_service_sent"],
        r#"
const NAMES: [&str; 2] = ["my_service_taken", "my_service_lost"];
pub fn run() {
    for name in NAMES { emit!(name); }
    for name in ["my_service_found"].iter() { emit!(*name); }
    vec!["my_service_sent"].into_iter().for_each(|name| { emit!(name); });
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_question_mark() {
    a_name_is_followed(
        r#"
fn name() -> Option<&'static str> { Some("my_service_taken") }
pub fn run() -> Option<()> {
    emit!(name()?);
    Some(())
}
"#,
    );
}

#[test]
fn a_name_is_followed_past_an_error_that_is_returned_early() {
    a_name_is_followed(
        r#"
fn checked(name: &str) -> Result<String, String> {
    if name.is_empty() { return Err("no name".to_owned()); }
    Ok(name.to_owned())
}
pub fn run() -> Result<(), String> {
    let name = checked("my_service_taken")?;
    emit!(name);
    Ok(())
}
"#,
    );
}

/// Asserts that a name is found which `service` takes from `base`.
#[track_caller]
fn a_name_is_followed_from(base: &str, service: &str) {
    for (dependency, call) in EMITTED {
        two_crates_away(dependency, base, &emitting(service, call), |files| {
            let said = metrics::said_of(files, &["my_service_taken", "my_service_nothing"]);
            assert_eq!(said, ["my_service_nothing"], "{dependency}");
        });
    }
}

#[test]
fn a_name_is_followed_through_a_constant_two_crates_away() {
    a_name_is_followed_from(
        r#"pub mod shared { pub const TAKEN: &str = "my_service_taken"; }"#,
        "pub fn run() { emit!(middle::TAKEN); }",
    );
}

#[test]
fn a_name_is_followed_through_a_function_two_crates_away() {
    a_name_is_followed_from(
        r#"pub mod shared { pub fn name(of: &str) -> String { format!("my_service_{of}") } }"#,
        r#"pub fn run() { emit!(middle::name("taken")); }"#,
    );
}

#[test]
fn a_name_is_followed_through_a_builder_in_a_variable() {
    a_name_is_followed(
        r#"
pub struct Counter { name: String }
struct Builder { name: String, help: String }
impl Builder {
    fn new(name: &str) -> Self { Self { name: name.to_owned(), help: String::new() } }
    fn help(&mut self, help: &str) -> &mut Self { self.help = help.to_owned(); self }
    fn build(self) -> Counter { Counter { name: self.name } }
}
pub fn counter() -> Counter {
    let mut builder = Builder::new("my_service_taken");
    builder.help("what is taken");
    builder.build()
}
pub fn run(counter: &Counter) { emit!(counter.name.clone()); }
"#,
    );
}

#[test]
fn a_name_is_followed_through_options_kept_in_a_variable() {
    metrics::reads(
        "prometheus",
        r#"
pub fn run() {
    let options = prometheus::Opts::new("taken", "what is taken");
    let options = options.namespace("my_service");
    let options = options.const_label("kind", "order");
    let _ = prometheus::IntCounter::with_opts(options);
}
"#,
        &["my_service_taken"],
    );
}

#[test]
fn a_name_is_followed_through_a_lazy_lock() {
    a_name_is_followed(
        r#"
static NAME: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("my_service_{}", "taken"));
pub fn run() { emit!(NAME.as_str()); }
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_once_lock() {
    a_name_is_followed(
        r#"
static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
pub fn run() {
    let name = NAME.get_or_init(|| "my_service_taken".to_owned());
    emit!(name.clone());
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_once_lock_that_is_set_elsewhere() {
    a_name_is_followed(
        r#"
static NAME: std::sync::OnceLock<&'static str> = std::sync::OnceLock::new();
pub fn start() { NAME.set("my_service_taken").unwrap(); }
pub fn run() { emit!(*NAME.get().unwrap()); }
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_local() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn run() {
    let name = "my_service_taken";
    emit!(name);
    let late;
    late = "my_service_lost";
    emit!(late);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_parameter_to_its_callers() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn first() { middle("my_service_taken"); }
pub fn second() { middle("my_service_lost"); }
fn middle(name: &'static str) { count(name); }
fn count(name: &'static str) { emit!(name); }
"#,
    );
}

#[test]
fn a_name_is_followed_through_the_result_of_a_function() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
struct Kind;
impl Kind { fn name(&self) -> &'static str { "my_service_lost" } }
fn name() -> &'static str { "my_service_taken" }
pub fn run() {
    emit!(name());
    emit!(Kind.name());
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_choice() {
    names_are_followed(
        &["my_service_taken", "my_service_lost", "my_service_found", "my_service_sent"],
        r#"
pub fn run(lost: bool) {
    emit!(if lost { "my_service_lost" } else { "my_service_taken" });
    let name = match lost { true => "my_service_sent", false => "my_service_found" };
    emit!(name);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_cast() {
    a_name_is_followed(
        r#"
pub fn run() {
    let name = "my_service_taken" as &'static str;
    emit!(name);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_part_of_a_tuple() {
    names_are_followed(
        &["my_service_taken", "my_service_lost"],
        r#"
pub fn run() {
    let pair = ("my_service_taken", "what is taken");
    emit!(pair.0);
    let (name, _) = ("my_service_lost", "what is lost");
    emit!(name);
}
"#,
    );
}

#[test]
fn a_name_is_followed_through_a_part_of_a_tuple_from_a_function() {
    a_name_is_followed(
        r#"
fn both() -> (&'static str, &'static str) { ("what is taken", "my_service_taken") }
pub fn run() {
    let (_, name) = both();
    emit!(name);
}
"#,
    );
}
