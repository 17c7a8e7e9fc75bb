//! Every entry of the catalogue does what it says: a call of it is made by its path, and what comes of
//! it is what its role and its keys promise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::command::golive;
use crate::support::golden::assert_golden;

/// A file of `rules/apis/`, as far as a call needs it.
#[derive(Deserialize)]
struct ApiFile {
    #[serde(rename = "crate")]
    package: String,
    #[serde(default)]
    api: Vec<Api>,
    #[serde(default, rename = "type")]
    types: Vec<TypeEntry>,
}

#[derive(Clone, Deserialize)]
struct Api {
    path: String,
    #[serde(default)]
    form: String,
    #[serde(default)]
    role: OneOrMany<String>,
    size: Option<toml::Value>,
    work: Option<usize>,
    hands: Option<String>,
    returns: Option<String>,
    #[serde(default)]
    passes: OneOrMany<toml::Value>,
    holds: Option<usize>,
    puts: Option<usize>,
    resizes: Option<usize>,
    wraps: Option<usize>,
    #[serde(default)]
    waits: bool,
    #[serde(default)]
    fills: bool,
    #[serde(default)]
    panics: bool,
    #[serde(default)]
    lazy: bool,
    #[serde(default)]
    gate: bool,
}

#[derive(Clone, Deserialize)]
struct TypeEntry {
    path: String,
    holds: Option<usize>,
    #[serde(default)]
    executor: bool,
    #[serde(default)]
    work: bool,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// A line of code, and the rule that reports it or leaves it alone.
struct Line {
    code: String,
    rule: &'static str,
    reported: bool,
}

impl Line {
    fn reported(rule: &'static str, code: String) -> Self {
        Self { code, rule, reported: true }
    }

    fn silent(rule: &'static str, code: String) -> Self {
        Self { code, rule, reported: false }
    }
}

const SPAWN: &str = "direct-spawn";
const SIZE: &str = "hardcoded-concurrency";
const RUNTIME: &str = "runtime-in-library";
const BLOCK: &str = "blocking-in-async";
const NESTED: &str = "nested-runtime";
const HANDLE: &str = "tokio::runtime::Handle";

impl Api {
    fn is(&self, role: &str) -> bool {
        self.role.all().iter().any(|found| found == role)
    }

    fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap()
    }

    fn size_argument(&self) -> Option<usize> {
        usize::try_from(self.size.as_ref()?.as_integer()?).ok()
    }

    /// A call by path: `size` where it has a size, `work` where it takes work.
    fn call(&self, size: usize, work: &str) -> String {
        let count = [self.size_argument(), self.work].into_iter().flatten().max();
        let argument = |index: usize| match index {
            _ if self.size_argument() == Some(index) => size.to_string(),
            _ if self.work == Some(index) => work.to_owned(),
            _ => "other()".to_owned(),
        };
        let mut args: Vec<String> = (0..count.map_or(0, |most| most + 1)).map(argument).collect();
        match self.form.as_str() {
            "method" => args.insert(0, "it".to_owned()),
            "macro" => return format!("{}!({})", self.path, args.join(", ")),
            _ => {}
        }
        format!("{}({})", self.path, args.join(", "))
    }

    /// What each role of a site promises.
    fn sites(&self) -> Vec<Line> {
        if self.form == "attribute" {
            let named = self.size.as_ref().and_then(|size| size.as_str());
            let named = named.map_or(String::new(), |name| format!("({name} = 7)"));
            let rules = [("runtime", RUNTIME), ("size", SIZE)];
            let rules = rules.into_iter().filter(|(role, _)| self.is(role));
            let code = format!("#[{}{named}] async fn attributed() {{}}", self.path);
            return rules.map(|(_, rule)| Line::reported(rule, code.clone())).collect();
        }
        let call = self.call(7, "async { other() }");
        let called = format!("pub fn call(it: Unknown) {{ {call}; }}");
        let queue = if self.size.is_some() { SIZE } else { "unbounded-queue" };
        let rules = [("start", SPAWN), ("size", SIZE), ("queue", queue), ("runtime", RUNTIME)];
        let rules = rules.into_iter().filter(|(role, _)| self.is(role));
        let mut lines: Vec<Line> =
            rules.map(|(_, rule)| Line::reported(rule, called.clone())).collect();
        if self.panics {
            let code = format!("pub async fn call(it: Unknown) {{ {call}; }}");
            lines.push(Line::reported(NESTED, code));
        } else if self.is("block") {
            let code = format!("pub async fn call(it: Unknown) {{ {call}; }}");
            lines.push(Line::reported(BLOCK, code));
        }
        if self.is("offload") && !self.is("block") {
            let call = self.call(7, "|| std::fs::read(\"a\")");
            let code = format!("pub async fn call(it: Unknown) {{ {call}; }}");
            lines.push(Line::silent(BLOCK, code));
        }
        if self.gate {
            let call = self.call(1, "async { other() }");
            lines.push(Line::silent(SIZE, format!("pub fn call(it: Unknown) {{ {call}; }}")));
        }
        lines
    }

    /// What its keys promise of the values that it is given.
    fn values(&self) -> Vec<Line> {
        let (path, name, method) = (&self.path, self.name(), self.form == "method");
        let mut lines = Vec::new();
        for passed in self.passes.all() {
            let value = match (self.returns.is_some(), passed.as_integer()) {
                (true, _) => "7",
                (false, None) => "it",
                (false, Some(_)) => "|| it",
            };
            let call = match (passed.as_integer(), method) {
                (None, _) => format!("{value}.{name}()"),
                (Some(index), true) => format!("other().{name}({})", nth(index, value)),
                // A function of a trait is known on any type.
                (Some(index), false) => format!("{path}({})", nth(index, value)),
            };
            lines.push(if self.returns.is_some() {
                let code = format!("pub fn number() {{ tokio::sync::Semaphore::new({call}); }}");
                Line::reported(SIZE, code)
            } else {
                let code = format!("pub fn pass(it: {HANDLE}) {{ {call}.spawn(async {{}}); }}");
                Line::reported(SPAWN, code)
            });
        }
        if let Some(index) = self.holds {
            let args = nth(index as i64, "it");
            let code = format!("pub fn hold(it: {HANDLE}) {{ {path}({args}).spawn(async {{}}); }}");
            lines.push(Line::reported(SPAWN, code));
            let args = nth(index as i64, "|| std::fs::read(\"a\")");
            let code = format!("pub async fn keep() -> Unknown {{ {path}({args}) }}");
            lines.push(Line::silent(BLOCK, code));
        }
        if self.hands.as_deref() == Some("Self") {
            let closure = "|it| it.spawn(async {})";
            let code = format!("pub fn hand(it: {HANDLE}) {{ it.{name}({closure}, {closure}); }}");
            lines.push(Line::reported(SPAWN, code));
        }
        if let Some(index) = self.puts {
            let value = if self.passes.all().is_empty() { "7" } else { "|| 7" };
            let put = nth(index as i64, value);
            let code = format!(
                "pub mod put {{ static CELL: std::sync::OnceLock<usize> = std::sync::OnceLock::new(); \
                 pub fn fill() {{ CELL.{name}({put}); }} \
                 pub fn size() {{ tokio::sync::Semaphore::new(*CELL.get().unwrap()); }} }}"
            );
            lines.push(Line::reported(SIZE, code));
        }
        if let Some(index) = self.resizes {
            let owner = path.strip_suffix(&format!("::{name}")).unwrap();
            let by = nth(index as i64, "most - 7");
            let code = format!(
                "pub fn resize(most: usize) {{ let it = {owner}::new(7); it.{name}({by}); }}"
            );
            lines.push(Line::silent(SIZE, code));
        }
        let work = "work: impl Future<Output = ()>";
        if let Some(index) = self.wraps {
            let call = format!("other().{name}({})", nth(index as i64, "work"));
            let code = format!("pub fn wrap({work}) {{ tokio::spawn({call}); }}");
            lines.push(Line::silent(SPAWN, code));
        }
        if self.waits {
            let call = if method { format!("other().{name}()") } else { format!("{path}()") };
            let run = format!("async move {{ {call}.await; work.await }}");
            lines.push(Line::silent(
                SPAWN,
                format!("pub fn wait({work}) {{ tokio::spawn({run}); }}"),
            ));
        }
        if self.fills {
            let code = format!(
                "pub mod filled {{ #[derive({name})] pub struct Filled {{ count: usize }} \
                 pub fn made() -> Filled {{ Filled {{ count: 7 }} }} \
                 pub fn size(it: Filled) {{ tokio::sync::Semaphore::new(it.count); }} }}"
            );
            lines.push(Line::silent(SIZE, code));
        }
        if self.lazy {
            let code =
                format!("pub async fn later() {{ let it = {path}(|| std::fs::read(\"a\")); }}");
            lines.push(Line::silent(BLOCK, code));
        }
        lines
    }
}

impl TypeEntry {
    fn lines(&self) -> Vec<Line> {
        let path = &self.path;
        let mut lines = Vec::new();
        if let Some(index) = self.holds {
            let args = nth(index as i64, HANDLE);
            let code = format!("pub fn hold(it: {path}<{args}>) {{ it.spawn(async {{}}); }}");
            lines.push(Line::reported(SPAWN, code.replace("other()", "u8")));
        }
        if self.work {
            let code = format!("pub fn start(it: {path}<()>) {{ tokio::spawn(it); }}");
            lines.push(Line::silent(SPAWN, code));
        }
        if self.executor {
            let body = "tokio::runtime::Runtime::new()";
            lines.push(Line::silent(RUNTIME, format!("pub fn give() -> {path} {{ {body} }}")));
            let code =
                format!("impl {path} for Own {{ fn run(&self) {{ tokio::spawn(async {{}}); }} }}");
            lines.push(Line::silent(SPAWN, code));
        }
        lines
    }
}

/// Every entry that serves makes the binary that calls it in a loop a service, beside which a tool is left out.
#[test]
fn a_call_of_every_entry_that_serves_makes_a_service() {
    for file in files() {
        let served: Vec<&Api> = file.api.iter().filter(|api| api.is("serve")).collect();
        for api in served {
            let main = match api.form.as_str() {
                "attribute" => format!("fn main() {{}}\n#[{}]\nasync fn serve() {{}}\n", api.path),
                _ => {
                    let call = api.call(7, "other()");
                    format!("fn main() {{ loop {{ {call}; }} }}\n")
                }
            };
            let folder = tempfile::tempdir().unwrap();
            let depends = match file.package.as_str() {
                "std" => String::new(),
                package => format!("{package} = \"1\"\n"),
            };
            write_package(&folder.path().join("server"), "server", &depends, &main);
            write_package(&folder.path().join("tool"), "tool", "", "fn main() {}\n");
            let root = "[workspace]\nmembers = [\"server\", \"tool\"]\n";
            fs::write(folder.path().join("Cargo.toml"), root).unwrap();
            let output = golive(folder.path(), &["check", "--format", "json"]);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(report["left_out_packages"], serde_json::json!(["tool"]), "{}", api.path);
        }
    }
}

fn write_package(folder: &Path, name: &str, dependencies: &str, main: &str) {
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), main).unwrap();
}

/// `value` as the n-th of arguments.
fn nth(index: i64, value: &str) -> String {
    let before = (0..index).map(|_| "other(), ");
    before.chain([value]).collect()
}

#[test]
fn a_call_by_path_of_every_entry_with_a_role_of_a_site_is_one() {
    holds(&each(Api::sites));
}

#[test]
fn every_entry_does_with_values_what_its_keys_say() {
    holds(&each(Api::values));
}

#[test]
fn every_type_is_what_its_keys_say() {
    let files = files();
    let types = files.iter().flat_map(|file| &file.types);
    let lines = types.flat_map(|ty| ty.lines().into_iter().map(|line| (ty.path.clone(), line)));
    holds(&lines.collect::<Vec<_>>());
}

/// An entry that goes takes its line with it, and then somebody must say that it may.
#[test]
fn what_the_catalogue_says_of_values_and_types_is_what_was_agreed() {
    let files = files();
    let mut known: Vec<String> = Vec::new();
    for api in files.iter().flat_map(|file| &file.api) {
        known.extend(api.values().into_iter().map(|line| format!("{}: {}", api.path, line.code)));
    }
    for ty in files.iter().flat_map(|file| &file.types) {
        known.extend(ty.lines().into_iter().map(|line| format!("{}: {}", ty.path, line.code)));
    }
    assert_golden("catalogue.txt", &(known.join("\n") + "\n"));
}

/// What the lines above show must come from the entries: with names that nobody knows, each of them is
/// the other way round.
#[test]
fn what_the_catalogue_does_not_know_does_nothing() {
    let number = |value: i64| OneOrMany::One(toml::Value::Integer(value));
    let receiver = || OneOrMany::One(toml::Value::String("receiver".to_owned()));
    let entry = |form: &str| Api {
        path: "unknown_crate::Unheard::unheard_of".to_owned(),
        form: form.to_owned(),
        role: OneOrMany::default(),
        size: None,
        work: None,
        hands: None,
        returns: None,
        passes: OneOrMany::default(),
        holds: None,
        puts: None,
        resizes: None,
        wraps: None,
        waits: false,
        fills: false,
        panics: false,
        lazy: false,
        gate: false,
    };
    let returns = || Some("_".to_owned());
    let entries = [
        Api { passes: receiver(), ..entry("method") },
        Api { passes: number(0), ..entry("method") },
        Api { passes: number(0), ..entry("function") },
        Api { passes: receiver(), returns: returns(), ..entry("method") },
        Api { passes: number(0), returns: returns(), ..entry("function") },
        Api { hands: Some("Self".to_owned()), ..entry("method") },
        Api { puts: Some(0), ..entry("method") },
        Api { wraps: Some(0), ..entry("method") },
        Api { waits: true, ..entry("method") },
        Api { waits: true, ..entry("function") },
        Api { fills: true, ..entry("derive") },
        Api { lazy: true, ..entry("function") },
    ];
    let unheard = TypeEntry {
        path: "unknown_crate::Unheard".to_owned(),
        holds: None,
        executor: false,
        work: false,
    };
    let types = [
        TypeEntry { holds: Some(0), ..unheard.clone() },
        TypeEntry { holds: Some(1), ..unheard.clone() },
        TypeEntry { executor: true, ..unheard.clone() },
        TypeEntry { work: true, ..unheard },
    ];
    let holding = Api { holds: Some(0), ..entry("function") };
    let lines = entries.iter().flat_map(Api::values).chain(holding.values());
    let lines = lines.chain(types.iter().flat_map(TypeEntry::lines));
    let turned = lines.map(|line| Line { reported: !line.reported, ..line });
    holds(&turned.map(|line| ("unheard_of".to_owned(), line)).collect::<Vec<_>>());
}

fn each(lines: impl Fn(&Api) -> Vec<Line>) -> Vec<(String, Line)> {
    let files = files();
    let entries = files.iter().flat_map(|file| &file.api);
    entries.flat_map(|api| lines(api).into_iter().map(|line| (api.path.clone(), line))).collect()
}

/// Asserts that each line is reported, or not, as it says.
#[track_caller]
fn holds(lines: &[(String, Line)]) {
    let text: String = lines.iter().map(|(_, line)| format!("{}\n", line.code)).collect();
    let reported = reported(&text);
    let wrong = lines.iter().enumerate().filter(|(index, (_, line))| {
        let rules = reported.get(&(*index as u64 + 1));
        rules.is_some_and(|rules| rules.contains(line.rule)) != line.reported
    });
    let wrong: Vec<String> = wrong
        .map(|(_, (path, line))| {
            let what = if line.reported { "not reported" } else { "reported" };
            format!("{path}: {what} by {}: {}", line.rule, line.code)
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}

/// The rules that report something in the library `text` of a package that depends on every crate of the
/// catalogue, by line.
fn reported(text: &str) -> BTreeMap<u64, BTreeSet<String>> {
    let mut manifest =
        "[package]\nname = \"calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n"
            .to_owned();
    for file in files().iter().filter(|file| file.package != "std") {
        manifest.push_str(&format!("{} = \"*\"\n", file.package));
    }
    manifest.push_str("unknown_crate = \"*\"\n");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.path().join("src/lib.rs"), text).unwrap();
    let args = ["check", "--format", "json", "--min-confidence", "low"];
    let output = golive(folder.path(), &args);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let mut found: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let rule = finding["rule"].as_str().unwrap().to_owned();
        found.entry(finding["line"].as_u64().unwrap_or_default()).or_default().insert(rule);
    }
    found
}

fn files() -> Vec<ApiFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/apis");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()).collect()
}
