//! Problems with known answers, one module a part.

mod deal;
