//! What pages are made of: one file a component. The class names are those of `style/README.md`.

pub mod form;
pub mod frame;
pub mod icon;
pub mod loaded;
pub mod notice;
pub mod when;

pub use form::Form;
pub use icon::Icon;
pub use loaded::{Loaded, page_resource};
pub use notice::Notice;
pub use when::When;
