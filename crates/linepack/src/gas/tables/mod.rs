//! Published coefficients, apart from the code that uses them.

pub(super) mod critical_table;
pub(super) mod detail_table;
pub(super) mod gerg2008_table;
pub(super) mod ideal_gas_table;
pub(super) mod iso6976_table;
