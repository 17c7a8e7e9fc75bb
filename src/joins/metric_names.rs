//! Names of metrics, as code, exporters and alert rules write them.
//!
//! A name goes in as somebody wrote it; it comes out as exporters write it ([`exported`]), or without what
//! exporters add ([`bare`]), so that names from different files can be compared.

/// What an exporter adds to a name to tell its parts.
const PARTS: [&str; 6] = ["_bucket", "_sum", "_count", "_created", "_info", "_total"];

/// Units that an exporter adds to a name.
const UNITS: [&str; 12] = [
    "_seconds",
    "_milliseconds",
    "_microseconds",
    "_nanoseconds",
    "_bytes",
    "_kibibytes",
    "_mebibytes",
    "_ratio",
    "_percent",
    "_celsius",
    "_meters",
    "_volts",
];

/// `name` as exporters write it, without labels: dots and dashes are `_`.
pub(crate) fn exported(name: &str) -> String {
    let name = name.split('{').next().unwrap_or_default().trim();
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':', "_")
}

/// The metric's name without what exporters add: the part, the total, the unit.
pub(crate) fn bare(name: &str) -> String {
    let name = exported(name);
    let mut rest = name.as_str();
    // `_seconds_total_created` is as long as it gets.
    for suffixes in [&PARTS[..], &PARTS[..], &UNITS[..]] {
        rest = without_one_of(rest, suffixes);
    }
    rest.to_owned()
}

fn without_one_of<'n>(name: &'n str, suffixes: &[&str]) -> &'n str {
    let shorter = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
    shorter.filter(|shorter| !shorter.is_empty()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exporters_add_is_folded_away() {
        for name in [
            "orders.queue-wait",
            "orders_queue_wait_seconds",
            "orders_queue_wait_seconds_bucket",
            "orders_queue_wait_total",
            "orders_queue_wait_bytes_total_created",
            "orders_queue_wait{le=\"1\"}",
        ] {
            assert_eq!(bare(name), "orders_queue_wait", "{name}");
        }
        assert_eq!(bare("_total"), "_total");
    }
}
