//! Strict provider simulators with faults on demand.
