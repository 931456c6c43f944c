//! The two ways through a list that is read a page at a time.

/// Which way to read from a place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What follows, in the list's order.
    On,
    /// What goes before, the nearest first: in the reverse of the list's order.
    Back,
}
