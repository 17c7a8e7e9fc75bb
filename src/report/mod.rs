//! One format per file. A reporter decides nothing.
