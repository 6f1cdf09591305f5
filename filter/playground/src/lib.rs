//! The same core in a web page.
