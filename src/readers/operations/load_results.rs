//! Files that load-test tools write: k6 summaries, vegeta reports, and CSV.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::{FilePath, LineIndex, LoadPoint, LoadTest};
use crate::readers::load_table::{LoadRow, in_table};
use crate::readers::operations::yaml::{self, Node};

/// Words of paths under which results lie.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[/_.-])(?:load|k6|vegeta|perf|stress|scal|capacity|bench|压测|压力|性能)")
        .expect("a constant pattern")
});

/// The number of instances in the name of a file: `3-replicas.json`, `k6_pods4.json`.
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    let noun = r"(?:instances?|replicas?|pods?|nodes?|workers?|servers?|实例|副本|节点)";
    Regex::new(&format!(
        r"(?i)(?:^|[^a-z0-9])(?:(\d{{1,5}})[-_ ]?{noun}|{noun}[-_ ]?(\d{{1,5}}))(?:[^a-z0-9]|$)"
    ))
    .expect("a constant pattern")
});

/// True for paths under which results of load tests may lie.
pub(super) fn may_lie_at(file: &FilePath) -> bool {
    PLACE.is_match(file.as_str())
}

/// The load tests of a CSV file.
pub(super) fn read_csv(file: &FilePath, text: &str) -> Vec<LoadTest> {
    let lines = LineIndex::new(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let Ok(headers) = reader.headers() else { return Vec::new() };
    let headers: Vec<String> =
        headers.iter().map(|h| h.trim_start_matches('\u{feff}').to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records().map_while(Result::ok) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let rest = text.get(start..).unwrap_or_default();
        // The position is that of the end of the line before when lines end as on Windows.
        let start = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        rows.push(LoadRow {
            cells: record.iter().map(str::to_owned).collect(),
            place: lines.place(file, text, start..start + line.len()),
        });
    }
    in_table(&headers, &rows)
}

/// The load test of a summary of k6 or a report of vegeta, of as many instances as the file's name
/// says.
pub(super) fn read_json(file: &FilePath, text: &str) -> Option<LoadTest> {
    let holds = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let is_k6 = holds("\"http_reqs\"");
    let is_vegeta = holds("\"throughput\"") && holds("\"latencies\"");
    if !is_k6 && !is_vegeta {
        return None;
    }
    // JSON is YAML, and the reader of YAML tells places.
    let documents = yaml::parse(text).ok()?;
    let throughput = throughput(documents.first()?)?;
    let value: f64 = throughput.text()?.parse().ok().filter(|value| *value > 0.0)?;
    let place = LineIndex::new(text).place(file, text, throughput.bytes.clone());
    let point = LoadPoint {
        instances: count_in_name(file.file_name()),
        throughput: value,
        place: place.clone(),
    };
    Some(LoadTest { place, points: vec![point] })
}

fn throughput(document: &Node) -> Option<&Node> {
    if let Some(requests) = document.get("metrics").and_then(|all| all.get("http_reqs")) {
        // `--summary-export` writes the values beside each other, `handleSummary` one level deeper.
        return requests.get("values").unwrap_or(requests).get("rate");
    }
    document.get("latencies").and(document.get("throughput"))
}

fn count_in_name(name: &str) -> Option<f64> {
    let found = COUNT.captures(name)?;
    found.get(1).or(found.get(2))?.as_str().parse().ok().filter(|count| *count > 0.0)
}

/// Joins the results of one folder that are of different numbers of instances: together they are
/// one test.
pub(super) fn join(tests: Vec<LoadTest>) -> Vec<LoadTest> {
    let mut joined: BTreeMap<String, LoadTest> = BTreeMap::new();
    let mut others = Vec::new();
    for test in tests {
        match test.points.as_slice() {
            [point] if point.instances.is_some() => {
                let folder = point.place.file.folder().to_owned();
                let ending = point.place.file.as_str().rsplit('.').next().unwrap_or_default();
                match joined.entry(format!("{folder}.{ending}")) {
                    std::collections::btree_map::Entry::Vacant(free) => {
                        free.insert(test);
                    }
                    std::collections::btree_map::Entry::Occupied(mut known) => {
                        known.get_mut().points.extend(test.points);
                    }
                }
            }
            _ => others.push(test),
        }
    }
    others.extend(joined.into_values());
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(name: &str, text: &str) -> Option<(Option<f64>, f64, String)> {
        let test = read_json(&FilePath::new(name), text)?;
        let point = &test.points[0];
        Some((point.instances, point.throughput, text[point.place.byte_range()].to_owned()))
    }

    #[test]
    fn k6_and_vegeta_say_their_throughput() {
        let exported = "{\"metrics\": {\n\t\"http_reqs\": {\"count\": 9, \"rate\": 910.5}}}";
        assert_eq!(
            json("load/3-replicas.json", exported),
            Some((Some(3.0), 910.5, "910.5".into()))
        );
        let handled =
            "{\"metrics\":{\"http_reqs\":{\"type\":\"counter\",\"values\":{\"rate\":12}}}}";
        assert_eq!(json("k6/summary.json", handled), Some((None, 12.0, "12".into())));
        let vegeta = "{\"latencies\":{\"mean\":1},\"rate\":100,\"throughput\":99.5,\"success\":1}";
        assert_eq!(json("vegeta_pods4.json", vegeta), Some((Some(4.0), 99.5, "99.5".into())));
        assert_eq!(json("load/package.json", "{\"throughput\": 3}"), None);
    }

    #[test]
    fn each_line_of_a_csv_has_its_place() {
        let text = "instances,rps\r\n1,400\r\n2,\"1,100\"\r\n";
        let tests = read_csv(&FilePath::new("load/results.csv"), text);
        let points: Vec<_> = tests[0]
            .points
            .iter()
            .map(|p| (p.throughput, p.place.start.line, &text[p.place.byte_range()]))
            .collect();
        assert_eq!(points, [(400.0, 2, "1,400"), (1100.0, 3, "2,\"1,100\"")]);
    }

    #[test]
    fn results_of_several_counts_in_one_folder_are_one_test() {
        let file = |count: &str, rate: &str| {
            let text = format!("{{\"metrics\":{{\"http_reqs\":{{\"rate\":{rate}}}}}}}");
            read_json(&FilePath::new(format!("load/k6-{count}.json")), &text).expect("a summary")
        };
        let joined = join(vec![file("1-pod", "100"), file("2-pods", "190"), file("x", "5")]);
        let sizes: Vec<usize> = joined.iter().map(|test| test.points.len()).collect();
        assert_eq!(sizes, [1, 2]);
    }

    #[test]
    fn results_lie_under_words_of_load_tests() {
        let may = |path: &str| may_lie_at(&FilePath::new(path));
        assert!(may("load/results.csv") && may("docs/压测/结果.csv") && may("a/k6-summary.json"));
        assert!(!may("assets/download.json") && !may("package.json"));
    }
}
