//! Results of load tests in tables of documents: those with a column of instances and one of
//! throughput, in a section on load tests.

use super::Places;
use super::page::{self, Block};
use super::topics::{Fit, Reading};
use super::words::topics;
use crate::facts::LoadTest;
use crate::readers::load_table::{self, LoadRow};

/// The load tests in the tables of a page, in their order.
pub(super) fn find(reading: &Reading, places: &Places) -> Vec<LoadTest> {
    let words = &topics().load_test;
    let sections = reading.page.sections.iter().enumerate();
    let on_tests =
        sections.filter(|(index, _)| reading.fit(*index, &words.strong, &words.weak) != Fit::No);
    let tables =
        on_tests.flat_map(|(_, section)| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
    tables.flat_map(|table| in_table(table, places)).collect()
}

fn in_table(table: &page::Table, places: &Places) -> Vec<LoadTest> {
    let rows = table
        .rows
        .iter()
        .map(|row| LoadRow { cells: row.cells.clone(), place: places.of(&row.bytes) });
    load_table::in_table(&table.headers, &rows.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::read_document;
    use crate::facts::FilePath;

    #[test]
    fn a_table_of_results_in_either_language_is_a_load_test_with_a_place_per_row() {
        for (heading, header) in
            [("Load test", "Replicas | Throughput"), ("压测结果", "副本数 | 吞吐量")]
        {
            let text = format!(
                "# A\n\n## {heading}\n\n| {header} |\n|---|---|\n| 1 | 480 req/s |\n| 2 | 930 |\n"
            );
            let document = read_document(&FilePath::new("docs/a.md"), &text);
            let points: Vec<(Option<f64>, f64, u32)> = document.load_tests[0]
                .points
                .iter()
                .map(|p| (p.instances, p.throughput, p.place.start.line))
                .collect();
            assert_eq!(points, [(Some(1.0), 480.0, 7), (Some(2.0), 930.0, 8)], "{heading}");
        }
    }

    #[test]
    fn a_table_in_a_section_on_something_else_is_none() {
        let text = "# A\n\n## Pricing\n\n| Replicas | QPS |\n|---|---|\n| 1 | 480 |\n";
        assert_eq!(read_document(&FilePath::new("docs/a.md"), text).load_tests, []);
    }
}
