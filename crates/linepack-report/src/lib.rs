//! The picture of a study: an outcome in, one self-contained HTML page out.
