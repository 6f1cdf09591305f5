//! Personal data: identifiers with a shape, and mostly a checksum, of their own.

#[expect(
    dead_code,
    unused_imports,
    reason = "the rules that use them come next"
)]
mod checksum;
