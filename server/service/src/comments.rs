//! Comments below lessons (C3): learners ask, the creator answers, one level deep. Who may read a lesson may comment on it; an
//! admin who looks on in a contact's place writes nothing.

use domain::comment::CommentState;
use domain::view::Page;
use domain::view::comments::{CommentRow, CommentView, Comments};
use domain::{Invalid, LessonCommentId, Problem, ProductId};
use futures_util::FutureExt as _;
use store::Conn;
use store::comments::Comment;
use store::courses::{Lesson, Product};

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Error, Result, markdown, paging};

/// Comments on a page.
const PAGE: usize = 20;
/// Characters of a comment at most.
const LONGEST: usize = 4000;

/// A comment as it was typed.
fn body(typed: &str) -> Result<String> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        return Err(Invalid::Required.into());
    }
    if text.chars().count() > LONGEST { Err(Invalid::TooLong.into()) } else { Ok(text) }
}

/// A comment's place in a list, from a page's address.
fn place(cursor: &str) -> Result<Option<LessonCommentId>, Invalid> {
    Some(cursor.trim()).filter(|cursor| !cursor.is_empty()).map(|id| id.parse().map_err(|_| Invalid::Choice)).transpose()
}

fn limit() -> i64 {
    i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
}

impl AsLearner {
    /// A page of a lesson's comments: the first, the one after `cursor`, or the one before `before`. Empty texts count as none.
    pub async fn comments(&self, product: &str, lesson: &str, cursor: &str, before: &str) -> Result<Comments> {
        let (cursor, before) = (place(cursor)?, place(before)?);
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let lesson = self.open_lesson(&mut conn, product.id, lesson).await?;
        if store::comments::are_off(&mut conn, product.id).await? {
            return Ok(Comments { on: false, page: Page { items: Vec::new(), previous: None, next: None } });
        }
        let page = self.page_of_comments(&mut conn, &lesson, cursor, before).await?;
        let ids: Vec<LessonCommentId> = page.items.iter().map(|comment| comment.id).collect();
        let mut replies = store::comments::replies(&mut conn, &ids).await?;
        let page = page.map(|comment| {
            let (own, others): (Vec<Comment>, Vec<Comment>) = std::mem::take(&mut replies).into_iter().partition(|reply| reply.parent_id == Some(comment.id));
            replies = others;
            let shown = own.into_iter().filter(|reply| self.moderates() || reply.state == CommentState::Shown);
            let replies = shown.map(|reply| self.shown(reply, Vec::new())).collect();
            self.shown(comment, replies)
        });
        Ok(Comments { on: true, page })
    }

    async fn page_of_comments(
        &self,
        conn: &mut Conn,
        lesson: &Lesson,
        cursor: Option<LessonCommentId>,
        before: Option<LessonCommentId>,
    ) -> Result<Page<Comment>> {
        let id = |comment: &Comment| comment.id.to_string();
        if let Some(before) = before {
            let found = store::comments::of_lesson_before(conn, lesson.id, before, self.moderates(), limit()).await?;
            if let Some(page) = paging::back(found, PAGE, id) {
                let last = page.items.last().map_or(before, |comment| comment.id);
                let more = !store::comments::of_lesson(conn, lesson.id, last, self.moderates(), 1).await?.is_empty();
                return Ok(Page { next: page.next.filter(|_| more), ..page });
            }
        }
        let cursor = cursor.filter(|_| before.is_none());
        let found = store::comments::of_lesson(conn, lesson.id, cursor.unwrap_or(LessonCommentId::MIN), self.moderates(), limit()).await?;
        Ok(paging::on(found, PAGE, cursor.is_some(), id))
    }

    /// An admin with their own eyes.
    fn moderates(&self) -> bool {
        self.contact().is_none()
    }

    fn shown(&self, comment: Comment, replies: Vec<CommentView>) -> CommentView {
        let own = comment.contact_id.is_some() && comment.contact_id == self.acting();
        let deleted = comment.is_forgotten();
        let by_admin = comment.contact_id.is_none() && !deleted;
        CommentView {
            id: comment.id,
            author: comment.author,
            by_admin,
            deleted,
            hidden: comment.state == CommentState::Hidden,
            html: markdown::comment_to_html(&comment.body),
            body: own.then_some(comment.body),
            at: comment.written_at,
            edited: comment.edited_at.is_some(),
            replies,
        }
    }

    /// Comments on a lesson.
    ///
    /// # Errors
    /// `Problem::NotFound` where the course has no comments; somebody who only looks on writes nothing.
    pub async fn comment_on(&self, product: &str, lesson: &str, typed: &str) -> Result<()> {
        let body = body(typed)?;
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (_, lesson) = me.commented(conn, &product, &lesson).await?;
                    let Some(contact) = me.acting() else { return Ok(()) };
                    let author = store::contacts::find(conn, contact).await?.ok_or(Problem::SignIn)?.name;
                    let comment = Comment {
                        id: me.portal.new_id(),
                        lesson_id: lesson.id,
                        parent_id: None,
                        contact_id: Some(contact),
                        admin_id: None,
                        author,
                        body,
                        state: CommentState::Shown,
                        written_at: me.portal.now(),
                        edited_at: None,
                    };
                    Ok::<_, Error>(store::comments::insert(conn, &comment).await?)
                }
                .boxed()
            })
            .await
    }

    /// Changes a comment of the reader's own.
    pub async fn edit_comment(&self, product: &str, lesson: &str, id: LessonCommentId, typed: &str) -> Result<()> {
        let body = body(typed)?;
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let own = me.own_comment(conn, &product, &lesson, id).await?;
                    Ok::<_, Error>(store::comments::set_body(conn, own.id, &body, me.portal.now()).await?)
                }
                .boxed()
            })
            .await
    }

    /// Deletes a comment of the reader's own, and what answers it.
    pub async fn delete_comment(&self, product: &str, lesson: &str, id: LessonCommentId) -> Result<()> {
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let own = me.own_comment(conn, &product, &lesson, id).await?;
                    Ok::<_, Error>(store::comments::delete(conn, own.id).await?)
                }
                .boxed()
            })
            .await
    }

    /// The lesson, if the reader may see it and its course has comments.
    async fn commented(&self, conn: &mut Conn, product: &str, lesson: &str) -> Result<(Product, Lesson)> {
        let product = self.open_product(conn, product).await?;
        let lesson = self.open_lesson(conn, product.id, lesson).await?;
        if store::comments::are_off(conn, product.id).await? { Err(Problem::NotFound.into()) } else { Ok((product, lesson)) }
    }

    /// The comment on that lesson, if the reader wrote it and it is not hidden; another's is as if it did not exist.
    async fn own_comment(&self, conn: &mut Conn, product: &str, lesson: &str, id: LessonCommentId) -> Result<Comment> {
        let (_, lesson) = self.commented(conn, product, lesson).await?;
        let found = store::comments::find(conn, id).await?;
        let own = found.filter(|comment| {
            comment.lesson_id == lesson.id && comment.contact_id.is_some() && comment.contact_id == self.acting() && comment.state == CommentState::Shown
        });
        Ok(own.ok_or(Problem::NotFound)?)
    }
}

impl AsAdmin {
    /// Learners' comments in all courses that have them switched on, the newest first: the first page, or the one after `cursor`.
    pub async fn newest_comments(&self, cursor: &str) -> Result<Page<CommentRow>> {
        let cursor = place(cursor)?;
        let mut conn = self.portal.store.read().await?;
        let found = store::comments::newest(&mut conn, cursor.unwrap_or(LessonCommentId::MAX), limit()).await?;
        let page = paging::on(found, PAGE, false, |(comment, ..)| comment.id.to_string());
        Ok(page.map(|(comment, (lesson, lesson_title), (course, course_title))| CommentRow {
            id: comment.id,
            author: comment.author,
            html: markdown::comment_to_html(&comment.body),
            at: comment.written_at,
            hidden: comment.state == CommentState::Hidden,
            path: format!("/courses/{course}/lessons/{lesson}?cursor={}", comment.id.just_before()),
            course: course_title,
            lesson: lesson_title,
        }))
    }

    /// Answers a learner's comment.
    pub async fn reply_to_comment(&self, id: LessonCommentId, typed: &str) -> Result<()> {
        let body = body(typed)?;
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let parent = store::comments::keep(conn, id).await?.filter(|comment| comment.parent_id.is_none()).ok_or(Problem::NotFound)?;
                    let reply = Comment {
                        id: me.portal.new_id(),
                        lesson_id: parent.lesson_id,
                        parent_id: Some(id),
                        contact_id: None,
                        admin_id: Some(me.id),
                        author: me.name.clone(),
                        body,
                        state: CommentState::Shown,
                        written_at: me.portal.now(),
                        edited_at: None,
                    };
                    store::comments::insert(conn, &reply).await?;
                    store::audit::insert(conn, &me.event(Action::CommentAnswered, subject(&parent))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Hides a comment from learners, or shows it again.
    pub async fn set_comment_hidden(&self, id: LessonCommentId, hidden: bool) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let comment = store::comments::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let (state, action) = if hidden { (CommentState::Hidden, Action::CommentHidden) } else { (CommentState::Shown, Action::CommentShown) };
                    store::comments::set_state(conn, id, state).await?;
                    store::audit::insert(conn, &me.event(action, subject(&comment))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes anybody's comment, and what answers it.
    pub async fn remove_comment(&self, id: LessonCommentId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let comment = store::comments::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::comments::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::CommentDeleted, subject(&comment))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Whether a course's lessons can be commented on.
    pub async fn has_comments(&self, product: ProductId) -> Result<bool> {
        let mut conn = self.portal.store.read().await?;
        store::courses::product(&mut conn, product).await?.ok_or(Problem::NotFound)?;
        Ok(!store::comments::are_off(&mut conn, product).await?)
    }

    /// Switches a course's comments on or off; those that were written are kept.
    pub async fn switch_comments(&self, product: ProductId, on: bool) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let course = store::courses::product(conn, product).await?.ok_or(Problem::NotFound)?;
                    store::comments::switch(conn, product, on).await?;
                    let subject = Subject::new("product", product, course.title).with(if on { "on" } else { "off" });
                    store::audit::insert(conn, &me.event(Action::CommentsSwitched, subject)).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

fn subject(comment: &Comment) -> Subject {
    Subject::new("comment", comment.id, comment.author.as_str())
}
