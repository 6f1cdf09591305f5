//! The Envoy filter: callbacks in, effects out.
