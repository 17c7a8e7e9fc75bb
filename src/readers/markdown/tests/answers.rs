//! What answers each topic, and what only looks like it.

use super::*;

#[test]
fn a_unit_of_concurrency_tied_to_a_component_answers() {
    all(
        Topic::ConcurrencyMap,
        AnswerState::Answered,
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
fn a_table_of_threads_queues_or_pools_answers() {
    let table = |heading: &str, header: &str, row: &str| {
        let bars = "---|".repeat(header.split(" | ").count());
        format!("# Sink\n\n## {heading}\n\n| {header} |\n|{bars}\n| {row} |\n")
    };
    let answered = [
        ("Threads", "Thread | Owner | Purpose", "Audio | the host | mixes"),
        ("线程模型", "线程 | 数量 | 职责", "accept 线程 | 1 | 接入连接"),
        ("Overload", "Queue | Capacity | When full", "parser to writer | 256 | drops the oldest"),
        ("背压", "队列 | 容量 | 生产者 | 消费者", "`in_q` | 300 | 采集 | 写入"),
        ("Lifetimes", "Task | Spawned by | Lifetime", "`flush` | `Sink::run` | a connection"),
        ("Connection pools", "Pool | Size | Rationale", "primary | 50 | short queries"),
    ];
    for (heading, header, row) in answered {
        all(Topic::ConcurrencyMap, AnswerState::Answered, &[&table(heading, header, row)]);
    }
    let others = [
        ("Open threads", "Thread | Owner | Status", "Prices | Ann | waiting"),
        ("Storage pools", "Pool | Size | Health", "tank | 29T | online"),
        ("Batch queues", "Queue | Capacity | Maximum", "default | 25% | 50%"),
        ("阻塞队列对比", "队列 | 容量 | 数据结构", "ArrayBlockingQueue | 有界 | 数组"),
        ("Error codes", "Code | Type | Default", "`E1001` | user | retry"),
        ("Roles", "Actor | Owns", "Client | the folder"),
        ("Thread benchmarks", "Thread | Count | Work", "w1 | 8 | hashing"),
    ];
    for (heading, header, row) in others {
        all(Topic::ConcurrencyMap, AnswerState::Absent, &[&table(heading, header, row)]);
    }
}

#[test]
fn talk_about_concurrency_in_general_does_not_answer() {
    let answered = |text| state(text, Topic::ConcurrencyMap) == AnswerState::Answered;
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
        AnswerState::Answered,
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
fn every_form_of_an_owner_counts_and_words_for_nobody_do_not() {
    let owned = |owner: &str| {
        state(&format!("# Mail\n\n**Scaling owner:** {owner}\n"), Topic::ScalingOwner)
    };
    for owner in [
        "@jane",
        "@acme/mail",
        "mail-team@acme.example",
        "#mail-oncall",
        "group:default/mail",
        "https://acme.pagerduty.com/schedules/P1",
        "Payments team",
        "[@acme/mail](https://wiki.acme.example/mail)",
        "Jane Doe (@jane)",
        "王小明",
        "邮件团队",
    ] {
        assert_eq!(owned(owner), AnswerState::Answered, "{owner}");
    }
    for owner in ["DevOps Lead", "Technical Lead", "运维工程师", "the service owner"] {
        assert_ne!(owned(owner), AnswerState::Answered, "{owner}");
    }
    for nobody in
        ["@your-team", "@org/team", "____", "<team>", "[owner]", "待定", "oncall@team", "N/A"]
    {
        assert_eq!(owned(nobody), AnswerState::Placeholder, "{nobody}");
    }
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
        assert_ne!(state(text, Topic::ScalingOwner), AnswerState::Answered, "{text}");
    }
}

#[test]
fn a_threshold_that_somebody_is_told_about_answers() {
    all(
        Topic::Alerts,
        AnswerState::Answered,
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
        assert_ne!(state(text, Topic::Alerts), AnswerState::Answered, "{text}");
    }
}

#[test]
fn a_test_with_its_load_and_its_result_answers() {
    all(
        Topic::LoadTest,
        AnswerState::Answered,
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
        assert_ne!(state(text, Topic::LoadTest), AnswerState::Answered, "{text}");
    }
}

#[test]
fn two_parts_with_their_duties_answer() {
    all(
        Topic::ServiceBoundaries,
        AnswerState::Answered,
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
        assert_ne!(state(text, Topic::ServiceBoundaries), AnswerState::Answered, "{text}");
    }
}

#[test]
fn an_autoscaler_at_its_maximum_and_a_share_of_the_tested_peak_are_signals() {
    all(
        Topic::Alerts,
        AnswerState::Answered,
        &[
            "# A\n\n## Alerts\n\n- KubeHpaMaxedOut: 15 min\n",
            "# A\n\nAn alert fires when the autoscaler is at its maximum for 15 minutes.\n",
            "# A\n\n## 告警\n\n- 副本数达到上限持续 15 分钟\n",
            "# A\n\n## Alerts\n\n- above 80% of the tested peak\n",
            "# A\n\n## Alerts\n\n```yaml\n# page when > 10\n- alert: Full\n  expr: queue_depth > 10\n```\n",
        ],
    );
    let limiter = "# A\n\n## Rate limiting\n\nRequests above 100 per second are rejected by the rate limiter.\n";
    assert_ne!(state(limiter, Topic::Alerts), AnswerState::Answered);
}

#[test]
fn blank_results_are_a_plan_and_claims_are_no_results() {
    for text in [
        "# A\n\n## Load test\n\n400 users for 10 minutes, p95 below 200 ms.\n\nStartup: __ seconds\n",
        "# A\n\n## 压测\n\n400 个并发，持续 10 分钟，P95 低于 200 毫秒。\n\n吞吐：____ QPS\n",
        "# A\n\n## Load test\n\n- ✅ Stress test with 10000 users: 100 % COMPLETE\n",
    ] {
        assert_eq!(state(text, Topic::LoadTest), AnswerState::Partial, "{text}");
    }
}
