//! Searching bytes for constants.

/// A searcher for a constant, made once a thread: making one costs more than
/// searching an event with it.
macro_rules! search {
    ($needle:expr, $search:expr) => {{
        thread_local! {
            static FINDER: ::memchr::memmem::Finder<'static> = ::memchr::memmem::Finder::new($needle);
        }
        FINDER.with($search)
    }};
}

pub(crate) use search;
