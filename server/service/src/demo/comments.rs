//! The demo content's comments.

use domain::ContactId;
use domain::comment::CommentState;
use domain::time::Span;
use store::Conn;
use store::comments::Comment;

use super::Loading;
use super::content::{Course, Said};
use crate::Result;

/// What is said in the courses, which say it no more: the slugs of course and lesson, and the comment. It is loaded after the
/// people who say it.
pub fn taken(courses: &mut [Course]) -> Vec<(String, String, Said)> {
    let mut all = Vec::new();
    for course in courses {
        for lesson in course.categories.iter_mut().flat_map(|part| &mut part.lessons) {
            all.extend(std::mem::take(&mut lesson.comments).into_iter().map(|said| (course.slug.clone(), lesson.slug.clone(), said)));
        }
    }
    all
}

impl Loading {
    pub(super) async fn say(&self, conn: &mut Conn, course: &str, lesson: &str, said: Said) -> Result<()> {
        let Some(product) = store::courses::product_by_slug(conn, course).await? else { return Ok(()) };
        let Some(lesson) = store::courses::lesson_by_slug(conn, product.id, lesson).await? else { return Ok(()) };
        let Some(contact) = store::contacts::find_by_email(conn, said.by.as_str()).await? else { return Ok(()) };
        let at = self.ago(said.days_ago, 0);
        let comment = |contact_id: Option<ContactId>, author: String, body: String, at: domain::Timestamp| Comment {
            id: uuid::Builder::from_unix_timestamp_millis(at.millis(), &self.portal.random.bytes()).into_uuid().into(),
            lesson_id: lesson.id,
            parent_id: None,
            contact_id,
            admin_id: None,
            author,
            body,
            state: CommentState::Shown,
            written_at: at,
            edited_at: None,
        };
        let asked = comment(Some(contact.id), contact.name, said.text, at);
        store::comments::insert(conn, &asked).await?;
        if let Some(answer) = said.answer {
            let answered = Comment { parent_id: Some(asked.id), ..comment(None, answer.by, answer.text, at + Span::hours(5)) };
            store::comments::insert(conn, &answered).await?;
        }
        Ok(())
    }
}
