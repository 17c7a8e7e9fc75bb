//! Golden texts: what was printed when somebody last looked at it and found it right.

use std::fs;
use std::path::Path;

/// Compares `found` with `tests/golden/<file>`; `GOLDEN=write` writes the file instead.
#[track_caller]
pub fn assert_golden(file: &str, found: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found, expected, "differs from {}", golden.display());
}
