//! `--format sarif` on findings that no project has.

use super::*;
use crate::facts::Unfollowed;
use crate::report::sarif;
use crate::support::sarif::assert_valid;

#[test]
fn any_report_is_valid_even_with_equal_related_places_and_notes() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    let hop = related(project.place("src/pool.rs", "16"), "fixed \u{1b} here");
    let mut way = finding(Some(place.clone()), vec![hop.clone(), hop.clone()]);
    way.is_way = true;
    let twice = finding(Some(place.clone()), vec![hop.clone(), hop]);
    let note = Unfollowed { place, what: "no way further".to_string() };
    for findings in [vec![], vec![way, twice, finding(None, vec![])]] {
        let report = report(findings).with_unfollowed(vec![note.clone()], true);
        let text = in_context(&report, |out, context| sarif::write(out, context));
        let log = serde_json::from_str(&text).unwrap();
        assert_valid(&log);
        let notes = log.pointer("/runs/0/invocations/0/toolExecutionNotifications").unwrap();
        assert_eq!(notes[0]["message"]["text"], "no way further");
    }
}
