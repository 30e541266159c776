//! Reference partner backend.
