//! End to end: the product from outside.
