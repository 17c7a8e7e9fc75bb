//! A sign of life on standard error when a run takes long and somebody is looking.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// Runs shorter than this say nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Clears the line that was written.
const CLEAR: &str = "\r\x1b[K";

/// Runs `work`; says `what` on a line that goes away again, when it takes long.
pub(super) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !stderr().is_terminal() {
        return work();
    }
    let (done, waiting) = mpsc::sync_channel::<()>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                // Nobody is lost when this can't be written.
                let _ = write!(stderr(), "{what} …");
                let _ = waiting.recv();
                let _ = write!(stderr(), "{CLEAR}");
            }
        });
        let result = work();
        drop(done);
        result
    })
}
