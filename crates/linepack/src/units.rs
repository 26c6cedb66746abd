//! Quantities with units: read, printed and converted in one place.
