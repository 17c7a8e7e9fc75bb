//! Standard output whose reader may go away, as in `cargo golive | head`.

use std::io::{self, ErrorKind, Write};

/// A writer that goes silent when nobody reads it any more, so that the run ends with the status
/// that its findings give.
pub(super) struct QuietPipe<W> {
    out: W,
    is_broken: bool,
}

impl<W: Write> QuietPipe<W> {
    /// Writes to `out` as long as it is read.
    pub(super) fn new(out: W) -> Self {
        Self { out, is_broken: false }
    }

    fn unless_broken<T>(
        &mut self,
        instead: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.is_broken {
            return Ok(instead);
        }
        match write(&mut self.out) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_broken = true;
                Ok(instead)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for QuietPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_broken(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_broken((), W::flush)
    }
}
