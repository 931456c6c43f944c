//! What the pages of a community are made of: [`head`] what all of them show, [`post`] a text and what can be done with it,
//! [`comments`] below a post, [`dialogs`] what asks first, [`members`] who is there.

pub mod comments;
pub mod dialogs;
pub mod head;
pub mod members;
pub mod post;

pub use comments::Comments;
pub use dialogs::Dialogs;
pub use head::Head;
pub use post::{Feed, WholePost};
