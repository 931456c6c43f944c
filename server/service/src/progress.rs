//! How far learners have come, for admins (C5): the learners of a course, one learner lesson by lesson, and what an admin may
//! change of it. First visits stay whatever is reset: a section that opens days after one does not close again.

use std::collections::HashMap;

use domain::view::Page;
use domain::view::learning::Steps;
use domain::view::progress::{CourseProgress, CourseSteps, LearnerProgress, LearnerQuery, LearnerRow, LessonBar, LessonProgress, MOST_COUNTED, Stage};
use domain::{ContactId, LessonId, LessonState, Problem, ProductId, Timestamp};
use futures_util::FutureExt as _;
use store::contact_lists::{Filter, Learners, Which};
use store::contacts::Contact;
use store::course_learners::{self, Done};
use store::courses::{Lesson, LessonHead, Product};
use store::enrolments::Enrolment;
use store::progress::Progress;
use store::{Conn, Way};

use crate::audit::{Action, Subject};
use crate::contact_files::line;
use crate::contact_lists::Cursor;
use crate::contacts::typed_words;
use crate::learning::doors::Doors;
use crate::learning::outline::{Outline, is_completed, number};
use crate::{AsAdmin, Error, Result, paging};

/// Learners on a page.
const PAGE: usize = 50;
/// Learners in a piece of the download.
const PIECE: usize = 1000;
/// In the place of a number of lessons for who has not begun.
const NEVER: &str = "never";
const HEADINGS: [&str; 8] = ["email", "name", "state", "lessons_completed", "lessons", "started_at", "last_lesson_at", "completed_at"];

/// A learner, and what the list is ordered by.
struct Found {
    key: String,
    contact: Contact,
    enrolment: Option<Enrolment>,
}

impl Found {
    fn begun((enrolment, contact): (Enrolment, Contact)) -> Self {
        Self { key: enrolment.done.to_string(), contact, enrolment: Some(enrolment) }
    }

    fn never(contact: Contact) -> Self {
        Self { key: NEVER.to_owned(), contact, enrolment: None }
    }

    fn cursor(&self) -> String {
        Cursor::write(&self.key, self.contact.id)
    }
}

/// A course whose learners are listed.
struct Course {
    product: Product,
    /// Published lessons, in order.
    lessons: Vec<LessonHead>,
}

impl Course {
    async fn find(conn: &mut Conn, id: ProductId) -> Result<Self> {
        let product = store::courses::product(conn, id).await?.ok_or(Problem::NotFound)?;
        let categories = store::courses::categories(conn, id).await?;
        let lessons = store::courses::lesson_heads(conn, id).await?.into_iter().filter(|head| head.state == LessonState::Published).collect();
        let outline = Outline::new(categories, lessons, Doors::open());
        Ok(Self { product, lessons: outline.lessons().cloned().collect() })
    }

    fn steps(&self, enrolment: Option<&Enrolment>) -> Steps {
        let all = number(self.lessons.len());
        Steps { done: enrolment.and_then(|enrolment| u32::try_from(enrolment.done).ok()).unwrap_or_default().min(all), all }
    }

    fn stage(&self, enrolment: Option<&Enrolment>) -> Stage {
        match enrolment {
            None => Stage::NotStarted,
            Some(_) if self.steps(enrolment).is_done() => Stage::Completed,
            Some(_) => Stage::InProgress,
        }
    }

    /// Whom a stage lists. Nobody has completed a course without lessons.
    fn which(&self, stage: Option<Stage>) -> Which {
        let all = i32::try_from(self.lessons.len()).ok().filter(|all| *all > 0).unwrap_or(i32::MAX);
        match stage {
            None => Which::All,
            Some(Stage::NotStarted) => Which::NotBegun,
            Some(Stage::InProgress) => Which::Begun(Done { least: 0, below: all }),
            Some(Stage::Completed) => Which::Begun(Done { least: all, below: i32::MAX }),
        }
    }
}

/// What is read of a list, and from where.
struct Reading<'a> {
    query: &'a LearnerQuery,
    cursor: Option<Cursor>,
    way: Way,
    size: usize,
    now: Timestamp,
}

impl Reading<'_> {
    /// One more than `size` if there are more.
    fn limit(&self) -> i64 {
        i64::try_from(self.size + 1).unwrap_or(i64::MAX)
    }

    /// Learners in the list's order: those who have completed most first, then those who have not begun; a search lists them by the
    /// word that was found.
    async fn read(self, conn: &mut Conn, course: &Course) -> Result<Vec<Found>> {
        let product = course.product.id;
        let offers = course_learners::offers_of(conn, product).await?;
        let (which, limit) = (course.which(self.query.stage), self.limit());
        if !self.query.text.trim().is_empty() {
            let filter = Filter { words: typed_words(&self.query.text), learners: Some(Learners { product, offers, which }), ..Filter::default() };
            let from = self.cursor.map(|cursor| (cursor.key, cursor.id));
            let found = store::contact_lists::matching(conn, &filter, from.as_ref(), self.way, self.now, limit).await?;
            return with_enrolments(conn, product, found).await;
        }
        let (begun, never) = match self.cursor {
            Some(Cursor { key, id }) if key == NEVER => (None, Some(id)),
            cursor => (cursor.and_then(|cursor| Some((cursor.key.parse::<i32>().ok()?, cursor.id))), None),
        };
        let (done, unbegun) = match which {
            Which::All => (Some(Done::ANY), true),
            Which::Begun(done) => (Some(done), false),
            Which::NotBegun => (None, true),
        };
        let mut found = Vec::new();
        // On the way back from those who have not begun, they come first.
        if self.way == Way::Back
            && let Some(id) = never.filter(|_| unbegun)
        {
            found.extend(course_learners::not_begun(conn, product, &offers, id, Way::Back, self.now, limit).await?.into_iter().map(Found::never));
        }
        if let Some(done) = done
            && (never.is_none() || self.way == Way::Back)
        {
            let missing = lacking(&found, limit);
            found.extend(course_learners::begun(conn, product, done, begun, self.way, missing).await?.into_iter().map(Found::begun));
        }
        if self.way == Way::On && unbegun {
            let (missing, from) = (lacking(&found, limit), never.unwrap_or(ContactId::MAX));
            found.extend(course_learners::not_begun(conn, product, &offers, from, Way::On, self.now, missing).await?.into_iter().map(Found::never));
        }
        Ok(found)
    }
}

/// How many are not there yet.
fn lacking(found: &[Found], limit: i64) -> i64 {
    limit - i64::try_from(found.len()).unwrap_or(limit)
}

async fn with_enrolments(conn: &mut Conn, product: ProductId, found: Vec<(String, Contact)>) -> Result<Vec<Found>> {
    let ids: Vec<ContactId> = found.iter().map(|(_, contact)| contact.id).collect();
    let mut enrolments: HashMap<ContactId, Enrolment> =
        course_learners::among(conn, product, &ids).await?.into_iter().map(|enrolment| (enrolment.contact_id, enrolment)).collect();
    Ok(found.into_iter().map(|(key, contact)| Found { key, enrolment: enrolments.remove(&contact.id), contact }).collect())
}

async fn rows(conn: &mut Conn, course: &Course, found: Vec<Found>) -> Result<Vec<LearnerRow>> {
    let completed = |found: &&Found| course.stage(found.enrolment.as_ref()) == Stage::Completed;
    let done: Vec<ContactId> = found.iter().filter(completed).map(|found| found.contact.id).collect();
    let at: HashMap<_, _> = store::progress::last_completed(conn, course.product.id, &done).await?.into_iter().collect();
    Ok(found
        .into_iter()
        .map(|Found { contact, enrolment, .. }| LearnerRow {
            stage: course.stage(enrolment.as_ref()),
            steps: course.steps(enrolment.as_ref()),
            started_at: enrolment.as_ref().and_then(|enrolment| enrolment.first_at),
            seen_at: enrolment.as_ref().and_then(|enrolment| enrolment.seen_at),
            completed_at: at.get(&contact.id).copied().flatten(),
            contact: crate::contacts::hit(&contact),
        })
        .collect())
}

impl AsAdmin {
    /// A course's learners, a page of them, and how many have completed each lesson.
    pub async fn course_progress(&self, id: ProductId, query: &LearnerQuery) -> Result<CourseProgress> {
        let mut conn = self.portal.store.read().await?;
        self.portal
            .store
            .at_length(async {
                let course = Course::find(&mut conn, id).await?;
                let most = i64::from(MOST_COUNTED) + 1;
                let counts: HashMap<LessonId, i64> = course_learners::count_completed(&mut conn, id, most).await?.into_iter().collect();
                let bar =
                    |head: &LessonHead| LessonBar { title: head.title.clone(), completed: domain::count(counts.get(&head.id).copied().unwrap_or_default()) };
                Ok(CourseProgress {
                    product: id,
                    title: course.product.title.clone(),
                    started: domain::count(course_learners::count_begun(&mut conn, id, most).await?),
                    bars: course.lessons.iter().map(bar).collect(),
                    page: self.learners(&mut conn, &course, query).await?,
                })
            })
            .await
    }

    async fn learners(&self, conn: &mut Conn, course: &Course, query: &LearnerQuery) -> Result<Page<LearnerRow>> {
        let page = self.found(conn, course, query).await?;
        Ok(Page { items: rows(conn, course, page.items).await?, previous: page.previous, next: page.next })
    }

    async fn found(&self, conn: &mut Conn, course: &Course, query: &LearnerQuery) -> Result<Page<Found>> {
        let place = |cursor: Option<&str>| cursor.and_then(Cursor::parse);
        let reading = |cursor, way| Reading { query, cursor, way, size: PAGE, now: self.portal.now() };
        let mut cursor = place(query.cursor.as_deref());
        if let Some(before) = place(query.before.as_deref()) {
            let found = reading(Some(before), Way::Back).read(conn, course).await?;
            if let Some(page) = paging::back(found, PAGE, Found::cursor) {
                return Ok(page);
            }
            cursor = None;
        }
        let follows = cursor.is_some();
        Ok(paging::on(reading(cursor, Way::On).read(conn, course).await?, PAGE, follows, Found::cursor))
    }

    /// Writes down that this admin downloads a course's learners; call it before the first [`AsAdmin::progress_piece`].
    pub async fn progress_exported(&self, id: ProductId) -> Result<()> {
        let product = store::courses::product(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        let event = self.event(Action::ProgressExported, Subject::new("product", id, product.title));
        self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await
    }

    /// A piece of the download: begin with `None`, go on with what came back, until it is `None`.
    pub async fn progress_piece(&self, id: ProductId, after: Option<String>) -> Result<(String, Option<String>)> {
        let mut conn = self.portal.store.read().await?;
        self.portal
            .store
            .at_length(async {
                let course = Course::find(&mut conn, id).await?;
                let query = LearnerQuery::default();
                let cursor = after.as_deref().and_then(Cursor::parse);
                let reading = Reading { query: &query, cursor, way: Way::On, size: PIECE, now: self.portal.now() };
                let page = paging::on(reading.read(&mut conn, &course).await?, PIECE, false, Found::cursor);
                let mut text = if after.is_none() { line(&HEADINGS) } else { String::new() };
                for row in rows(&mut conn, &course, page.items).await? {
                    let iso = |at: Option<Timestamp>| at.map(Timestamp::iso).unwrap_or_default();
                    text += &line(&[
                        row.contact.email.as_str(),
                        &row.contact.name,
                        row.stage.word(),
                        &row.steps.done.to_string(),
                        &row.steps.all.to_string(),
                        &iso(row.started_at),
                        &iso(row.seen_at),
                        &iso(row.completed_at),
                    ]);
                }
                Ok((text, page.next))
            })
            .await
    }

    /// The courses that a contact may see or has begun, and how far they are.
    pub async fn courses_of(&self, contact: ContactId) -> Result<Vec<CourseSteps>> {
        let mut conn = self.portal.store.read().await?;
        store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let begun = store::enrolments::of_contact(&mut conn, contact).await?;
        let entitled = store::grants::entitled_products(&mut conn, contact, self.portal.now()).await?;
        let ids: Vec<ProductId> = begun.iter().map(|(enrolment, _)| enrolment.product_id).chain(entitled.iter().map(|product| product.id)).collect();
        let all: HashMap<ProductId, i64> = store::courses::published_lessons(&mut conn, &ids).await?.into_iter().collect();
        let steps = |product: ProductId, done: i32| {
            let all = number(all.get(&product).copied().unwrap_or_default());
            Steps { done: number(done).min(all), all }
        };
        let unbegun: Vec<CourseSteps> = entitled
            .into_iter()
            .filter(|product| !begun.iter().any(|(enrolment, _)| enrolment.product_id == product.id))
            .map(|product| CourseSteps { product: product.id, title: product.title, steps: steps(product.id, 0), seen_at: None })
            .collect();
        let begun = begun.into_iter().map(|(enrolment, title)| CourseSteps {
            product: enrolment.product_id,
            title,
            steps: steps(enrolment.product_id, enrolment.done),
            seen_at: enrolment.seen_at,
        });
        Ok(begun.chain(unbegun).collect())
    }

    /// How far a contact is in a course, lesson by lesson.
    pub async fn learner_progress(&self, product: ProductId, contact: ContactId) -> Result<LearnerProgress> {
        let mut conn = self.portal.store.read().await?;
        let found = store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let course = Course::find(&mut conn, product).await?;
        let progress = store::progress::of_product(&mut conn, contact, product).await?;
        let enrolment = store::enrolments::find(&mut conn, contact, product).await?;
        let lessons = course.lessons.iter().map(|head| {
            let row = progress.iter().find(|row| row.lesson_id == head.id);
            LessonProgress {
                id: head.id,
                title: head.title.clone(),
                opened_at: row.and_then(Progress::opened),
                completed_at: row.and_then(|row| row.completed_at),
            }
        });
        let done = course.lessons.iter().filter(|head| is_completed(&progress, head.id)).count();
        Ok(LearnerProgress {
            contact,
            name: found.name,
            product,
            steps: Steps { done: number(done), all: number(course.lessons.len()) },
            started_at: enrolment.and_then(|enrolment| enrolment.first_at),
            lessons: lessons.collect(),
            title: course.product.title,
        })
    }

    /// Marks a lesson as completed in a contact's place.
    pub async fn mark_lesson(&self, contact: ContactId, lesson: LessonId) -> Result<()> {
        self.change_progress(contact, lesson, Action::LessonMarked, |conn, contact, lesson, now| {
            async move {
                store::progress::mark_completed(conn, contact, lesson.product_id, lesson.id, now).await?;
                Ok(true)
            }
            .boxed()
        })
        .await
    }

    /// Makes a lesson as if the contact had never opened it.
    pub async fn reset_lesson(&self, contact: ContactId, lesson: LessonId) -> Result<()> {
        self.change_progress(contact, lesson, Action::LessonReset, |conn, contact, lesson, _| {
            async move {
                let tried = forget_deeds(conn, contact, &[lesson.id]).await?;
                store::events::renew(conn, contact, lesson.product_id).await?;
                Ok(store::progress::forget_lesson(conn, contact, lesson.product_id, lesson.id).await? || tried)
            }
            .boxed()
        })
        .await
    }

    /// Runs `change` and, if it says that something changed, counts anew and writes it down.
    async fn change_progress<F>(&self, contact: ContactId, lesson: LessonId, action: Action, change: F) -> Result<()>
    where
        F: for<'c> FnOnce(&'c mut Conn, ContactId, &'c Lesson, Timestamp) -> futures_util::future::BoxFuture<'c, Result<bool>> + Send + 'static,
    {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let lesson = store::courses::lesson(conn, lesson).await?.ok_or(Problem::NotFound)?;
                    store::courses::share_product(conn, lesson.product_id).await?;
                    let news = me.portal.news(conn).await?;
                    let before = news.deeds(conn, contact.id, lesson.product_id).await?;
                    if change(conn, contact.id, &lesson, me.portal.now()).await? {
                        news.tell_deeds(conn, contact.id, lesson.product_id, &before).await?;
                        store::enrolments::recount(conn, contact.id, lesson.product_id).await?;
                        if let Some(product) = store::courses::product(conn, lesson.product_id).await? {
                            crate::certificates::issue_if_earned(&me.portal, conn, contact.id, &product).await?;
                        }
                        store::audit::insert(conn, &me.event(action, Subject::contact(&contact).with(lesson.title))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Makes every lesson of a course as if the contact had never opened it. When they first opened the course is kept.
    pub async fn reset_course(&self, contact: ContactId, product: ProductId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let product = store::courses::product(conn, product).await?.ok_or(Problem::NotFound)?;
                    store::courses::share_product(conn, product.id).await?;
                    let lessons: Vec<LessonId> = store::courses::lesson_heads(conn, product.id).await?.iter().map(|head| head.id).collect();
                    let tried = forget_deeds(conn, contact.id, &lessons).await?;
                    store::events::renew(conn, contact.id, product.id).await?;
                    if store::progress::forget_product(conn, contact.id, product.id).await? > 0 || tried {
                        store::enrolments::recount(conn, contact.id, product.id).await?;
                        store::audit::insert(conn, &me.event(Action::CourseReset, Subject::contact(&contact).with(product.title))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

/// Forgets what a contact did in lessons besides opening them: tries at their quizzes, places in their videos. Whether there were
/// any tries: a quiz that is passed or used up can be taken again.
async fn forget_deeds(conn: &mut Conn, contact: ContactId, lessons: &[LessonId]) -> Result<bool> {
    store::video_positions::forget_of(conn, contact, lessons).await?;
    Ok(store::quizzes::forget_attempts(conn, contact, lessons).await? > 0)
}
