//! gateway.yaml as written, checked and resolved.
