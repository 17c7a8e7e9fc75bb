use super::*;

mod against_parser;

fn names(expression: &str) -> Vec<String> {
    metrics(expression).expect("PromQL").names
}

fn refused(expression: &str) -> String {
    metrics(expression).expect_err("no PromQL")
}

#[test]
fn every_selector_names_its_metric_once() {
    let read = names(
        "sum(rate(jobs_failed_total{queue=~\"a|b\"}[5m])) by (queue) / on (queue) sum(jobs_total) > 0.1 \
         or absent(up{job=\"x\"}) and jobs_total > 1 or max_over_time(depth[10m:1m]) > 1",
    );
    assert_eq!(read, ["jobs_failed_total", "jobs_total", "up", "depth"]);
}

#[test]
fn the_parameter_of_an_aggregation_is_read_too() {
    assert_eq!(names("topk(scalar(wanted), depth)"), ["wanted", "depth"]);
}

#[test]
fn names_in_braces_count_and_patterns_can_not_be_told() {
    assert_eq!(names("rate({__name__=\"a_total\"}[1m])"), ["a_total"]);
    assert_eq!(names("{__name__=~\"a|b\"}"), ["a", "b"]);
    assert_eq!(names("{\"queue.depth\", job=\"a\"}"), ["queue.depth"]);
    let pattern = metrics("{__name__=~\"a_.*\"} > 1").expect("PromQL");
    assert_eq!(pattern.unnamed, ["metrics by the pattern `a_.*`"]);
    let nameless = metrics("{job=\"api\"} > 1").expect("PromQL");
    assert_eq!(nameless.unnamed, ["a selector without the name of a metric"]);
}

#[test]
fn templates_other_languages_and_generated_lengths_say_so() {
    assert!(refused("x > {{ .Values.max }}").contains("template"));
    assert_eq!(refused("sum(rate({a=\"b\"} |= \"x\" [1m]))"), "not PromQL: unexpected `|=`");
    assert_eq!(refused("rate(a[$interval])"), "not PromQL: unexpected `[$interval])`");
    assert_eq!(refused("a > "), "not PromQL: expected an operand, found the end");
    assert_eq!(refused("a b"), "not PromQL: expected an operator, found `b`");
    assert_eq!(refused("sum(a"), "not PromQL: expected `)`, found the end");
    assert_eq!(refused("a{b}"), "not PromQL: expected `=` after a label, found `}`");
    assert!(refused(&"(".repeat(1 << 20)).contains("longer than 16 KB"));
}

#[test]
fn nesting_is_followed_as_far_as_people_write_it() {
    let nested = |depth| format!("{}a{}", "abs(".repeat(depth), ")".repeat(depth));
    assert_eq!(names(&nested(99)), ["a"]);
    assert!(refused(&nested(1000)).contains("nested more than 100 deep"));
    assert!(refused(&"(".repeat(LONGEST)).contains("nested more than 100 deep"));
    assert!(refused(&"-".repeat(LONGEST)).contains("found the end"));
}

#[test]
fn a_duration_without_end_is_refused() {
    assert_eq!(refused("a offset Inf"), "not PromQL: expected a duration, found `Inf`");
}

#[test]
fn a_name_is_found_where_it_is_a_metric() {
    let at = |written: &str| find(written, "depth").map(|found| found.start);
    assert_eq!(at("max(depth) > 1"), Some(4));
    assert_eq!(at("x{a=\"depth\"} > depth"), Some(15));
    assert_eq!(at("queue_depth > depth_max + depth"), Some(26));
    assert_eq!(at("# depth\ndepth > 1"), Some(8));
    assert_eq!(at("{__name__=\"depth\"}"), Some(11));
    assert_eq!(at("other"), None);
}
