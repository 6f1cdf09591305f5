//! Starts Envoy and simulators on free ports.
