//! Stand-in for Chakra.
