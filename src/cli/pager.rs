//! Long texts page by page, through the pager that the user has chosen.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::report::terminal::Terminal;

/// Shows `text` on standard output: through `$PAGER` (`less` when it is not set) when that is a
/// terminal with fewer lines than the text has, else as it is.
pub(super) fn show(text: &str, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let is_long = terminal.height.is_some_and(|height| text.lines().count() > height);
    if is_long && through_pager(text) {
        return Ok(());
    }
    out.write_all(text.as_bytes())
}

/// False when there is no pager, so that the text is still to be shown.
fn through_pager(text: &str) -> bool {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // As git does: end at once when it fits, keep colours, leave the text on the screen.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // It may be left before the end of the text.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
