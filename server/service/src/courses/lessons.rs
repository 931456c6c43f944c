//! Lessons: adding, reading, changing, deleting.

use domain::view::courses::{LessonEdit, LessonForm};
use domain::{CategoryId, Invalid, LessonId, LessonState, Problem, ProductId, text, video};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::Lesson;
use store::lesson_files::Of;

use super::{outline, products, slugs, title, within};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result, markdown};

/// The longest text of a lesson, in characters.
const LONGEST: usize = 200_000;
/// The longest lesson, in minutes.
const MOST_MINUTES: i32 = 24 * 60;

fn subject(lesson: &Lesson) -> Subject {
    Subject::new("lesson", lesson.id, lesson.title.as_str())
}

/// A slug that no other lesson of the product has.
async fn free_slug(conn: &mut Conn, product: ProductId, wanted: &str) -> Result<String> {
    for slug in slugs(&text::slug(wanted)) {
        if store::courses::lesson_by_slug(conn, product, &slug).await?.is_none() {
            return Ok(slug);
        }
    }
    Err(Invalid::SlugTaken.into())
}

/// The slug that was typed, or one made from the title where nothing was.
async fn chosen_slug(conn: &mut Conn, product: ProductId, id: LessonId, typed: &str, title: &str) -> Result<String> {
    let Some(typed) = text::line(typed) else { return free_slug(conn, product, title).await };
    let slug = text::slug(&typed);
    match store::courses::lesson_by_slug(conn, product, &slug).await? {
        Some(other) if other.id != id => Err(Invalid::SlugTaken.into()),
        _ => Ok(slug),
    }
}

/// Empty for none.
fn video_url(typed: &str) -> Result<Option<String>> {
    match text::line(typed) {
        None => Ok(None),
        Some(typed) => Ok(Some(video::player(&typed).ok_or(Invalid::Url)?)),
    }
}

/// Empty for none.
fn minutes(typed: &str) -> Result<Option<i32>> {
    match text::line(typed) {
        None => Ok(None),
        Some(typed) => Ok(Some(typed.parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes)).ok_or(Invalid::Number)?)),
    }
}

impl AsAdmin {
    /// Adds a lesson, as a draft, at the end of a category; answers its product too.
    pub async fn create_lesson(&self, category: CategoryId, typed_title: &str) -> Result<(ProductId, LessonId)> {
        let me = self.clone();
        let title = title(typed_title)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let product = store::courses::category(conn, category).await?.ok_or(Problem::NotFound)?.product_id;
                    let course = outline::locked(conn, product).await?;
                    let mut order = outline::read(conn, product).await?;
                    let lesson = Lesson {
                        id: me.portal.new_id(),
                        product_id: product,
                        category_id: category,
                        slug: free_slug(conn, product, &title).await?,
                        title,
                        body: String::new(),
                        video_url: None,
                        minutes: None,
                        state: LessonState::Draft,
                        position: i32::MAX,
                    };
                    store::courses::insert_lesson(conn, &lesson).await?;
                    outline::put(&mut order, lesson.id, category);
                    outline::write(conn, product, order).await?;
                    store::audit::insert(conn, &me.event(Action::LessonCreated, subject(&lesson).with(course.title))).await?;
                    Ok::<_, Error>((product, lesson.id))
                }
                .boxed()
            })
            .await
    }

    /// A lesson with what stands around it.
    pub async fn lesson(&self, id: LessonId) -> Result<LessonEdit> {
        let mut conn = self.portal.store.read().await?;
        let lesson = store::courses::lesson(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let product = store::courses::product(&mut conn, lesson.product_id).await?.ok_or(Problem::NotFound)?;
        let outline = products::categories(&mut conn, product.id).await?;
        let lessons: Vec<_> = outline.iter().flat_map(|category| &category.lessons).map(|lesson| (lesson.id, lesson.title.clone())).collect();
        let place = lessons.iter().position(|(other, _)| *other == id).ok_or(Problem::NotFound)?;
        Ok(LessonEdit {
            id,
            product: product.id,
            product_slug: product.slug,
            product_title: product.title,
            category: lesson.category_id,
            html: markdown::to_html(&lesson.body),
            slug: lesson.slug,
            title: lesson.title,
            body: lesson.body,
            video_url: lesson.video_url,
            minutes: lesson.minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            state: lesson.state,
            categories: outline.iter().map(|category| (category.id, category.title.clone())).collect(),
            previous: place.checked_sub(1).and_then(|place| lessons.get(place).cloned()),
            next: lessons.get(place + 1).cloned(),
        })
    }

    /// Changes a lesson; answers its product.
    ///
    /// # Errors
    /// `Invalid::Url` for an address that is no video's, `Invalid::SlugTaken` when another lesson of the course has the
    /// address, `Invalid::Choice` for a category of another course.
    pub async fn change_lesson(&self, id: LessonId, form: LessonForm) -> Result<ProductId> {
        let me = self.clone();
        let title = title(&form.title)?;
        let (video_url, minutes) = (video_url(&form.video_url)?, minutes(&form.minutes)?);
        // Browsers send CR LF.
        let body = within(form.body.replace("\r\n", "\n"), LONGEST)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let product = store::courses::lesson(conn, id).await?.ok_or(Problem::NotFound)?.product_id;
                    outline::locked(conn, product).await?;
                    let mut order = outline::read(conn, product).await?;
                    if !order.iter().any(|(category, _)| *category == form.category) {
                        return Err(Invalid::Choice.into());
                    }
                    let before = store::courses::lesson(conn, id).await?.ok_or(Problem::NotFound)?;
                    let moved = before.category_id != form.category;
                    let (counted, counts) = (before.state == LessonState::Published, form.state == LessonState::Published);
                    if counted != counts {
                        store::enrolments::count_lesson(conn, product, id, if counts { 1 } else { -1 }).await?;
                    }
                    let slug = chosen_slug(conn, product, id, &form.slug, &title).await?;
                    let lesson = Lesson { slug, title, body, video_url, minutes, state: form.state, ..before };
                    store::courses::update_lesson(conn, &lesson).await?;
                    if moved {
                        outline::put(&mut order, id, form.category);
                        outline::write(conn, product, order).await?;
                    }
                    store::audit::insert(conn, &me.event(Action::LessonChanged, subject(&lesson).with(lesson.state.word()))).await?;
                    Ok::<_, Error>(product)
                }
                .boxed()
            })
            .await
    }

    /// Deletes a lesson, its files and how far learners came in it; answers its product.
    pub async fn delete_lesson(&self, id: LessonId) -> Result<ProductId> {
        let me = self.clone();
        let (product, files) = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = store::courses::lesson(conn, id).await?.ok_or(Problem::NotFound)?;
                    let course = outline::locked(conn, lesson.product_id).await?;
                    let files = store::lesson_files::keys_of(conn, Of::Lesson(id)).await?;
                    if lesson.state == LessonState::Published {
                        store::enrolments::count_lesson(conn, course.id, id, -1).await?;
                    }
                    store::courses::delete_lesson(conn, id).await?;
                    let rest = outline::read(conn, course.id).await?;
                    outline::write(conn, course.id, rest).await?;
                    store::audit::insert(conn, &me.event(Action::LessonDeleted, subject(&lesson).with(course.title))).await?;
                    Ok::<_, Error>((course.id, files))
                }
                .boxed()
            })
            .await?;
        self.portal.files.remove(&files).await;
        Ok(product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_minutes_and_videos() {
        assert_eq!(minutes("").unwrap(), None);
        assert_eq!(minutes(" 12 ").unwrap(), Some(12));
        for wrong in ["0", "-1", "1441", "many", "1.5"] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
        assert_eq!(video_url("  ").unwrap(), None);
        assert!(video_url("https://example.org/video.mp4").is_err());
    }
}
