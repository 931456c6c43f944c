//! What members found out of place.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CommentId, ContactId, GroupId, PostId, ReportId, TargetId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{comments, contacts, posts, reports};
use crate::{Conn, Result};

/// A row of `reports`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct Report {
    pub id: ReportId,
    pub group_id: GroupId,
    pub post_id: PostId,
    pub comment_id: Option<CommentId>,
    pub target_id: TargetId,
    pub contact_id: ContactId,
    pub reason: String,
    pub created_at: Timestamp,
    pub handled_at: Option<Timestamp>,
    pub handled_by: Option<String>,
}

/// A report with the reporter's name and the reported text.
pub type Open = (Report, String, String, Option<String>);

/// Adds a report, unless the contact has reported the same before.
pub async fn insert(conn: &mut Conn, report: &Report) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(reports::table).values(report).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// The reports that nobody has dealt with, the oldest first: at most fifty. Each with the reporter's name, the post's text
/// and the comment's, if it is about one.
pub async fn open(conn: &mut Conn, group: GroupId) -> Result<Vec<Open>> {
    on_backend!(conn, c => Ok(reports::table
        .inner_join(contacts::table)
        .inner_join(posts::table.on(posts::id.eq(reports::post_id)))
        .left_join(comments::table.on(comments::id.nullable().eq(reports::comment_id)))
        .filter(reports::group_id.eq(group))
        .filter(reports::handled_at.is_null())
        .order(reports::id)
        .limit(50)
        .select((Report::as_select(), contacts::name, posts::body, comments::body.nullable()))
        .load(c).await?))
}

/// Marks a report of the group as dealt with, unless it is.
pub async fn handle(conn: &mut Conn, group: GroupId, id: ReportId, by: &str, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(reports::table.find(id).filter(reports::group_id.eq(group)).filter(reports::handled_at.is_null()))
        .set((reports::handled_at.eq(now), reports::handled_by.eq(by)))
        .execute(c).await)?;
    Ok(n == 1)
}
