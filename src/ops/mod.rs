//! Evidence from operations files.
