//! Properties that hold for every input: the fuzz targets check them on generated inputs, and `tests/host/corpus.rs` on
//! the committed ones.

pub mod envelope;
pub mod machine;
pub mod timestamp;
pub mod token;
pub mod vendor;

/// A check of one input.
pub type Check = fn(&[u8]);

/// Every check, by the name of its target and of its folder in `fuzz/corpus`.
pub const ALL: [(&str, Check); 5] = [
    ("envelope", envelope::check),
    ("machine", machine::check),
    ("timestamp", timestamp::check),
    ("token", token::check),
    ("vendor", vendor::check),
];
