//! Learning (C1, C3, C7): the grid, a course, a lesson, how far. Every call asks anew what its reader is entitled to, and a
//! course that is not theirs is answered like one that does not exist (R3).

use std::collections::HashMap;

use domain::contact::RequestKind;
use domain::time::Span;
use domain::view::learning::{CourseCard, CourseView, Grid, LessonRef, LessonView, NoAccess, OutlineItem, Resume, Section, Steps};
use domain::view::quizzes::QuizHint;
use domain::{ContactId, GrantState, Invalid, Lang, LessonId, Problem, ProductId, Publication, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::{Category, Lesson, LessonHead, Product};
use store::progress::Progress;

use crate::{AsLearner, Error, Result};

/// How exactly it is kept when a lesson was opened: a write at most so often.
const OPENED_AGAIN: Span = Span::minutes(5);

impl AsLearner {
    /// The reader's courses, and where they left off. `lang` is the one that the welcome is read in.
    pub async fn grid(&self, lang: Lang) -> Result<Grid> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let products = match self.contact() {
            Some(contact) => store::grants::entitled_products(&mut conn, contact, now).await?,
            None => store::courses::products(&mut conn).await?,
        };
        let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
        let lessons: HashMap<ProductId, i64> = store::courses::published_lessons(&mut conn, &ids).await?.into_iter().collect();
        let progress = match self.contact() {
            Some(contact) => store::progress::of_contact(&mut conn, contact).await?,
            None => Vec::new(),
        };
        let card = |product: &Product| {
            let all = lessons.get(&product.id).copied().unwrap_or_default();
            let done = progress.iter().filter(|row| row.product_id == product.id && row.completed_at.is_some()).count();
            card(product, Steps { done: number(done), all: number(all) })
        };
        let resume = match begun(&products, &progress, |product| !card(product).steps.is_done()) {
            Some(product) => {
                let outline = Outline::load(&mut conn, product.id, false).await?;
                outline.next(&progress).map(|lesson| Resume { course: card(product), lesson })
            }
            None => None,
        };
        let settings = crate::settings::read(&mut conn).await?;
        let no_access = match self.contact() {
            Some(contact) if products.is_empty() => Some(no_access(&mut conn, contact, now).await?),
            _ => None,
        };
        let welcome = match lang {
            Lang::En => settings.welcome_en,
            Lang::Fr => settings.welcome_fr,
        };
        Ok(Grid { welcome, resume, cards: products.iter().map(card).collect(), no_access })
    }

    /// A course and its outline.
    pub async fn course(&self, product: &str) -> Result<CourseView> {
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let (outline, progress) = self.outline(&mut conn, product.id).await?;
        let certificate = match self.contact() {
            Some(contact) => crate::certificates::is_due(&mut conn, contact, product.id, outline.steps(&progress)).await?,
            None => false,
        };
        Ok(CourseView {
            course: card(&product, outline.steps(&progress)),
            next: outline.next(&progress),
            begun: !progress.is_empty(),
            certificate,
            sections: outline.sections(&progress),
        })
    }

    /// A lesson. That a contact opened it is kept, for where they go on the next time.
    pub async fn lesson(&self, product: &str, lesson: &str) -> Result<LessonView> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let lesson = self.open_lesson(&mut conn, product.id, lesson).await?;
        let (outline, progress) = self.outline(&mut conn, product.id).await?;
        let questions = number(store::quizzes::asked(&mut conn, lesson.id).await?);
        drop(conn);
        let mine = progress.iter().find(|row| row.lesson_id == lesson.id);
        if let Some(contact) = self.acting()
            && mine.is_none_or(|row| row.opened_at + OPENED_AGAIN <= now)
        {
            let (product, lesson) = (product.id, lesson.id);
            self.portal
                .store
                .write(move |conn| async move { Ok::<_, Error>(store::progress::opened(conn, contact, product, lesson, now).await?) }.boxed())
                .await?;
        }
        let order: Vec<&LessonHead> = outline.lessons().collect();
        let place = order.iter().position(|head| head.id == lesson.id).ok_or(Problem::NotFound)?;
        Ok(LessonView {
            course: LessonRef { slug: product.slug, title: product.title },
            lang: product.lang,
            section: outline.section_of(lesson.category_id).to_owned(),
            position: number(place + 1),
            all: number(order.len()),
            html: crate::markdown::to_html(&lesson.body),
            video: lesson.video_url.as_deref().and_then(domain::video::player),
            completed: mine.is_some_and(|row| row.completed_at.is_some()),
            quiz: (questions > 0).then_some(QuizHint { questions }),
            previous: place.checked_sub(1).map(|before| reference(order[before])),
            next: order.get(place + 1).map(|head| reference(head)),
            sections: outline.sections(&progress),
            slug: lesson.slug,
            title: lesson.title,
            state: lesson.state,
        })
    }

    /// Marks a lesson as completed, or not. An admin who looks on changes nothing.
    ///
    /// # Errors
    /// `Invalid::QuizFirst` for a lesson with a quiz: passing it is what completes it.
    pub async fn complete(&self, product: &str, lesson: &str, done: bool) -> Result<()> {
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let now = me.portal.now();
                    let product = me.open_product(conn, &product).await?;
                    let lesson = me.open_lesson(conn, product.id, &lesson).await?;
                    if store::quizzes::asked(conn, lesson.id).await? > 0 {
                        return Err(Invalid::QuizFirst.into());
                    }
                    if let Some(contact) = me.acting() {
                        store::progress::set_completed(conn, contact, product.id, lesson.id, now, done.then_some(now)).await?;
                        if done {
                            crate::certificates::issue_if_earned(&me.portal, conn, contact, &product).await?;
                        }
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// The product with that slug, if the reader may see it now.
    pub(crate) async fn open_product(&self, conn: &mut Conn, slug: &str) -> Result<Product> {
        let product = store::courses::product_by_slug(conn, slug).await?.ok_or(Problem::NotFound)?;
        let open = match self.contact() {
            Some(contact) => product.state == Publication::Published && store::grants::is_entitled(conn, contact, product.id, self.portal.now()).await?,
            None => true,
        };
        if open { Ok(product) } else { Err(Problem::NotFound.into()) }
    }

    /// The lesson of an open product, if the reader may see it.
    pub(crate) async fn open_lesson(&self, conn: &mut Conn, product: ProductId, slug: &str) -> Result<Lesson> {
        let lesson = store::courses::lesson_by_slug(conn, product, slug).await?;
        Ok(lesson.filter(|lesson| self.sees_drafts() || lesson.state == Publication::Published).ok_or(Problem::NotFound)?)
    }

    /// The lesson that follows, if the reader may see one.
    pub(crate) async fn lesson_after(&self, conn: &mut Conn, product: ProductId, lesson: LessonId) -> Result<Option<LessonRef>> {
        let outline = Outline::load(conn, product, self.sees_drafts()).await?;
        let next = outline.lessons().skip_while(|head| head.id != lesson).nth(1).map(reference);
        Ok(next)
    }

    async fn outline(&self, conn: &mut Conn, product: ProductId) -> Result<(Outline, Vec<Progress>)> {
        let outline = Outline::load(conn, product, self.sees_drafts()).await?;
        let progress = match self.contact() {
            Some(contact) => store::progress::of_product(conn, contact, product).await?,
            None => Vec::new(),
        };
        Ok((outline, progress))
    }

    fn sees_drafts(&self) -> bool {
        self.contact().is_none()
    }
}

/// The sections of a product in order, each with its lessons in order.
struct Outline(Vec<(Category, Vec<LessonHead>)>);

impl Outline {
    /// Sections without a lesson to see are left out.
    async fn load(conn: &mut Conn, product: ProductId, drafts: bool) -> Result<Self> {
        let mut lessons: HashMap<_, Vec<LessonHead>> = HashMap::new();
        for head in store::courses::lesson_heads(conn, product).await? {
            if drafts || head.state == Publication::Published {
                lessons.entry(head.category_id).or_default().push(head);
            }
        }
        let categories = store::courses::categories(conn, product).await?;
        Ok(Self(categories.into_iter().filter_map(|category| lessons.remove(&category.id).map(|lessons| (category, lessons))).collect()))
    }

    fn lessons(&self) -> impl Iterator<Item = &LessonHead> {
        self.0.iter().flat_map(|(_, lessons)| lessons)
    }

    fn section_of(&self, category: domain::CategoryId) -> &str {
        self.0.iter().find(|(section, _)| section.id == category).map_or("", |(section, _)| &section.title)
    }

    /// Drafts do not count.
    fn steps(&self, progress: &[Progress]) -> Steps {
        let published = || self.lessons().filter(|head| head.state == Publication::Published);
        Steps { done: number(published().filter(|head| is_completed(progress, head.id)).count()), all: number(published().count()) }
    }

    fn sections(&self, progress: &[Progress]) -> Vec<Section> {
        let item = |head: &LessonHead| OutlineItem {
            slug: head.slug.clone(),
            title: head.title.clone(),
            minutes: head.minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            completed: is_completed(progress, head.id),
            state: head.state,
        };
        self.0.iter().map(|(category, lessons)| Section { title: category.title.clone(), lessons: lessons.iter().map(item).collect() }).collect()
    }

    /// The lesson to go on with.
    fn next(&self, progress: &[Progress]) -> Option<LessonRef> {
        let order: Vec<LessonId> = self.lessons().map(|head| head.id).collect();
        let next = resume_at(&order, progress)?;
        self.lessons().find(|head| head.id == next).map(reference)
    }
}

/// Where to go on: with the lesson opened last or, when that one is completed, the first after it that is not; with one
/// before it when none is left after it.
fn resume_at(order: &[LessonId], progress: &[Progress]) -> Option<LessonId> {
    let last = progress.iter().filter(|row| order.contains(&row.lesson_id)).max_by_key(|row| row.opened_at);
    let start = last.and_then(|last| order.iter().position(|id| *id == last.lesson_id)).unwrap_or_default();
    let (before, after) = order.split_at(start);
    after.iter().chain(before).copied().find(|id| !is_completed(progress, *id))
}

fn is_completed(progress: &[Progress], lesson: LessonId) -> bool {
    progress.iter().any(|row| row.lesson_id == lesson && row.completed_at.is_some())
}

/// The product opened last of those that `wanted` picks.
fn begun<'a>(products: &'a [Product], progress: &[Progress], wanted: impl Fn(&Product) -> bool) -> Option<&'a Product> {
    let opened = |product: &Product| progress.iter().filter(|row| row.product_id == product.id).map(|row| row.opened_at).max();
    products
        .iter()
        .filter(|product| wanted(product))
        .filter_map(|product| Some((opened(product)?, product)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, product)| product)
}

async fn no_access(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<NoAccess> {
    let asked = store::access_requests::is_open(conn, contact, RequestKind::Access).await?;
    let grants: Vec<(String, GrantState)> = store::grants::of_contact(conn, contact)
        .await?
        .into_iter()
        .map(|(grant, offer)| (offer, GrantState::at(now, grant.starts_at, grant.ends_at, grant.revoked_at)))
        .collect();
    let (active, other): (Vec<_>, Vec<_>) = grants.into_iter().partition(|(_, state)| state.is_active());
    Ok(NoAccess { grants: other, waiting: !active.is_empty(), asked })
}

fn card(product: &Product, steps: Steps) -> CourseCard {
    CourseCard {
        slug: product.slug.clone(),
        title: product.title.clone(),
        summary: product.summary.clone(),
        cover: product.cover.clone(),
        lang: product.lang,
        state: product.state,
        steps,
    }
}

fn reference(head: &LessonHead) -> LessonRef {
    LessonRef { slug: head.slug.clone(), title: head.title.clone() }
}

fn number<N: TryInto<u32>>(n: N) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use domain::ProductId;

    use super::*;

    fn lesson(n: u128) -> LessonId {
        LessonId(uuid::Uuid::from_u128(n))
    }

    fn row(n: u128, opened: i64, completed: bool) -> Progress {
        Progress {
            contact_id: ContactId::MIN,
            product_id: ProductId::MIN,
            lesson_id: lesson(n),
            opened_at: Timestamp(opened),
            completed_at: completed.then_some(Timestamp(opened)),
        }
    }

    #[test]
    fn goes_on_where_the_learner_left_off() {
        let order = [lesson(1), lesson(2), lesson(3)];
        let at = |progress: &[Progress]| resume_at(&order, progress);
        assert_eq!(at(&[]), Some(lesson(1)), "nothing begun");
        assert_eq!(at(&[row(2, 10, false)]), Some(lesson(2)), "opened, not completed");
        assert_eq!(at(&[row(1, 10, false), row(2, 20, true)]), Some(lesson(3)), "the one after the last completed");
        assert_eq!(at(&[row(3, 30, true)]), Some(lesson(1)), "back to what was skipped");
        assert_eq!(at(&[row(1, 1, true), row(2, 2, true), row(3, 3, true)]), None, "all done");
        assert_eq!(at(&[row(9, 99, true)]), Some(lesson(1)), "a lesson that is gone");
        assert_eq!(resume_at(&[], &[]), None);
    }
}
