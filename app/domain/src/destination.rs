//! Where a magic link leads.

use crate::problem::{Invalid, Problem};
use crate::{Module, PostId};

/// A place inside the portal. A link is bound to one, so no URL of somebody else's can ride on it.
/// Written `home`, `courses`, `course/SLUG`, `course/SLUG/LESSON`, `communities`, `group/SLUG`, `group/SLUG/POST` or `menu/SLUG`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Destination {
    /// The portal's home.
    #[default]
    Home,
    /// The course grid.
    Courses,
    /// One product, by its slug.
    Product(String),
    /// One lesson: the product's slug and the lesson's.
    Lesson(String, String),
    /// An entry of the creator's menu, by its slug.
    Menu(String),
    /// One's groups.
    Communities,
    /// One group, by its slug.
    Group(String),
    /// One post: the group's slug and the post.
    Post(String, PostId),
}

impl Destination {
    /// The path on this portal.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Courses => "/courses".to_owned(),
            Self::Product(product) => format!("/courses/{product}"),
            Self::Lesson(product, lesson) => format!("/courses/{product}/lessons/{lesson}"),
            Self::Communities => "/communities".to_owned(),
            Self::Group(group) => format!("/communities/{group}"),
            Self::Post(group, post) => format!("/communities/{group}/posts/{post}"),
            Self::Menu(slug) => format!("/menu/{slug}"),
        }
    }

    /// The part of the portal that it is in; home is in whichever there is.
    pub const fn module(&self) -> Option<Module> {
        match self {
            Self::Home => None,
            Self::Courses | Self::Product(_) | Self::Lesson(..) => Some(Module::Courses),
            Self::Communities | Self::Group(_) | Self::Post(..) => Some(Module::Communities),
            Self::Menu(_) => Some(Module::Menus),
        }
    }

    /// The place of a page's address, with or without its query; home for every other address, ours or not.
    pub fn at(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["", "courses"] => Self::Courses,
            ["", "courses", product] if is_slug(product) => Self::Product((*product).to_owned()),
            ["", "courses", product, "lessons", lesson] | ["", "courses", product, "lessons", lesson, "quiz"] if is_slug(product) && is_slug(lesson) => {
                Self::Lesson((*product).to_owned(), (*lesson).to_owned())
            }
            ["", "menu", slug] if is_slug(slug) => Self::Menu((*slug).to_owned()),
            ["", "communities"] => Self::Communities,
            ["", "communities", group] if is_slug(group) => Self::Group((*group).to_owned()),
            ["", "communities", group, "posts", post] if is_slug(group) => post.parse().map_or(Self::Home, |post| Self::Post((*group).to_owned(), post)),
            _ => Self::Home,
        }
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.len() <= 80 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl std::str::FromStr for Destination {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            ["" | "home"] => Ok(Self::Home),
            ["courses"] => Ok(Self::Courses),
            ["course", product] if is_slug(product) => Ok(Self::Product((*product).to_owned())),
            ["course", product, lesson] if is_slug(product) && is_slug(lesson) => Ok(Self::Lesson((*product).to_owned(), (*lesson).to_owned())),
            ["menu", slug] if is_slug(slug) => Ok(Self::Menu((*slug).to_owned())),
            ["communities"] => Ok(Self::Communities),
            ["group", group] if is_slug(group) => Ok(Self::Group((*group).to_owned())),
            ["group", group, post] if is_slug(group) => post.parse().map(|post| Self::Post((*group).to_owned(), post)).map_err(|_| Invalid::Destination.into()),
            _ => Err(Invalid::Destination.into()),
        }
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Home => f.write_str("home"),
            Self::Courses => f.write_str("courses"),
            Self::Product(product) => write!(f, "course/{product}"),
            Self::Lesson(product, lesson) => write!(f, "course/{product}/{lesson}"),
            Self::Menu(slug) => write!(f, "menu/{slug}"),
            Self::Communities => f.write_str("communities"),
            Self::Group(group) => write!(f, "group/{group}"),
            Self::Post(group, post) => write!(f, "group/{group}/{post}"),
        }
    }
}

impl TryFrom<String> for Destination {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 18: whatever is not a place of this portal is refused where it is read, so that it can never be followed.
    #[test]
    fn case_18_only_places_of_this_portal_are_destinations() {
        for hostile in ["//evil", "/\\evil", "%2f%2fevil", "javascript:alert(1)", "course/a\r\nSet-Cookie: x", "course/../x", "https://evil"] {
            assert!(hostile.parse::<Destination>().is_err(), "{hostile:?}");
        }
        assert!("group/a/not-a-post".parse::<Destination>().is_err());
        for place in ["home", "courses", "course/a-1", "course/a/b", "communities", "group/a-1", "group/a/0192f3a1b2c37d8e9f00112233445566", "menu/calendar"] {
            assert_eq!(place.parse::<Destination>().unwrap().to_string(), place);
        }
    }

    #[test]
    fn case_18_an_address_is_a_destination_only_if_it_is_a_place_of_this_portal() {
        for place in ["courses", "course/a-1", "course/a/b", "communities", "group/a-1", "group/a/0192f3a1b2c37d8e9f00112233445566", "menu/calendar"] {
            let place: Destination = place.parse().unwrap();
            assert_eq!(Destination::at(&place.path()), place);
            assert_eq!(Destination::at(&format!("{}?done=x#top", place.path())), place);
        }
        for other in [
            "",
            "/",
            "/account",
            "//evil/courses",
            "https://evil/courses/a",
            "/courses/../admin",
            "/courses/a%2Fb",
            "/courses/A",
            "/courses/a/lessons/",
            "/courses/a/b",
        ] {
            assert_eq!(Destination::at(other), Destination::Home, "{other:?}");
        }
    }
}
