//! Concurrency maps, told by small tables in English and Chinese.

use super::*;
use crate::facts::{FilePath, SourceText};
use crate::readers::markdown::read_map;
use crate::readers::markdown::text::fold;

fn maps(text: &str) -> Vec<MapTable> {
    let maps = read_map(&FilePath::new("docs/x.md"), text);
    for map in &maps {
        for row in &map.rows {
            let says = &row.says;
            let lists = says.code.iter().chain(&says.metrics).chain(&says.alerts);
            let texts = lists.chain(&says.setting).chain(&row.cells);
            for found in texts {
                let there = &text[found.place.byte_range()];
                assert_eq!(fold(there), fold(&found.text), "the place is that of the text");
            }
        }
    }
    maps
}

fn words(texts: &[SourceText]) -> Vec<&str> {
    texts.iter().map(|t| t.text.as_str()).collect()
}

#[test]
fn a_map_is_known_by_its_header_in_any_order_and_its_cells_have_places() {
    let text = "# A\r\n\r\n| Owner | Metric | Code | Size setting | Kind | Alert |\r\n|---|---|---|---|---|---|\r\n| [Ops](o.md) | `a_depth`, `b_total` | `a::run`<br>`a::b` / `c` | `N` (8) | **bounded** queue | Full、Slow |\r\n";
    let found = maps(text);
    let row = &found[0].rows[0].says;
    assert_eq!(words(&row.code), ["a::run", "a::b", "c"]);
    assert_eq!(words(&row.metrics), ["a_depth", "b_total"]);
    assert_eq!(words(&row.alerts), ["Full", "Slow"]);
    assert_eq!(row.setting.as_ref().map(|s| s.text.as_str()), Some("N"));
    assert_eq!(row.owner.as_ref().map(|o| o.text.as_str()), Some("Ops"));
    assert_eq!(&text[found[0].place.byte_range()].lines().count(), &3);
    assert_eq!(found[0].columns[2], Some(Column::Code));
    assert_eq!(found[0].headers[3].text, "Size setting");
}

#[test]
fn chinese_maps_with_full_width_marks_are_read_and_blanks_say_nothing() {
    let text = "> - 说明\n>\n>   | 代码（Code） | 并发模型 | 大小设置 | 指标 | 告警 | 负责人 |\n>   | --- | --- | --- | --- | --- | --- |\n>   | `a::run`、`a::b` | 线程池\\|队列 | — | `d`，`e` | 无 | ____ |\n";
    let found = maps(text);
    let row = &found[0].rows[0].says;
    assert_eq!(words(&row.code), ["a::run", "a::b"]);
    assert_eq!(words(&row.metrics), ["d", "e"]);
    assert_eq!(row.kind.as_ref().map(|kind| kind.text.contains('队')), Some(true));
    assert!(row.setting.is_none() && row.alerts.is_empty() && row.owner.is_none());
    assert_eq!(found[0].rows[0].cells[3].text, "`d`，`e`");
}

#[test]
fn a_size_cell_may_hold_the_setting_and_words_beside_code_explain_it() {
    let found = maps(
        "## Threading\n\n| Pool | Size | Team |\n|---|---|---|\n| `io` for disks, net | `8`, `IO_THREADS` | a |\n",
    );
    let row = &found[0].rows[0].says;
    assert_eq!(words(&row.code), ["io", "net"]);
    assert_eq!(row.setting.as_ref().map(|s| s.text.as_str()), Some("IO_THREADS"));
}

#[test]
fn tables_of_services_alerts_settings_and_errors_are_no_maps() {
    for (header, row) in [
        ("Service | Responsibility | Concurrency model", "a | b | c"),
        ("Component | Type | Owner", "a | b | c"),
        ("Alert | Metric | Threshold", "a | b | c"),
        ("Parameter | Type | Default", "a | b | c"),
        ("Code | Type | Owner", "`a::b` | b | c"),
        ("Module | Config | Default", "`a::b` | b | c"),
        ("Code | Type | Default", "`E1001` | user | retry"),
        ("代码 | 类型 | 数量", "`404` | 客户端 | 3"),
        ("Pool | Size | Allocated", "tank | 29T | 7T"),
        ("Queue | Capacity | Owner", "`default` | 25% | @acme/data"),
    ] {
        let text = format!("| {header} |\n|---|---|---|\n| {row} |\n");
        assert!(maps(&text).is_empty(), "{header}");
    }
}

#[test]
fn a_map_names_code_and_describes_what_is_built() {
    let map = |heading: &str, header: &str, code: &str| {
        let table = format!("| {header} |\n|---|---|---|\n| {code} | pool | 8 |\n");
        maps(&format!("# A\n\n## {heading}\n\n{table}")).len()
    };
    let header = "Component | Kind | Size";
    assert_eq!(map("Concurrency", header, "`a::run`"), 1);
    assert_eq!(map("Concurrency", header, "a::run"), 1);
    assert_eq!(map("Concurrency", header, " "), 1, "nobody has filled it in yet");
    assert_eq!(map("Concurrency", header, "Disk"), 0);
    assert_eq!(map("Concurrency benchmarks", header, "`a::run`"), 0);
    assert_eq!(map("Concurrency: alternatives considered", header, "`a::run`"), 0);
    assert_eq!(map("Concurrency", "Task | Status | Size", "`a::run`"), 0);
    assert_eq!(map("Anything", "Code | Kind | Size", "`a::run`"), 1);
}

#[test]
fn a_setting_is_a_name_and_no_remark() {
    let setting = |cell: &str| {
        let text = format!(
            "# A\n\n## Concurrency\n\n| Code | Size | Setting |\n|---|---|---|\n| `a::run` | 8 | {cell} |\n"
        );
        maps(&text)[0].rows[0].says.setting.as_ref().map(|s| s.text.clone())
    };
    for name in ["A_WORKERS", "`workers`", "pool.size", "--a-workers"] {
        assert_eq!(setting(name).as_deref(), Some(name.trim_matches('`')));
    }
    for remark in ["fixed", "compile-time", "per instance", "写死", "at build. Never changed"] {
        assert_eq!(setting(remark), None, "{remark}");
    }
}
