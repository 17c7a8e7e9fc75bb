//! The threads that read: work is handed in, and how it runs is decided here alone.

use super::Error;

/// The stack of each reading thread, in bytes. Parsing recurses as deep as the code nests; only what is used of
/// it is ever taken from memory.
const STACK: usize = 256 << 20;

/// Does `work` on reading threads of its own, one per core, or as many as `RAYON_NUM_THREADS` says. Fewer or
/// smaller ones would do until the first file that nests deeply, so that it is an error when they can't be had.
pub(super) fn reading<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    Ok(pool.map_err(|error| Error::Threads(error.to_string()))?.install(work))
}

/// Does both, side by side where a thread is free.
pub(super) fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(first, second)
}
