//! What stands for an answer and is none.

use super::*;

#[test]
fn a_stand_in_for_an_owner_is_a_placeholder() {
    all(
        Topic::ScalingOwner,
        AnswerState::Placeholder,
        &[
            "# Mail\n\n**Scaling owner:** TBD\n",
            "# Mail\n\n**Service owner:** @your-team\n",
            "# 邮件\n\n- **负责人**：________\n",
            "# 邮件\n\n## 紧急联系\n\n| 角色 | 联系方式 |\n|---|---|\n| 值班 | oncall@team |\n",
        ],
    );
}

#[test]
fn a_section_that_says_nothing_is_a_placeholder() {
    all(
        Topic::Alerts,
        AnswerState::Placeholder,
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
        assert_eq!(state(text, Topic::LoadTest), AnswerState::Partial, "{text}");
        assert!(document(text).placeholders.is_empty(), "{text}");
    }
    assert_eq!(state("# A\n\n## Load test\n\nN/A\n", Topic::LoadTest), AnswerState::Placeholder);
}

#[test]
fn what_is_put_off_is_neither_done_nor_a_reason() {
    for text in [
        "# A\n\n## Alerts\n\nWill be added later.\n",
        "# A\n\n## Alerts\n\nTBD after the first release\n",
        "# A\n\n## Alerts\n\nTo be defined.\n",
        "# A\n\n## Alerts\n\nN/A for now\n",
        "# A\n\n## 告警\n\n待上线后配置\n",
        "# A\n\n## 告警\n\n暂无，后续补充\n",
        "# A\n\n## 告警\n\n不涉及\n",
    ] {
        assert_eq!(state(text, Topic::Alerts), AnswerState::Placeholder, "{text}");
    }
}

#[test]
fn an_answer_elsewhere_outweighs_an_empty_section() {
    let text = "# A\n\n## Alerts\n\n## Alerts of the mailer\n\n- queue depth > 100\n";
    assert_eq!(state(text, Topic::Alerts), AnswerState::Answered);
    assert_eq!(document(text).placeholders.len(), 1);
}

#[test]
fn a_map_whose_owners_are_all_blank_is_a_placeholder() {
    let map = |owner: &str| {
        format!(
            "# Sink\n\n## Concurrency\n\n| Code | Kind | Concurrency model | Size setting | Metric | Alert | Owner |\n|---|---|---|---|---|---|---|\n| `parse::run` | pool | threads | `PARSE_WORKERS` | | | {owner} |\n"
        )
    };
    for blank in ["", "____", "TODO", "待补充", "-"] {
        assert_eq!(state(&map(blank), Topic::ConcurrencyMap), AnswerState::Placeholder, "{blank}");
    }
    assert_eq!(state(&map("@acme/sink"), Topic::ConcurrencyMap), AnswerState::Answered);
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
            assert_eq!(state(&text, topic), AnswerState::Placeholder, "{topic:?} in\n{text}");
        }
    }
}

#[test]
fn what_the_template_has_too_is_no_answer() {
    let template = "# T\n\n## Alerts\n\n- error rate > 1% for 5m\n\n| Service | Owner |\n|---|---|\n| api | @acme/api |\n";
    let read = |text: &str| {
        read_in(None, &TemplateText::of(template), &FilePath::new("docs/app.md"), text)
    };
    let kept = read(
        "# Orders\n\n## Alerts\n\n-  error rate >  1% for 5m\n\n| Service | Owner |\n|---|---|\n| api | @acme/api |\n",
    );
    let answer = kept.answer(Topic::Alerts).expect("every topic has an answer");
    assert_eq!((answer.state, &*answer.why), (AnswerState::Placeholder, "as the template has it"));
    let edited = read("# Orders\n\n## Alerts\n\n- error rate > 2% for 5m\n");
    assert_eq!(edited.answer(Topic::Alerts).map(|a| a.state), Some(AnswerState::Answered));
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
        assert_eq!(answer.state, AnswerState::Partial, "{text}");
        assert!(answer.why.contains("outside the repository"), "{}", answer.why);
    }
    let text = "# A\n\n## Alerts\n\nError rate > 1%, see https://wiki.acme.example/alerts\n";
    assert_eq!(state(text, Topic::Alerts), AnswerState::Answered);
}

#[test]
fn a_list_of_links_to_other_documents_says_nothing_itself() {
    let list = "# A\n\n- [Load tests](docs/load.md)\n- [On-call](docs/oncall.md): who is called\n- [Threads](docs/threads.md) and [async tasks](docs/tasks.md)\n";
    for topic in Topic::ALL {
        assert_eq!(state(list, topic), AnswerState::Absent, "{topic:?}");
    }
    let answer = "# A\n\n## Scaling\n\n- [@acme/a](team.md) scales it\n";
    assert_eq!(state(answer, Topic::ScalingOwner), AnswerState::Answered);
    let more = "# A\n\nWe load test [the intake](docs/intake.md) before each release, with all that this takes.\n";
    assert_eq!(state(more, Topic::LoadTest), AnswerState::Partial);
}

#[test]
fn hints_samples_and_unticked_questions_say_nothing() {
    all(
        Topic::Alerts,
        AnswerState::Placeholder,
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
fn addresses_of_examples_own_nothing_and_no_owner_may_have_its_reason() {
    let owned = |value: &str| format!("# A\n\n**Scaling owner:** {value}\n");
    for address in ["team@example.com", "ops@company.com", "sre@your-company.com"] {
        assert_eq!(
            state(&owned(address), Topic::ScalingOwner),
            AnswerState::Placeholder,
            "{address}"
        );
    }
    assert_eq!(state(&owned("ops@acme.example"), Topic::ScalingOwner), AnswerState::Answered);
    let reason = owned("N/A: one cron job, it runs once a day");
    assert_eq!(state(&reason, Topic::ScalingOwner), AnswerState::Partial);
}
