//! Published coefficients, apart from the code that uses them.

pub(super) mod ideal_gas_table;
