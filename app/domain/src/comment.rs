//! Comments below lessons.

crate::word::words! {
    /// Who sees a comment.
    CommentState {
        Shown = "shown",
        /// Only admins.
        Hidden = "hidden",
    }
}
