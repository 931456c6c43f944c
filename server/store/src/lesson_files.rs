//! Files of lessons. What is in them is kept elsewhere, under their keys.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CategoryId, FileId, FileKind, LessonId, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{lesson_files, lessons, products};
use crate::{Conn, Result};

/// A row of `lesson_files`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = lesson_files)]
pub struct LessonFile {
    pub id: FileId,
    pub lesson_id: LessonId,
    pub kind: FileKind,
    pub name: String,
    pub media_type: String,
    /// What captions are in: `en`.
    pub lang: Option<String>,
    pub bytes: i64,
    /// Where the file is kept.
    pub storage_key: String,
    pub position: i32,
    pub created_at: Timestamp,
}

/// Whose files.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Lesson(LessonId),
    Category(CategoryId),
    Product(ProductId),
}

pub async fn insert(conn: &mut Conn, file: &LessonFile) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(lesson_files::table).values(file).execute(c).await)?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: FileId) -> Result<Option<LessonFile>> {
    on_backend!(conn, c => Ok(lesson_files::table.find(id).select(LessonFile::as_select()).first(c).await.optional()?))
}

/// A file with the slugs of its product and its lesson.
pub async fn find_with_place(conn: &mut Conn, id: FileId) -> Result<Option<(LessonFile, String, String)>> {
    on_backend!(conn, c => Ok(lesson_files::table
        .inner_join(lessons::table.inner_join(products::table))
        .filter(lesson_files::id.eq(id))
        .select((LessonFile::as_select(), products::slug, lessons::slug))
        .first(c).await.optional()?))
}

/// The files of a lesson, in order.
pub async fn of_lesson(conn: &mut Conn, lesson: LessonId) -> Result<Vec<LessonFile>> {
    on_backend!(conn, c => Ok(lesson_files::table
        .filter(lesson_files::lesson_id.eq(lesson))
        .order((lesson_files::position, lesson_files::id))
        .select(LessonFile::as_select())
        .load(c).await?))
}

pub async fn rename(conn: &mut Conn, id: FileId, name: &str) -> Result<()> {
    on_backend!(conn, c => diesel::update(lesson_files::table.find(id)).set(lesson_files::name.eq(name)).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: FileId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(lesson_files::table.find(id)).execute(c).await)?;
    Ok(())
}

/// The keys of everything that goes when its lesson, category or product does.
pub async fn keys_of(conn: &mut Conn, of: Of) -> Result<Vec<String>> {
    on_backend!(conn, c => match of {
        Of::Lesson(id) => Ok(lesson_files::table.filter(lesson_files::lesson_id.eq(id)).select(lesson_files::storage_key).load(c).await?),
        Of::Category(id) => Ok(lesson_files::table.inner_join(lessons::table)
            .filter(lessons::category_id.eq(id)).select(lesson_files::storage_key).load(c).await?),
        Of::Product(id) => Ok(lesson_files::table.inner_join(lessons::table)
            .filter(lessons::product_id.eq(id)).select(lesson_files::storage_key).load(c).await?),
    })
}

/// Which of those keys a file has.
pub async fn known_keys(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>> {
    on_backend!(conn, c => Ok(lesson_files::table.filter(lesson_files::storage_key.eq_any(keys)).select(lesson_files::storage_key).load(c).await?))
}

/// Whether the end of the video completes the lesson.
pub async fn auto_completes(conn: &mut Conn, lesson: LessonId) -> Result<bool> {
    let stored: Option<i32> = on_backend!(conn, c => lessons::table.find(lesson).select(lessons::auto_complete).first(c).await.optional())?;
    Ok(stored == Some(1))
}

pub async fn set_auto_complete(conn: &mut Conn, lesson: LessonId, on: bool) -> Result<()> {
    on_backend!(conn, c => diesel::update(lessons::table.find(lesson)).set(lessons::auto_complete.eq(i32::from(on))).execute(c).await)?;
    Ok(())
}
