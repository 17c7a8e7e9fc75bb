//! Tables with a column of instances and one of throughput, in English or Chinese.
//!
//! The cells go in; one load test comes out for each group of rows whose other words are the same,
//! so that a table of several workloads is several tests.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::{LoadPoint, LoadTest, Place};

/// A row below the header.
pub(crate) struct LoadRow {
    pub(crate) cells: Vec<String>,
    pub(crate) place: Place,
}

/// The load tests of a table with the header cells `headers`.
pub(crate) fn in_table(headers: &[String], rows: &[LoadRow]) -> Vec<LoadTest> {
    let Some(instances) = headers.iter().position(|header| INSTANCES.is_match(header.trim()))
    else {
        return Vec::new();
    };
    let Some(throughput) = throughput_column(headers, instances) else { return Vec::new() };
    let mut groups: Vec<(String, LoadTest)> = Vec::new();
    for row in rows {
        let value = |at: usize| row.cells.get(at).and_then(|cell| figure(cell));
        let (Some(count), Some(work)) = (value(instances), value(throughput)) else { continue };
        if count < 1.0 || work <= 0.0 {
            continue;
        }
        let point =
            LoadPoint { instances: Some(count), throughput: work, place: row.place.clone() };
        let group = words_beside(row, &[instances, throughput]);
        match groups.iter_mut().find(|(words, _)| *words == group) {
            Some((_, test)) => add(test, point),
            None => {
                let test = LoadTest { place: row.place.clone(), points: vec![point] };
                groups.push((group, test));
            }
        }
    }
    groups.into_iter().map(|(_, test)| test).collect()
}

/// Adds a point. Of several tests of one count, under rising load say, the best one shows what it
/// can do.
fn add(test: &mut LoadTest, point: LoadPoint) {
    match test.points.iter_mut().find(|known| known.instances == point.instances) {
        Some(known) if known.throughput < point.throughput => *known = point,
        Some(_) => {}
        None => test.points.push(point),
    }
}

/// What tells the workloads of a table apart: the cells that are no figures.
fn words_beside(row: &LoadRow, figures: &[usize]) -> String {
    let others = row.cells.iter().enumerate().filter(|(at, _)| !figures.contains(at));
    let words = others.map(|(_, cell)| cell.trim()).filter(|cell| figure(cell).is_none());
    words.filter(|cell| !cell.starts_with(['-', '—', '~'])).collect::<Vec<_>>().join("|")
}

/// The column that says throughput by its name, else one whose unit is some work per second.
fn throughput_column(headers: &[String], instances: usize) -> Option<usize> {
    let is = |pattern: &'static LazyLock<Regex>| {
        move |(at, header): (usize, &String)| {
            (at != instances && pattern.is_match(header) && !NO_THROUGHPUT.is_match(header))
                .then_some(at)
        }
    };
    let named = headers.iter().enumerate().find_map(is(&THROUGHPUT));
    named.or_else(|| headers.iter().enumerate().find_map(is(&PER_SECOND)))
}

static INSTANCES: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^[`*]*(?:(?:number\ of|no\.\ of|\#\ ?of|\#)\s*)?(?:(?:worker|service|server|api|app)[\ _-])?
      (?:instances?|replicas?|pods?|nodes?|workers?|servers?|machines?|shards?|threads?|brokers?|processes)
      (?:[\ _-](?:count|number|num))?[`*]*(?:\s*[(\[].*)?$
      |^(?:服务|应用|工作)?(?:实例|副本|节点|机器|分片|线程|进程)(?:数|数量|个数)?(?:\s*[((].*)?$
      |^(?:Pod|worker)\s*(?:数|数量|个数)$",
    )
});
static THROUGHPUT: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i)through[- ]?put|\b(?:rps|qps|tps)\b|(?:^|_)(?:rps|qps|tps)(?:_|$)|吞吐")
});
static PER_SECOND: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)[a-z]\s*(?:/|per[ _]|_)\s*s(?:ec(?:onds?)?)?(?:$|[\s)\]`])|per[ _]second|每秒|/\s*秒",
    )
});
/// Time, traffic and losses are measured per second too.
static NO_THROUGHPUT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)latency|\bp\d\d|percentile|error|fail|dropped|target|expected|\b[kmg]i?b(?:it|yte)?s?\s*/|延迟|时延|错误|失败|目标|预期",
    )
});
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^[`*]*[~≈>约]?\s*(\d{1,3}(?:[,_ '\u{a0}\u{202f}]\d{3})+|\d+)(\.\d+)?\s*(?:(k|m|万|thousand|million)(?:$|[^\p{L}]|/))?(.*)$",
    )
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The number that a cell begins with: `1,580 req/s`, `~1.2k`, `3 万`. Ranges and dates are none.
fn figure(cell: &str) -> Option<f64> {
    let found = FIGURE.captures(cell.trim())?;
    let rest = found.get(4).map_or("", |rest| rest.as_str());
    if rest.starts_with(['-', '–', '~', ':', '.', ',']) || rest.trim_start().starts_with(['–', '-'])
    {
        return None;
    }
    let whole: String = found[1].chars().filter(char::is_ascii_digit).collect();
    let part = found.get(2).map_or("", |part| part.as_str());
    let number: f64 = format!("{whole}{part}").parse().ok()?;
    let factor = match found.get(3).map(|unit| unit.as_str().to_lowercase()).as_deref() {
        Some("k" | "thousand") => 1e3,
        Some("万") => 1e4,
        Some("m" | "million") => 1e6,
        _ => 1.0,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{FilePath, LineIndex};

    /// The points of the tests in a table, `instances throughput`.
    fn points(headers: &str, rows: &[&str]) -> Vec<Vec<String>> {
        let cells = |line: &str| line.split('|').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
        let place = LineIndex::new("").place(&FilePath::new("x.md"), "", 0..0);
        let rows: Vec<LoadRow> =
            rows.iter().map(|row| LoadRow { cells: cells(row), place: place.clone() }).collect();
        let said = |point: &LoadPoint| {
            format!("{} {}", point.instances.unwrap_or_default(), point.throughput)
        };
        let tests = in_table(&cells(headers), &rows);
        tests.iter().map(|test| test.points.iter().map(said).collect()).collect()
    }

    #[test]
    fn columns_are_known_in_both_languages_and_any_order() {
        let english = points("p99 | Throughput (req/s) | Replicas", &["12 ms | 1,580 | 4"]);
        assert_eq!(english, [["4 1580"]]);
        let chinese = points("实例数 | 吞吐量 | 延迟", &["2 | 1.2 万 | 3 ms", "4 | 23000 | 4 ms"]);
        assert_eq!(chinese, [["2 12000", "4 23000"]]);
        let lines = points(
            "Worker threads (`THREADS`) | Throughput, lines per second",
            &["1 | 1,050,000", "2 | 1.58M"],
        );
        assert_eq!(lines, [["1 1050000", "2 1580000"]]);
        let named = points("instances | orders_per_second | p99_ms", &["1 | 410 | 38"]);
        assert_eq!(named, [["1 410"]]);
        assert_eq!(points("pods | QPS", &["3 | ~12k rps", "x | 1"]), [["3 12000"]]);
    }

    #[test]
    fn other_tables_measure_nothing() {
        let none: [Vec<String>; 0] = [];
        assert_eq!(points("Node | Role | CPU", &["1 | a | 2"]), none);
        assert_eq!(points("Nodes | p99 latency per second", &["1 | 2"]), none);
        assert_eq!(points("Nodes | Network MB/s", &["1 | 2"]), none);
        assert_eq!(points("Replicas | Target RPS", &["1 | 2"]), none);
        assert_eq!(points("Replicas | RPS", &["2024-05-01 | 5", "1-3 | 7"]), none);
    }

    #[test]
    fn each_workload_is_a_test_of_its_own_and_the_best_of_one_count_counts() {
        let found = points(
            "Workload | Users | Pods | RPS",
            &[
                "read | 10 | 1 | 100",
                "write | 10 | 1 | 50",
                "read | 20 | 1 | 120",
                "read | 9 | 2 | 200",
            ],
        );
        assert_eq!(found, [vec!["1 120", "2 200"], vec!["1 50"]]);
    }
}
