//! The Chakra connect widget.
