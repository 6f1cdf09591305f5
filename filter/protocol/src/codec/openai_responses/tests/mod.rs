//! What the codec promises, one sentence a test.
