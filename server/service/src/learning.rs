//! Learning (C1, C3, C7): the grid, a course, a lesson, how far. Every call asks anew what its reader is entitled to, and a
//! course that is not theirs is answered like one that does not exist (R3). What of a course of theirs is open yet, [`doors`]
//! tells; [`outline`] is its sections and lessons in order.

pub(crate) mod doors;
pub(crate) mod outline;

use std::collections::HashMap;

use domain::contact::RequestKind;
use domain::time::Span;
use domain::view::learning::{CourseCard, CourseView, Grid, LessonRef, LessonView, NoAccess, Resume, Steps};
use domain::view::quizzes::QuizHint;
use domain::{ContactId, Gate, GrantState, Invalid, Lang, LessonId, LessonState, Problem, ProductId, Publication, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::{Lesson, LessonHead, Product};
use store::progress::Progress;

use self::doors::Doors;
use self::outline::{Outline, number};
use crate::{AsLearner, Error, Portal, Result};

/// How exactly it is kept when a lesson was opened: a write at most so often.
const OPENED_AGAIN: Span = Span::minutes(5);

impl AsLearner {
    /// Whether any course is the reader's.
    pub async fn has_courses(&self) -> Result<bool> {
        match self.contact() {
            Some(contact) => Ok(store::grants::is_entitled_to_any(&mut self.portal.store.read().await?, contact, self.portal.now()).await?),
            None => Ok(true),
        }
    }

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
        let mut resume = None;
        for product in begun(&products, &progress, |product| !card(product).steps.is_done()) {
            let outline = self.outline(&mut conn, product.id).await?;
            resume = outline.next(&progress).map(|lesson| Resume { course: card(product), lesson });
            // Of one that waits for its next section there is nothing to go on with.
            if resume.is_some() {
                break;
            }
        }
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

    /// A course and its outline. That a contact opened it first is kept: a section may open days after.
    pub async fn course(&self, product: &str) -> Result<CourseView> {
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        if let Some(contact) = self.acting() {
            let known = store::enrolments::find(&mut conn, contact, product.id).await?.is_some_and(|enrolment| enrolment.first_at.is_some());
            if !known {
                drop(conn);
                let (id, now) = (product.id, self.portal.now());
                self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::enrolments::opened(conn, contact, id, now).await?) }.boxed()).await?;
                conn = self.portal.store.read().await?;
            }
        }
        let outline = self.outline(&mut conn, product.id).await?;
        let progress = self.progress(&mut conn, product.id).await?;
        let certificate = match self.contact() {
            Some(contact) => crate::certificates::is_due(&mut conn, contact, product.id, outline.steps(&progress)).await?,
            None => false,
        };
        Ok(CourseView {
            course: card(&product, outline.steps(&progress)),
            next: outline.next(&progress),
            begun: progress.iter().any(|row| row.opened().is_some()),
            certificate,
            sections: outline.sections(&progress),
        })
    }

    /// A lesson. That a contact opened it is kept, for where they go on the next time.
    pub async fn lesson(&self, product: &str, lesson: &str) -> Result<LessonView> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let (lesson, outline) = self.open_lesson_with_outline(&mut conn, product.id, lesson).await?;
        let progress = self.progress(&mut conn, product.id).await?;
        let media = self.media(&mut conn, lesson.id).await?;
        let quiz = self.quiz_hint(&mut conn, lesson.id).await?;
        drop(conn);
        let mine = progress.iter().find(|row| row.lesson_id == lesson.id);
        if let Some(contact) = self.acting()
            && mine.and_then(Progress::opened).is_none_or(|at| at + OPENED_AGAIN <= now)
        {
            let (portal, product, lesson) = (self.portal.clone(), product.id, lesson.id);
            self.portal
                .store
                .write(move |conn| {
                    async move {
                        let news = portal.news(conn).await?;
                        let before = news.deeds(conn, contact, product).await?;
                        store::progress::opened(conn, contact, product, lesson, now).await?;
                        store::enrolments::seen(conn, contact, product, now).await?;
                        news.tell_deeds(conn, contact, product, &before).await
                    }
                    .boxed()
                })
                .await?;
        }
        let order: Vec<&LessonHead> = outline.lessons().filter(|head| self.sees_drafts() || head.state == LessonState::Published).collect();
        let place = order.iter().position(|head| head.id == lesson.id).ok_or(Problem::NotFound)?;
        let open = |head: &&&LessonHead| outline.is_open(head);
        Ok(LessonView {
            course: LessonRef { slug: product.slug, title: product.title },
            lang: product.lang,
            section: outline.section_of(lesson.category_id).to_owned(),
            position: number(place + 1),
            all: number(order.len()),
            html: crate::markdown::to_html(&lesson.body),
            video: lesson.video_url.as_deref().and_then(domain::video::player),
            media,
            completed: mine.is_some_and(|row| row.completed_at.is_some()),
            previous: order[..place].iter().rev().find(open).map(|head| reference(head)),
            next: order[place + 1..].iter().find(open).map(|head| reference(head)),
            steps: outline.steps(&progress),
            quiz,
            sections: outline.sections(&progress),
            slug: lesson.slug,
            title: lesson.title,
            state: lesson.state,
        })
    }

    async fn quiz_hint(&self, conn: &mut Conn, lesson: LessonId) -> Result<Option<QuizHint>> {
        let questions = number(store::quizzes::asked(conn, lesson).await?);
        let tried = match self.contact() {
            Some(contact) if questions > 0 => store::quizzes::last_attempt(conn, contact, lesson).await?.is_some(),
            _ => false,
        };
        Ok((questions > 0).then_some(QuizHint { questions, tried }))
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
                    let product = me.open_product(conn, &product).await?;
                    let lesson = me.open_lesson(conn, product.id, &lesson).await?;
                    if store::quizzes::asked(conn, lesson.id).await? > 0 {
                        return Err(Invalid::QuizFirst.into());
                    }
                    if let Some(contact) = me.acting() {
                        mark(&me.portal, conn, contact, &product, lesson.id, done).await?;
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

    /// The lesson of an open product, if the reader may open it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for one they may not know of, [`Problem::Closed`] for one that is listed but closed to them (yet).
    pub(crate) async fn open_lesson(&self, conn: &mut Conn, product: ProductId, slug: &str) -> Result<Lesson> {
        let lesson = self.known_lesson(conn, product, slug).await?;
        let categories = store::courses::categories(conn, product).await?;
        let gate = self.doors(conn, product, &categories).await?.lesson(lesson.category_id, lesson.state);
        let_in(lesson, gate)
    }

    /// As [`Self::open_lesson`], with the outline that the lesson stands in.
    pub(crate) async fn open_lesson_with_outline(&self, conn: &mut Conn, product: ProductId, slug: &str) -> Result<(Lesson, Outline)> {
        let lesson = self.known_lesson(conn, product, slug).await?;
        let outline = self.outline(conn, product).await?;
        let gate = outline.gate(lesson.category_id, lesson.state);
        Ok((let_in(lesson, gate)?, outline))
    }

    /// The lesson of an open product, if the reader may know of it.
    async fn known_lesson(&self, conn: &mut Conn, product: ProductId, slug: &str) -> Result<Lesson> {
        let lesson = store::courses::lesson_by_slug(conn, product, slug).await?;
        Ok(lesson.filter(|lesson| self.sees_drafts() || lesson.state != LessonState::Draft).ok_or(Problem::NotFound)?)
    }

    async fn doors(&self, conn: &mut Conn, product: ProductId, categories: &[store::courses::Category]) -> Result<Doors> {
        match self.contact() {
            Some(contact) => Doors::of(conn, contact, product, categories, self.portal.now()).await,
            None => Ok(Doors::open()),
        }
    }

    async fn outline(&self, conn: &mut Conn, product: ProductId) -> Result<Outline> {
        let categories = store::courses::categories(conn, product).await?;
        let doors = self.doors(conn, product, &categories).await?;
        let mut lessons = store::courses::lesson_heads(conn, product).await?;
        lessons.retain(|head| self.sees_drafts() || head.state != LessonState::Draft);
        Ok(Outline::new(categories, lessons, doors))
    }

    async fn progress(&self, conn: &mut Conn, product: ProductId) -> Result<Vec<Progress>> {
        match self.contact() {
            Some(contact) => Ok(store::progress::of_product(conn, contact, product).await?),
            None => Ok(Vec::new()),
        }
    }

    fn sees_drafts(&self) -> bool {
        self.contact().is_none()
    }
}

/// The lesson, if nothing stands before it.
fn let_in(lesson: Lesson, gate: Gate) -> Result<Lesson> {
    if gate.is_open() { Ok(lesson) } else { Err(Problem::Closed(gate).into()) }
}

/// The products that are begun, of those that `wanted` picks, the one opened last first.
fn begun<'a>(products: &'a [Product], progress: &[Progress], wanted: impl Fn(&Product) -> bool) -> Vec<&'a Product> {
    let opened = |product: &Product| progress.iter().filter(|row| row.product_id == product.id).filter_map(Progress::opened).max();
    let mut begun: Vec<_> = products.iter().filter(|product| wanted(product)).filter_map(|product| Some((opened(product)?, product))).collect();
    begun.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    begun.into_iter().map(|(_, product)| product).collect()
}

/// Writes down that a learner has completed a lesson, or has not, with all that follows from it.
pub(crate) async fn mark(portal: &Portal, conn: &mut Conn, contact: ContactId, product: &Product, lesson: LessonId, done: bool) -> Result<()> {
    let now = portal.now();
    // First, as whoever else writes in a contact's name does: two at once wait for each other in one order.
    store::contacts::hold(conn, contact).await?.ok_or(Problem::SignIn)?;
    // Which lessons count stays as it is until this one is counted.
    store::courses::share_product(conn, product.id).await?;
    let news = portal.news(conn).await?;
    let before = news.deeds(conn, contact, product.id).await?;
    store::progress::set_completed(conn, contact, product.id, lesson, now, done.then_some(now)).await?;
    store::enrolments::seen(conn, contact, product.id, now).await?;
    store::enrolments::recount(conn, contact, product.id).await?;
    news.tell_deeds(conn, contact, product.id, &before).await?;
    if done {
        crate::certificates::issue_if_earned(portal, conn, contact, product).await?;
    }
    Ok(())
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

pub(crate) fn reference(head: &LessonHead) -> LessonRef {
    LessonRef { slug: head.slug.clone(), title: head.title.clone() }
}
