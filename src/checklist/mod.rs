//! The go-live checklist: items under the three questions, each with a verdict and its evidence.
