//! Integration tests of the physics: one binary, one module a subject.

mod line_analytic;
mod line_fixture;
