//! Products, categories and lessons as admins edit them.

use serde::{Deserialize, Serialize};

use crate::{CategoryId, Drip, Lang, LessonId, LessonState, OfferId, ProductId, Publication};

crate::word::words! {
    /// One place further in a list.
    Step {
        Up = "up",
        Down = "down",
    }
}

/// A line of the list of courses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub lang: Lang,
    /// A path on this portal.
    pub cover: Option<String>,
    pub state: Publication,
    /// Drafts too.
    pub lessons: u32,
    /// The offers it is in.
    pub offers: Vec<(OfferId, String)>,
}

/// A course in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductEdit {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub lang: Lang,
    pub cover: Option<String>,
    pub state: Publication,
    pub offers: Vec<(OfferId, String)>,
    pub outline: Vec<CategoryOutline>,
    /// In which the days of its categories begin.
    pub time_zone: String,
}

impl ProductEdit {
    /// How many lessons there are, drafts too.
    pub fn lessons(&self) -> usize {
        self.outline.iter().map(|category| category.lessons.len()).sum()
    }
}

/// A category and its lessons, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryOutline {
    pub id: CategoryId,
    /// The category it stands in, which comes before it.
    pub parent: Option<CategoryId>,
    pub title: String,
    pub drip: Drip,
    pub lessons: Vec<LessonHead>,
}

/// A lesson in an outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonHead {
    pub id: LessonId,
    pub title: String,
    pub minutes: Option<u32>,
    pub state: LessonState,
}

/// A lesson in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonEdit {
    pub id: LessonId,
    pub product: ProductId,
    pub product_slug: String,
    pub product_title: String,
    pub category: CategoryId,
    pub slug: String,
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The body as learners see it.
    pub html: String,
    pub video_url: Option<String>,
    pub minutes: Option<u32>,
    pub state: LessonState,
    /// Where it may be moved to.
    pub categories: Vec<(CategoryId, String)>,
    pub previous: Option<(LessonId, String)>,
    pub next: Option<(LessonId, String)>,
}

/// What the form of a course holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductForm {
    pub title: String,
    /// Empty for one made from the title.
    pub slug: String,
    pub summary: String,
    pub lang: Lang,
    pub state: Publication,
}

/// What the form of a lesson holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonForm {
    pub title: String,
    /// Empty for one made from the title.
    pub slug: String,
    pub body: String,
    /// Empty, or an address of a video.
    pub video_url: String,
    /// Empty, or a number.
    pub minutes: String,
    pub state: LessonState,
    pub category: CategoryId,
}

/// What the form of a category's settings holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryForm {
    /// The category to stand in.
    pub parent: Option<CategoryId>,
    pub drip: Drip,
}

/// The order of a course: its categories, each with its lessons. One that stands in another follows it.
pub type Outline = Vec<(CategoryId, Vec<LessonId>)>;
