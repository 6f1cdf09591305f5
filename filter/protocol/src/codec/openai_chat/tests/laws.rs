//! What holds for every input.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1usize..50) {
        let seen = events_in(&bytes, size);
        let last = seen.last().cloned().unwrap_or_default();
        prop_assert!(last == "End" || last.starts_with("error"), "{seen:?}");
        prop_assert!(!decode_error(500, &bytes).message.is_empty());
    }
}
