//! However a document is written, it says the same, and places are exact.

use super::*;

#[test]
fn titles_and_text_before_the_first_heading_count() {
    let front = "---\ntitle: High traffic alert\n---\n\nIt fires when traffic exceeds 40 requests for 5m.\n";
    assert_eq!(line(front, Topic::Alerts), Some(5));
    let named =
        read_document(&FilePath::new("docs/load-test.md"), "100 users, 80 req/s, p99 30 ms.\n");
    assert_eq!(named.answer(Topic::LoadTest).map(|a| a.state), Some(AnswerState::Answered));
}

#[test]
fn the_place_is_the_row_or_line_that_decides() {
    let text = "# A\n\n## Alerts\n\n| Metric | Threshold |\n|---|---|\n| memory | see chart |\n| latency | > 300ms |\n";
    assert_eq!(line(text, Topic::Alerts), Some(8));
    let text = "# A\n\n**Status**: draft\n**Scaling owner**: @acme/a\n";
    assert_eq!(line(text, Topic::ScalingOwner), Some(4));
}

#[test]
fn a_long_chinese_heading_is_weak_too() {
    let text = "# A\n\n### 本次变更是否需要在上线之前新增或者修改告警规则\n\n否\n";
    assert_eq!(state(text, Topic::Alerts), AnswerState::Absent);
    assert_eq!(state("# A\n\n### 告警规则\n\n无\n", Topic::Alerts), AnswerState::Placeholder);
}

#[test]
fn a_phrase_inside_a_long_heading_is_weak() {
    let text = "# A\n\n### Will this change need more time than the existing SLOs of its operations allow?\n\nNo.\n";
    assert_eq!(state(text, Topic::Alerts), AnswerState::Absent);
}

#[test]
fn places_are_of_whole_characters_in_any_text() {
    let text = "---\ntitle: 并发模型\n---\n# 一、并发模型🙂\r\n\r\n`写入器` 启动了一个线程\u{3000}\r\n\r\n## 告警\r\n\r\n待定\r\n";
    let document = document(text);
    let answers = document.answers.iter().filter_map(|a| a.place.as_ref());
    for place in answers.chain(document.placeholders.iter().map(|p| &p.place)) {
        assert!(text.get(place.byte_range()).is_some(), "{place:?}");
    }
    assert_eq!(document.placeholders[0].place.start.line, 8);
}

#[test]
fn traditional_chinese_answers_as_simplified_does() {
    for (topic, text) in [
        (Topic::ScalingOwner, "# 訂單\n\n擴容負責人：@acme/orders\n"),
        (Topic::Alerts, "# 訂單\n\n## 警報\n\n隊列積壓超過 800 持續 5 分鐘觸發告警。\n"),
        (
            Topic::LoadTest,
            "# 訂單\n\n## 壓測結果\n\n200 個連接,`QPS`: 1600,平均響應時間: 2.5ms。\n",
        ),
        (Topic::ConcurrencyMap, "# 訂單\n\n| 組件 | 線程數 |\n|---|---|\n| `parser` | 4 |\n"),
        (
            Topic::ServiceBoundaries,
            "# 商城\n\n## 服務邊界\n\n| 服務 | 主要職責 |\n|---|---|\n| Cart | 購物車 |\n| Pay | 支付 |\n",
        ),
    ] {
        assert_eq!(state(text, topic), AnswerState::Answered, "{text}");
    }
}

#[test]
fn headings_above_count_and_so_does_each_of_several_with_one_name() {
    let below =
        |heading: &str| format!("# A\n\n## {heading}\n\n### Intake\n\n- queue depth > 100\n");
    assert_eq!(state(&below("Alerts"), Topic::Alerts), AnswerState::Answered);
    assert_eq!(state(&below("告警"), Topic::Alerts), AnswerState::Answered);
    assert_eq!(state(&below("Layout"), Topic::Alerts), AnswerState::Absent);
    let twice =
        "# A\n\n## api\n\n### Alerts\n\nTBD\n\n## mail\n\n### Alerts\n\n- queue depth > 100\n";
    assert_eq!(state(twice, Topic::Alerts), AnswerState::Answered);
    assert_eq!(line(twice, Topic::Alerts), Some(13));
    assert_eq!(document(twice).placeholders.len(), 1);
}

#[test]
fn in_code_blocks_only_rules_of_alerts_are_read() {
    let alerts = |code: &str| state(&format!("# A\n\n## Monitoring\n\n{code}"), Topic::Alerts);
    assert_eq!(
        alerts("```yaml\n- alert: Full\n  expr: queue_depth > 10\n```\n"),
        AnswerState::Answered
    );
    for code in [
        "```sh\nif [ $queue_depth > 10 ]; then page; fi\n```\n",
        "```json\n{\"alert\": \"queue_depth > 10\"}\n```\n",
        "```text\n| Alert | Threshold |\n|---|---|\n| queue depth | > 10 |\n```\n",
        "~~~md\n## Alerts\n\n- queue depth > 10\n~~~\n",
    ] {
        assert_ne!(alerts(code), AnswerState::Answered, "{code}");
    }
    let map =
        "```\n| Code | Kind | Size setting |\n|---|---|---|\n| `a::run` | pool | `N` |\n```\n";
    assert!(document(&format!("# A\n\n## Concurrency\n\n{map}")).map.is_empty());
}

#[test]
fn every_way_of_writing_markdown_counts() {
    for text in [
        "# A\n\n- **负责人:** @acme/a (扩容)\n\n**Scaling owner:** @acme/a\n",
        "A\n=\n\nScaling owner\n-------------\n\n@acme/a scales it.\n",
        "# A\n\n## Scaling {#who .wide}\n\nOwner: @acme/a\n",
        "# A\n\nIt scales.[^who]\n\n[^who]: Scaling owner: @acme/a\n",
        "# A\n\n- **Scaling owner** — @acme/a\n",
    ] {
        assert_eq!(state(text, Topic::ScalingOwner), AnswerState::Answered, "{text}");
    }
}
