//! The frame around every page of a side: top bar, menus, main region.

mod account;
mod admin;
mod door;
mod header;
mod learner;
mod menu;
mod switches;

pub use account::AccountMenu;
pub use admin::AdminFrame;
pub use door::{address, sign_in_for};
pub use header::area_name;
pub use learner::LearnerFrame;
pub use menu::close_menus_from_elsewhere;
pub use switches::{LanguageSwitch, ThemeSwitch};
