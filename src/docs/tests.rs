//! What documents answer, told by small documents in English and Chinese.

use super::*;

fn document(text: &str) -> Document {
    read_document(&FilePath::new("docs/app.md"), text)
}

fn state(text: &str, topic: Topic) -> State {
    document(text).answer(topic).map_or(State::Absent, |answer| answer.state)
}

fn line(text: &str, topic: Topic) -> Option<u32> {
    let document = document(text);
    let place = document.answer(topic)?.place.as_ref()?;
    Some(place.start.line)
}

/// Asserts the state of `topic` in each of the documents.
fn all(topic: Topic, expected: State, documents: &[&str]) {
    for text in documents {
        let document = document(text);
        let answer = document.answer(topic).expect("every topic has an answer");
        assert_eq!(answer.state, expected, "{}\n--- in\n{text}", answer.why);
    }
}

#[test]
fn a_unit_of_concurrency_tied_to_a_component_answers() {
    all(
        Topic::ConcurrencyMap,
        State::Answered,
        &[
            "# Sink\n\n## Design\n\nThe `flusher` spawns one task, and `Intake` associates one connection with one tokio task.\n",
            "# Sink\n\nThe process runs three threads: Poller, Writer and Reaper.\n",
            "# Sink\n\n`parse::run` hands events to a pool of 4 worker threads.\n",
            "# 汇聚服务\n\n## 实现\n\nFlush Service有一个线程每秒扫描一次缓冲区。\n",
            "# Sink\n\n| Service | Thread pool | Queue |\n|---|---|---|\n| parser | 4 threads | 100 |\n",
            "# Sink\n\n| Code | Kind | Size setting | Metric | Alert | Owner |\n|---|---|---|---|---|---|\n| `parse::run` | pool | `PARSE_WORKERS` | | | @acme/sink |\n",
            "# 汇聚\n\n| 组件 | 线程数 |\n|---|---|\n| `parser` | 4 |\n",
        ],
    );
}

#[test]
fn talk_about_concurrency_in_general_does_not_answer() {
    let answered = |text| state(text, Topic::ConcurrencyMap) == State::Answered;
    for text in [
        "# Common threading models\n\n## Reactor\n\n`epoll` servers start one thread per core.\n",
        "# 常见线程模型\n\n`libx` 使用一个线程处理所有连接。\n",
        "# Sink\n\nBuilt for high concurrency: stateless, scale out.\n",
        "# Sink\n\n## Limits\n\nEach method of `Sink` has a concurrency limit of 20.\n",
        "# Sink\n\n## Load test\n\n`driver` ran 24 worker threads on two machines.\n",
        "# Sink\n\n## Alternatives\n\n`Writer` could run one thread per shard, and Parser runs two threads.\n",
        "# Sink\n\n`Writer` avoids creating a separate thread for each shard.\n",
        "# Sink\n\nPost in the `Sink` channel of Slack and start one thread per question.\n",
        "# Sink\n\nThe benchmarks of `Writer` use 8 threads.\n",
        "# Sink\n\nIf `Writer` runs one thread per shard, locks are needed.\n",
        "# Sink\n\n`Sink` 是线程安全的,一个线程池即可。\n",
        "# Changelog\n\n## 1.2.0 (2024-05-01)\n\n- `Writer` now runs one thread per shard\n",
        "# Sink\n\n| Code | Kind | Size setting |\n|---|---|---|\n| `parse::run` | pool | |\n",
        "# Sink\n\n```rust\n// Writer runs 4 threads\n```\n",
    ] {
        assert!(!answered(text), "{text}");
    }
}

#[test]
fn a_named_owner_of_the_service_or_its_scaling_answers() {
    all(
        Topic::ScalingOwner,
        State::Answered,
        &[
            "# Mail\n\n**Scaling owner:** @acme/mail (3-12 replicas)\n",
            "# Mail\n\n## Capacity\n\n- 负责人：王小明\n",
            "# 邮件服务\n\n- **扩容负责人**：邮件团队\n",
            "# Mail\n\n## Scaling\n\nThe cluster grows by itself; ask the Storage Platform team for more disk.\n",
            "# Mail\n\n## Mail services\n\n* `relay` is owned by the Delivery Group.\n",
            "# Mail\n\n| Code | Kind | Owner |\n|---|---|---|\n| `relay::run` | pool | @acme/delivery |\n",
            "# Mail\n\n| Service | Owner |\n|---|---|\n| relay | @acme/delivery |\n",
            "---\nservice_owner: group:default/mail\n---\n# Mail\n",
            "# Mail\n\n## On-call\n\nOn-call: mail-oncall@acme.example\n",
        ],
    );
}

#[test]
fn authors_roles_pages_and_mechanisms_are_no_owners() {
    for text in [
        "---\nowner: jane\n---\n# Mail\n\nIt sends.\n",
        "# Design: retries\n\n**Owners:** @jane\n\nAuthor: @joe\n\nReviewers: @jim\n",
        "# Mail\n\n## Scaling\n\nThe autoscaler adds replicas at 70% CPU.\n",
        "# Mail\n\n## Escalation\n\n| Role | Contact |\n|---|---|\n| first | DevOps Lead |\n",
        "# Mail\n\n## Help\n\nPost in the #mail-users channel.\n",
        "# Mail\n\n## Ownership\n\nThe buffer is owned by the writer.\n",
    ] {
        assert_ne!(state(text, Topic::ScalingOwner), State::Answered, "{text}");
    }
}

#[test]
fn a_stand_in_for_an_owner_is_a_placeholder() {
    all(
        Topic::ScalingOwner,
        State::Placeholder,
        &[
            "# Mail\n\n**Scaling owner:** TBD\n",
            "# Mail\n\n**Service owner:** @your-team\n",
            "# 邮件\n\n- **负责人**：________\n",
            "# 邮件\n\n## 紧急联系\n\n| 角色 | 联系方式 |\n|---|---|\n| 值班 | oncall@team |\n",
        ],
    );
}

#[test]
fn a_threshold_that_somebody_is_told_about_answers() {
    all(
        Topic::Alerts,
        State::Answered,
        &[
            "# Feed\n\n## Alerts\n\n- p99 latency above 300 ms\n",
            "# Feed\n\nThe alert fires when 5% of requests fail for more than 10 minutes.\n",
            "# Feed\n\n## SLO\n\nMetric `feed_write_seconds` <= 100ms on 90-percentile.\n",
            "# 信息流\n\n## 监控\n\n| 指标 | 告警阈值 |\n|---|---|\n| 错误率 | > 1% |\n",
            "# Feed\n\n## Monitoring\n\n```promql\nrate(feed_errors_total[5m]) > 0.2\n```\n",
            "# 信息流\n\n## 上线后监控\n\n```promql\nrate(feed_lag[5m])\n# 告警阈值: P95 > 150ms\n```\n",
            "# Feed\n\n```yaml\n- alert: Lag\n  expr: feed_lag > 500\n  for: 5m\n```\n",
            "# 信息流\n\n队列积压超过 800 持续 5 分钟触发告警。\n",
        ],
    );
}

#[test]
fn metrics_without_numbers_and_numbers_for_machines_do_not_answer() {
    for text in [
        "# Feed\n\n## Monitoring\n\nWe export latency, errors and queue depth.\n",
        "# Feed\n\n## Circuit breaker\n\nIt opens when the error rate exceeds 50% for 10 seconds.\n",
        "# Feed\n\nThe pool grows when CPU usage is above 80%.\n",
        "# Feed\n\n## Alertmanager\n\nAlertmanager keeps 5 replicas of more than 3 rules.\n",
        "# Feed\n\n## Measured\n\n| Metric | Value |\n|---|---|\n| p99 | 30 ms |\n",
        "# 限流\n\n## 错误率阈值\n\n错误率高于 10% 时熔断。\n",
        "# Feed\n\n## Alerts\n\n```yaml\nbudget:\n  threshold: 150ms\n```\n",
    ] {
        assert_ne!(state(text, Topic::Alerts), State::Answered, "{text}");
    }
}

#[test]
fn a_test_with_its_load_and_its_result_answers() {
    all(
        Topic::LoadTest,
        State::Answered,
        &[
            "# Feed\n\n## Load test\n\n400 users for 10 minutes: 900 req/s, p99 80 ms.\n",
            "# Feed\n\nLoad testing with 100 virtual users gave 55.8 req/s.\n",
            "# Feed\n\n| Replicas | RPS |\n|---|---|\n| 1 | 480 |\n| 2 | 930 |\n",
            "# 信息流\n\n## 压测结果\n\n200 个连接,`QPS`: 1600,平均响应时间: 2.5ms。\n",
            "# Feed\n\n## Alternatives\n\n### Benchmarks\n\nWith 10000 rows a query went from 10s to 5s.\n",
            "# 信息流\n\n## 性能目标\n\n| 指标 | 目标值 |\n|---|---|\n| 吞吐量 | 5,000 msg/s |\n| P99 | < 50ms |\n| CPU | < 80% |\n\n## 压测\n\n脚本在 `load/`。\n",
        ],
    );
}

#[test]
fn how_to_run_a_tool_and_a_figure_by_the_way_are_no_load_test() {
    for text in [
        "# Load test\n\n## Running it\n\nInstall k6, then `k6 run test.js`.\n\n```sh\nk6 run --vus 100 --duration 30s test.js\n```\n",
        "# Feed\n\nOne machine held 10000 connections.\n",
        "# Feed\n\n## Performance\n\nWrites take 5 ms at 300 req/s.\n",
        "# Feed\n\n## Test plan\n\nUnit tests cover 80% of the code.\n",
        "# 信息流\n\n上线前进行压力测试。\n",
    ] {
        assert_ne!(state(text, Topic::LoadTest), State::Answered, "{text}");
    }
}

#[test]
fn two_parts_with_their_duties_answer() {
    all(
        Topic::ServiceBoundaries,
        State::Answered,
        &[
            "# Shop\n\n## Services\n\n- **cart:** keeps what a customer wants to buy\n- **pay:** charges cards\n",
            "# Shop\n\n## Components\n\n### Cart\n\nThe **cart** service stores items.\n\n### Pay\n\nPay is responsible for charges.\n",
            "# Shop\n\n## Architecture\n\nThe cart API receives orders. The mail worker sends receipts.\n",
            "# 商城\n\n## 后端(Backend)\n\n- **购物车：** 保存商品\n- **支付网关：** 鉴权、限流、路由\n",
            "# 商城\n\n### 4. 核心业务服务\n\n| 服务 | 主要职责 |\n|---|---|\n| Cart | 购物车 |\n| Pay | 支付 |\n",
        ],
    );
}

#[test]
fn features_dependencies_and_single_parts_are_no_map() {
    for text in [
        "# Shop\n\n## Features\n\n- **Fast:** it is fast and small\n- **Safe:** it is safe to use\n",
        "# Shop\n\n## Dependencies\n\n| Service | Description |\n|---|---|\n| S3 | stores files |\n| SES | sends mails |\n",
        "# Shop\n\n## Services\n\n- **cart:** keeps what a customer wants to buy\n",
        "# Shop\n\n## Architecture\n\n![diagram](a.png)\n",
        "# 商城\n\n### 后端\n\n- **框架**: Actix\n- **数据库**: PostgreSQL\n",
        "# Shop service\n\n## Goals\n\n- **Goal:** sell more things\n- **Limitation:** only in shops\n",
    ] {
        assert_ne!(state(text, Topic::ServiceBoundaries), State::Answered, "{text}");
    }
}

#[test]
fn a_section_that_says_nothing_is_a_placeholder() {
    all(
        Topic::Alerts,
        State::Placeholder,
        &[
            "# A\n\n## Alerts\n",
            "# A\n\n## Alerts\n\nTBD\n",
            "# A\n\n## 告警\n\n待补充。\n",
            "# A\n\n## Alerts\n\nTODO: write them after the launch\n",
            "# A\n\n## Alerts\n\n<!-- Which alerts are there? -->\n",
            "# A\n\n## SLO\n\n> Propose here the objectives of your service.\n",
            "# A\n\n## Alerts\n\n[list the alerts]\n\n- Threshold: ____\n",
            "# A\n\n## Alerts\n\n| Metric | Threshold |\n|---|---|\n| latency | |\n",
            "# A\n\n## Monitoring requirements\n\n### What are the reasonable SLOs (service level objectives) for this change?\n\n- [ ] Metric\n  - Name:\n",
            "# A\n\n## Alerts\n\n### Paging\n\n### Chat\n\nN/A\n",
        ],
    );
}

#[test]
fn nested_empty_sections_are_one_placeholder_at_the_outermost() {
    let found = document("# A\n\n## Alerts\n\n### Alert rules\n\n### Alarms\n\nTBD\n").placeholders;
    let places: Vec<(u32, &str)> =
        found.iter().map(|p| (p.place.start.line, p.why.as_str())).collect();
    assert_eq!(places, [(3, "only \"TBD\"")]);
}

#[test]
fn a_reason_behind_not_applicable_is_no_placeholder_and_no_answer() {
    for text in [
        "# A\n\n## Load test\n\nN/A: one cron job calls it once a day\n",
        "# A\n\n## 压测\n\n不涉及：该服务每天只由一个定时任务调用一次\n",
    ] {
        assert_eq!(state(text, Topic::LoadTest), State::Partial, "{text}");
        assert!(document(text).placeholders.is_empty(), "{text}");
    }
    assert_eq!(state("# A\n\n## Load test\n\nN/A\n", Topic::LoadTest), State::Placeholder);
}

#[test]
fn an_answer_elsewhere_outweighs_an_empty_section() {
    let text = "# A\n\n## Alerts\n\n## Alerts of the mailer\n\n- queue depth > 100\n";
    assert_eq!(state(text, Topic::Alerts), State::Answered);
    assert_eq!(document(text).placeholders.len(), 1);
}

#[test]
fn titles_and_text_before_the_first_heading_count() {
    let front = "---\ntitle: High traffic alert\n---\n\nIt fires when traffic exceeds 40 requests for 5m.\n";
    assert_eq!(line(front, Topic::Alerts), Some(5));
    let named =
        read_document(&FilePath::new("docs/load-test.md"), "100 users, 80 req/s, p99 30 ms.\n");
    assert_eq!(named.answer(Topic::LoadTest).map(|a| a.state), Some(State::Answered));
}

#[test]
fn the_place_is_the_row_or_line_that_decides() {
    let text = "# A\n\n## Alerts\n\n| Metric | Threshold |\n|---|---|\n| memory | see chart |\n| latency | > 300ms |\n";
    assert_eq!(line(text, Topic::Alerts), Some(8));
    let text = "# A\n\n**Status**: draft\n**Scaling owner**: @acme/a\n";
    assert_eq!(line(text, Topic::ScalingOwner), Some(4));
}

#[test]
fn a_phrase_inside_a_long_heading_is_weak() {
    let text = "# A\n\n### Will this change need more time than the existing SLOs of its operations allow?\n\nNo.\n";
    assert_eq!(state(text, Topic::Alerts), State::Absent);
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
fn a_map_whose_owners_are_all_blank_is_a_placeholder() {
    let map = |owner: &str| {
        format!(
            "# Sink\n\n## Concurrency\n\n| Code | Kind | Concurrency model | Size setting | Metric | Alert | Owner |\n|---|---|---|---|---|---|---|\n| `parse::run` | pool | threads | `PARSE_WORKERS` | | | {owner} |\n"
        )
    };
    for blank in ["", "____", "TODO", "待补充", "-"] {
        assert_eq!(state(&map(blank), Topic::ConcurrencyMap), State::Placeholder, "{blank}");
    }
    assert_eq!(state(&map("@acme/sink"), Topic::ConcurrencyMap), State::Answered);
}

#[test]
fn an_unedited_skeleton_answers_nothing_in_either_language() {
    let map = "| `a::run` | worker pool | threads | `A_WORKERS` | | | ____ |\n";
    let english = format!(
        "# Orders\n\n## Services\n\n<!-- one row per service -->\n\n| Service | Responsibility |\n|---|---|\n| | |\n\n## Concurrency\n\n| Code | Kind | Concurrency model | Size setting | Metric | Alert | Owner |\n|---|---|---|---|---|---|---|\n{map}\n## Scaling\n\nScaling owner: ____\n\n## Alerts\n\n<!-- metric, threshold -->\n\n| Alert | Metric | Threshold |\n|---|---|---|\n| TODO | | |\n\n## Load test\n\nTODO\n"
    );
    let chinese = format!(
        "# 订单\n\n## 服务划分\n\n| 服务 | 职责 |\n|---|---|\n| ____ | 待补充 |\n\n## 并发地图\n\n| 代码 | 种类 | 并发模型 | 大小设置 | 指标 | 告警 | 负责人 |\n|---|---|---|---|---|---|---|\n{map}\n## 谁负责扩容\n\n扩容负责人：____\n\n## 告警\n\n| 告警 | 指标 | 阈值 |\n|---|---|---|\n| ____ | ____ | ____ |\n\n## 压测\n\n待补充\n"
    );
    for text in [english, chinese] {
        for topic in Topic::ALL {
            assert_eq!(state(&text, topic), State::Placeholder, "{topic:?} in\n{text}");
        }
    }
}

#[test]
fn what_the_template_has_too_is_no_answer() {
    let template = "# T\n\n## Alerts\n\n- error rate > 1% for 5m\n\n| Service | Owner |\n|---|---|\n| api | @acme/api |\n";
    let read =
        |text: &str| read_in(None, &Template::of(template), &FilePath::new("docs/app.md"), text);
    let kept = read(
        "# Orders\n\n## Alerts\n\n-  error rate >  1% for 5m\n\n| Service | Owner |\n|---|---|\n| api | @acme/api |\n",
    );
    let answer = kept.answer(Topic::Alerts).expect("every topic has an answer");
    assert_eq!((answer.state, &*answer.why), (State::Placeholder, "as the template has it"));
    let edited = read("# Orders\n\n## Alerts\n\n- error rate > 2% for 5m\n");
    assert_eq!(edited.answer(Topic::Alerts).map(|a| a.state), Some(State::Answered));
}

#[test]
fn a_section_that_only_points_outside_is_partial_and_says_so() {
    for text in [
        "# A\n\n## Alerts\n\nSee https://wiki.acme.example/alerts.\n",
        "# A\n\n## Alerts\n\nThey are in [our wiki](https://wiki.acme.example/alerts).\n",
        "# A\n\n## 告警\n\n见 <https://wiki.acme.example/alerts>\n",
    ] {
        let document = document(text);
        let answer = document.answer(Topic::Alerts).expect("every topic has an answer");
        assert_eq!(answer.state, State::Partial, "{text}");
        assert!(answer.why.contains("outside the repository"), "{}", answer.why);
    }
    let text = "# A\n\n## Alerts\n\nError rate > 1%, see https://wiki.acme.example/alerts\n";
    assert_eq!(state(text, Topic::Alerts), State::Answered);
}

#[test]
fn hints_samples_and_unticked_questions_say_nothing() {
    all(
        Topic::Alerts,
        State::Placeholder,
        &[
            "# A\n\n## Alerts\n\n<threshold and duration>\n",
            "# A\n\n## 告警\n\n【填写告警阈值】\n",
            "# A\n\n## Alerts\n\n| Metric | Threshold |\n|---|---|\n| latency | XX ms |\n",
            "# A\n\n## 告警\n\n| 指标 | 阈值 |\n|---|---|\n| 延迟 | XX 毫秒 |\n",
            "# A\n\n## Alerts\n\n- [ ] Is there an alert on error rate > 1%?\n",
        ],
    );
}

#[test]
fn an_autoscaler_at_its_maximum_and_a_share_of_the_tested_peak_are_signals() {
    all(
        Topic::Alerts,
        State::Answered,
        &[
            "# A\n\n## Alerts\n\n- KubeHpaMaxedOut: 15 min\n",
            "# A\n\nAn alert fires when the autoscaler is at its maximum for 15 minutes.\n",
            "# A\n\n## 告警\n\n- 副本数达到上限持续 15 分钟\n",
            "# A\n\n## Alerts\n\n- above 80% of the tested peak\n",
            "# A\n\n## Alerts\n\n```yaml\n# page when > 10\n- alert: Full\n  expr: queue_depth > 10\n```\n",
        ],
    );
    let limiter = "# A\n\n## Rate limiting\n\nRequests above 100 per second are rejected by the rate limiter.\n";
    assert_ne!(state(limiter, Topic::Alerts), State::Answered);
}

#[test]
fn blank_results_are_a_plan_and_claims_are_no_results() {
    for text in [
        "# A\n\n## Load test\n\n400 users for 10 minutes, p95 below 200 ms.\n\nStartup: __ seconds\n",
        "# A\n\n## 压测\n\n400 个并发，持续 10 分钟，P95 低于 200 毫秒。\n\n吞吐：____ QPS\n",
        "# A\n\n## Load test\n\n- ✅ Stress test with 10000 users: 100 % COMPLETE\n",
    ] {
        assert_eq!(state(text, Topic::LoadTest), State::Partial, "{text}");
    }
}

#[test]
fn addresses_of_examples_own_nothing_and_no_owner_may_have_its_reason() {
    let owned = |value: &str| format!("# A\n\n**Scaling owner:** {value}\n");
    for address in ["team@example.com", "ops@company.com", "sre@your-company.com"] {
        assert_eq!(state(&owned(address), Topic::ScalingOwner), State::Placeholder, "{address}");
    }
    assert_eq!(state(&owned("ops@acme.example"), Topic::ScalingOwner), State::Answered);
    let reason = owned("N/A: one cron job, it runs once a day");
    assert_eq!(state(&reason, Topic::ScalingOwner), State::Partial);
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
        assert_eq!(state(text, topic), State::Answered, "{text}");
    }
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
        assert_eq!(state(text, Topic::ScalingOwner), State::Answered, "{text}");
    }
}
