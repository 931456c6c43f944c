//! What the files of the demo content say. Everything they name must be there: a test reads them all.

use domain::view::menus::{MenuIcon, Opens};
use domain::{EmailAddress, Lang, LessonState, Phone, Publication};
use include_dir::{Dir, File, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::quiz::Written;
use crate::{Error, Result};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// Everything, the courses in the order in which offers name them.
pub struct Content {
    pub portal_name: String,
    pub welcome: Welcome,
    pub offers: Vec<Offer>,
    pub menus: Vec<Menu>,
    pub contacts: Vec<Person>,
    pub courses: Vec<Course>,
}

/// `demo.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    portal_name: String,
    welcome: Welcome,
    offers: Vec<Offer>,
    menus: Vec<Menu>,
    contacts: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    pub en: String,
    pub fr: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What grants name it by.
    pub key: String,
    pub title: String,
    pub description: String,
    pub state: Publication,
    pub access_days: Option<i32>,
    /// Slugs of courses.
    pub products: Vec<String>,
}

/// An entry of the learners' header.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    pub label_en: String,
    pub label_fr: String,
    pub icon: MenuIcon,
    pub url: String,
    pub opens: Opens,
    /// Keys of the offers whose holders find it; without any, everyone does.
    #[serde(default)]
    pub offers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    pub email: EmailAddress,
    pub phone: Option<Phone>,
    pub lang: Lang,
    pub tags: Vec<String>,
    #[serde(default)]
    pub grants: Vec<Granted>,
    /// How many of the lessons they were granted.
    #[serde(default)]
    pub completed: usize,
    /// `None` for who never signed in.
    pub seen_days_ago: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Granted {
    pub offer: String,
    pub days_ago: i64,
    /// Instead of when the offer's access ends by itself.
    pub ended_days_ago: Option<i64>,
    pub revoked_days_ago: Option<i64>,
}

/// A course's folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// The folder's name.
    #[serde(skip)]
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub lang: Lang,
    /// A path on the portal.
    pub cover: String,
    pub state: Publication,
    /// Who signs its certificate, if it gives one.
    pub certificate: Option<String>,
    pub categories: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub title: String,
    /// How many days after a grant begins it opens; at once without.
    pub opens_after_days: Option<u32>,
    pub lessons: Vec<Text>,
    /// Sections in it, which have none in them.
    #[serde(default)]
    pub categories: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub slug: String,
    pub title: String,
    pub minutes: i32,
    pub video: Option<String>,
    pub state: LessonState,
    pub quiz: Option<Written>,
    #[serde(default)]
    pub comments: Vec<Said>,
    /// The file of that name in the course's folder.
    #[serde(skip)]
    pub body: String,
    /// Files to download, by their names in the course's folder `files`.
    #[serde(default)]
    pub files: Vec<String>,
}

/// A learner's comment, and what was answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Who wrote it.
    pub by: EmailAddress,
    pub days_ago: i64,
    pub text: String,
    pub answer: Option<Answered>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The creator's name.
    pub by: String,
    pub text: String,
}

impl Content {
    /// What is built into the program.
    ///
    /// # Errors
    /// A file that is missing or cannot be read, which a test rules out.
    pub fn embedded() -> Result<Self> {
        let Root { portal_name, welcome, offers, menus, contacts } = parse("demo.toml")?;
        let mut courses = Vec::new();
        for folder in FILES.get_dir("courses").into_iter().flat_map(Dir::dirs) {
            let slug = folder.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
            courses.push(course(slug)?);
        }
        let place = |course: &Course| offers.iter().flat_map(|offer| &offer.products).position(|slug| *slug == course.slug).unwrap_or(usize::MAX);
        courses.sort_by_cached_key(|course| (place(course), course.slug.clone()));
        Ok(Self { portal_name, welcome, offers, menus, contacts, courses })
    }
}

fn course(slug: &str) -> Result<Course> {
    let mut course: Course = parse(&format!("courses/{slug}/course.toml"))?;
    slug.clone_into(&mut course.slug);
    let parts = course.categories.iter_mut();
    for lesson in parts.flat_map(|part| part.lessons.iter_mut().chain(part.categories.iter_mut().flat_map(|part| &mut part.lessons))) {
        text(&format!("courses/{slug}/{}.md", lesson.slug))?.clone_into(&mut lesson.body);
    }
    Ok(course)
}

/// A file that a lesson offers.
pub fn file(course: &str, name: &str) -> Result<&'static [u8]> {
    let path = format!("courses/{course}/files/{name}");
    FILES.get_file(&path).map(File::contents).ok_or_else(|| broken(&path, "is missing"))
}

pub(super) fn parse<T: DeserializeOwned>(path: &str) -> Result<T> {
    toml::from_str(text(path)?).map_err(|error| broken(path, &error.to_string()))
}

fn text(path: &str) -> Result<&'static str> {
    FILES.get_file(path).and_then(|file| file.contents_utf8()).ok_or_else(|| broken(path, "is missing"))
}

fn broken(path: &str, reason: &str) -> Error {
    Error::Unexpected(anyhow::anyhow!("the demo content's {path}: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    fn all_different<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
        let mut seen = HashSet::new();
        names.into_iter().all(|name| seen.insert(name))
    }

    /// Every lesson, those of the sections in others too.
    fn texts(parts: &[Part]) -> impl Iterator<Item = &Text> {
        parts.iter().flat_map(|part| part.lessons.iter().chain(part.categories.iter().flat_map(|part| &part.lessons)))
    }

    #[test]
    fn everything_the_demo_names_is_there_once() {
        let content = Content::embedded().unwrap();
        assert_eq!((content.courses.len(), content.offers.len(), content.contacts.len()), (12, 4, 60));
        assert!(all_different(content.courses.iter().map(|course| course.slug.as_str())));
        assert!(all_different(content.courses.iter().map(|course| course.cover.as_str())));
        assert!(all_different(content.offers.iter().map(|offer| offer.key.as_str())));
        assert!(all_different(content.contacts.iter().map(|person| person.email.as_str())));
        for offer in &content.offers {
            assert!(all_different(offer.products.iter().map(String::as_str)), "{}", offer.key);
            for slug in &offer.products {
                assert!(content.courses.iter().any(|course| course.slug == *slug), "{}: {slug}", offer.key);
            }
        }
        let lessons = content.courses.iter().flat_map(|course| &course.categories).flat_map(|part| &part.lessons);
        for said in lessons.flat_map(|lesson| &lesson.comments) {
            assert!(content.contacts.iter().any(|person| person.email.as_str() == said.by.as_str()), "{}", said.by.as_str());
        }
        for person in &content.contacts {
            for grant in &person.grants {
                assert!(content.offers.iter().any(|offer| offer.key == grant.offer && offer.state == Publication::Published), "{}", person.name);
                assert!(grant.ended_days_ago.or(grant.revoked_days_ago).is_none_or(|days| days < grant.days_ago), "{}", person.name);
            }
        }
    }

    #[test]
    fn every_course_has_its_cover_its_texts_and_no_others() {
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public");
        for course in Content::embedded().unwrap().courses {
            assert!(public.join(course.cover.trim_start_matches('/')).is_file(), "{}", course.cover);
            let slugs: Vec<&str> = texts(&course.categories).map(|lesson| lesson.slug.as_str()).collect();
            assert!(all_different(slugs.iter().copied()), "{}", course.slug);
            let files = FILES.get_dir(format!("courses/{}", course.slug)).unwrap().files().count();
            assert_eq!(files, slugs.len() + 1, "{}", course.slug);
            let named: Vec<&str> = course.categories.iter().flat_map(|part| &part.lessons).flat_map(|lesson| &lesson.files).map(String::as_str).collect();
            let offered = FILES.get_dir(format!("courses/{}/files", course.slug)).map_or(0, |folder| folder.files().count());
            assert!(all_different(named.iter().copied()) && named.len() == offered, "{}", course.slug);
            assert!(named.iter().all(|name| file(&course.slug, name).is_ok_and(|bytes| !bytes.is_empty())), "{}", course.slug);
            let quizzes = course.categories.iter().flat_map(|part| &part.lessons).filter_map(|lesson| lesson.quiz.as_ref());
            assert!(quizzes.into_iter().all(Written::is_complete), "{}", course.slug);
        }
    }
}
