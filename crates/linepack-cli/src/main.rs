//! The program `linepack`.

fn main() {}
