//! Alert and recording rules of Prometheus: rule files, `PrometheusRule` resources, and ConfigMaps
//! that hold a rule file as a block.
//!
//! The text of a YAML file goes in; its rules come out with the place of everything that they say.

use std::ops::Range;

use super::promql;
use super::yaml::{self, Node, Value};
use crate::facts::{
    Alert, FilePath, LineIndex, OperationFacts, Place, Recording, SourceText, Unfollowed,
};

/// The names under which rules say who looks after them, the first one that is there.
const OWNER: [&str; 2] = ["owner", "team"];
const RUNBOOK: [&str; 4] = ["runbook_url", "runbook", "playbook_url", "playbook"];

/// True for texts that are worth parsing.
pub(super) fn may_hold_rules(text: &str) -> bool {
    let holds = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    holds("expr:") && (holds("alert:") || holds("record:"))
}

/// Reads the rules of `text`, the text of `file`, into `facts`.
pub(super) fn read(file: &FilePath, text: &str, facts: &mut OperationFacts) {
    let mut reader = Reader { file, text, lines: LineIndex::new(text), facts };
    match yaml::parse(text) {
        Ok(documents) => documents.iter().for_each(|document| reader.document(document, 0)),
        Err(error) => {
            let what = if text.contains("{{") {
                "alert rules in a template, which is no YAML before it is filled in".into()
            } else {
                format!("alert rules that can't be read: {}", error.message)
            };
            reader.give_up(error.byte..error.byte, what);
        }
    }
}

struct Reader<'r> {
    file: &'r FilePath,
    text: &'r str,
    lines: LineIndex,
    facts: &'r mut OperationFacts,
}

impl Reader<'_> {
    /// One document, whose text begins at byte `base` of the file.
    fn document(&mut self, document: &Node, base: usize) {
        let kind = document.get("kind").and_then(Node::text);
        if let (Some("List"), Some(items)) = (kind, document.get("items")) {
            for item in items.items() {
                self.document(item, base);
            }
        }
        if let (Some("ConfigMap"), Some(data)) = (kind, document.get("data")) {
            for (_, value) in data.entries() {
                self.embedded(value, base);
            }
        }
        let groups = document.get("spec").and_then(|spec| spec.get("groups"));
        let Some(groups) = groups.or_else(|| document.get("groups")) else { return };
        for rule in groups.items().iter().filter_map(|group| group.get("rules")) {
            rule.items().iter().for_each(|rule| self.rule(rule, base));
        }
    }

    /// A file within a file: a block keeps its lines, so that it can be read in its place.
    fn embedded(&mut self, value: &Node, base: usize) {
        let Value::Scalar { text: said, literal: true } = &value.value else { return };
        if !may_hold_rules(said) {
            return;
        }
        let start = base + value.bytes.start;
        let line =
            self.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |n| n + 1);
        let Some(block) = self.text.get(line..base + value.bytes.end) else { return };
        match yaml::parse(block) {
            Ok(documents) => documents.iter().for_each(|document| self.document(document, line)),
            Err(error) => {
                let at = line + error.byte;
                let what = format!("alert rules in a block that can't be read: {}", error.message);
                self.give_up(at..at, what);
            }
        }
    }

    fn rule(&mut self, rule: &Node, base: usize) {
        let Some(expression) = rule.get("expr") else { return };
        if let Some(name) = rule.get("alert").and_then(|name| self.said(name, base)) {
            let (metrics, followed) = self.metrics(expression, base);
            let labelled = |place: &str, keys: &[&str]| {
                let labels = rule.get(place)?;
                let value = keys.iter().find_map(|key| labels.get(key))?;
                self.said(value, base).filter(|text| !text.text.contains("{{"))
            };
            let alert = Alert {
                name,
                metrics,
                followed,
                hold: rule.get("for").and_then(Node::text).map(str::to_owned),
                severity: labelled("labels", &["severity"]),
                owner: labelled("labels", &OWNER).or_else(|| labelled("annotations", &OWNER)),
                runbook: labelled("annotations", &RUNBOOK).or_else(|| labelled("labels", &RUNBOOK)),
            };
            self.facts.alerts.push(alert);
        } else if let Some(name) = rule.get("record").and_then(|name| self.said(name, base)) {
            let (metrics, followed) = self.metrics(expression, base);
            self.facts.recordings.push(Recording { name, metrics, followed });
        }
    }

    /// The metrics of an expression, and whether these are all.
    fn metrics(&mut self, expression: &Node, base: usize) -> (Vec<SourceText>, bool) {
        let whole = base + expression.bytes.start..base + expression.bytes.end;
        let said = expression.text().unwrap_or_default();
        let found = match promql::metrics(said) {
            Ok(found) => found,
            Err(why) => {
                self.give_up(whole, why);
                return (Vec::new(), false);
            }
        };
        let written = self.text.get(whole.clone()).unwrap_or_default();
        let place = |name: &String| match promql::find(written, name) {
            Some(part) => whole.start + part.start..whole.start + part.end,
            None => whole.clone(),
        };
        let metrics = found
            .names
            .iter()
            .map(|name| SourceText { text: name.clone(), place: self.place(place(name)) });
        let metrics = metrics.collect();
        let followed = found.unnamed.is_empty();
        for what in found.unnamed {
            self.give_up(whole.clone(), what);
        }
        (metrics, followed)
    }

    /// What a scalar says, unless that is nothing.
    fn said(&self, node: &Node, base: usize) -> Option<SourceText> {
        let text = node.text().filter(|text| !text.trim().is_empty())?;
        let bytes = base + node.bytes.start..base + node.bytes.end;
        Some(SourceText { text: text.trim().to_owned(), place: self.place(bytes) })
    }

    fn give_up(&mut self, bytes: Range<usize>, what: String) {
        let place = self.place(bytes);
        self.facts.unfollowed.push(Unfollowed { place, what });
    }

    fn place(&self, bytes: Range<usize>) -> Place {
        self.lines.place(self.file, self.text, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_rules(text: &str) -> OperationFacts {
        let mut facts = OperationFacts::default();
        read(&FilePath::new("ops/alerts.yaml"), text, &mut facts);
        facts
    }

    /// A text as `line:column text`, with a `!` when its bytes hold something else.
    fn shown(text: &str, said: &SourceText) -> String {
        let exact = text.get(said.place.byte_range()) == Some(&said.text);
        let mark = if exact { "" } else { "!" };
        format!("{}:{} {}{mark}", said.place.start.line, said.place.start.column, said.text)
    }

    #[test]
    fn an_alert_says_what_it_watches_who_owns_it_and_what_to_do() {
        let text = "\
groups:
- name: 队列
  rules:
  - alert: 'QueueFilling'
    expr: |
      # the queue
      max(queue_depth{kind=\"queue_size\"})
        > on (queue) queue_size
    for: 5m
    labels: {severity: page, team: \"@acme/orders\"}
    annotations:
      summary: \"{{ $labels.queue }} is filling\"
      runbook_url: docs/runbook.md#queue
  - record: queue:depth:max
    expr: 'max(queue_depth)'
";
        let found = read_rules(text);
        let alert = &found.alerts[0];
        assert_eq!(shown(text, &alert.name), "4:13 QueueFilling");
        let metrics: Vec<String> = alert.metrics.iter().map(|m| shown(text, m)).collect();
        assert_eq!(metrics, ["7:11 queue_depth", "8:22 queue_size"]);
        assert!(alert.followed);
        assert_eq!(alert.hold.as_deref(), Some("5m"));
        assert_eq!(alert.severity.as_ref().map(|t| shown(text, t)), Some("10:24 page".into()));
        let owner = alert.owner.as_ref().map(|t| shown(text, t));
        assert_eq!(owner, Some("10:37 @acme/orders".into()));
        let runbook = alert.runbook.as_ref().map(|t| shown(text, t));
        assert_eq!(runbook, Some("13:20 docs/runbook.md#queue".into()));
        assert_eq!(shown(text, &found.recordings[0].name), "14:13 queue:depth:max");
        assert_eq!(shown(text, &found.recordings[0].metrics[0]), "15:16 queue_depth");
        assert!(found.unfollowed.is_empty(), "{:?}", found.unfollowed);
    }

    #[test]
    fn resources_and_config_maps_hold_rules_too() {
        let text = "\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
  - rules:
    - {alert: A, expr: a > 1}
---
kind: ConfigMap
data:
  other: text
  rules.yml: |
    groups:
    - rules:
      - alert: B
        expr: b > 1
";
        let found = read_rules(text);
        let names: Vec<String> = found.alerts.iter().map(|a| shown(text, &a.name)).collect();
        assert_eq!(names, ["6:15 A", "14:16 B"]);
        assert_eq!(shown(text, &found.alerts[1].metrics[0]), "15:15 b");
    }

    #[test]
    fn templates_and_other_languages_are_noted_and_the_rest_is_read() {
        let text = "groups:\n- rules:\n  - alert: A\n    expr: a > {{ .Values.limit }}\n  - alert: B\n    expr: b > 1\n";
        let found = read_rules(text);
        assert_eq!(found.alerts.len(), 2);
        assert!(!found.alerts[0].followed && found.alerts[1].followed);
        assert_eq!(found.unfollowed[0].what, "a template fills in the expression");
        assert_eq!(found.unfollowed[0].place.start.line, 4);
        let template = read_rules(
            "{{- if .Values.alerts }}\ngroups:\n- rules:\n  - alert: A\n    expr: a\n{{- end }}\n",
        );
        assert!(template.alerts.is_empty());
        assert!(template.unfollowed[0].what.contains("in a template"));
    }

    #[test]
    fn unit_tests_of_rules_and_other_files_hold_none() {
        let text = "rule_files: [a.yml]\ntests:\n- promql_expr_test:\n  - expr: a\n    alert: A\n";
        assert_eq!(read_rules(text).alerts, []);
        assert!(!may_hold_rules("kind: Deployment\nexpr: a\n"));
    }
}
