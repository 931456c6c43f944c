//! Where contacts are in the videos of lessons.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, LessonId, Timestamp};

use crate::backend::on_backend;
use crate::schema::video_positions;
use crate::{Conn, Result};

/// A row of `video_positions`.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = video_positions)]
pub struct Position {
    pub contact_id: ContactId,
    pub lesson_id: LessonId,
    pub seconds: i32,
    pub updated_at: Timestamp,
}

/// At which second the contact left off.
pub async fn find(conn: &mut Conn, contact: ContactId, lesson: LessonId) -> Result<Option<i32>> {
    on_backend!(conn, c => Ok(video_positions::table.find((contact, lesson)).select(video_positions::seconds).first(c).await.optional()?))
}

pub async fn keep(conn: &mut Conn, position: &Position) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(video_positions::table).values(position)
        .on_conflict((video_positions::contact_id, video_positions::lesson_id))
        .do_update().set((video_positions::seconds.eq(position.seconds), video_positions::updated_at.eq(position.updated_at)))
        .execute(c).await)?;
    Ok(())
}

/// For everybody: the lesson has another video.
pub async fn forget(conn: &mut Conn, lesson: LessonId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(video_positions::table.filter(video_positions::lesson_id.eq(lesson))).execute(c).await)?;
    Ok(())
}

/// Forgets where a contact is in those lessons' videos.
pub async fn forget_of(conn: &mut Conn, contact: ContactId, lessons: &[LessonId]) -> Result<()> {
    on_backend!(conn, c => diesel::delete(video_positions::table
        .filter(video_positions::contact_id.eq(contact))
        .filter(video_positions::lesson_id.eq_any(lessons)))
        .execute(c).await)?;
    Ok(())
}
