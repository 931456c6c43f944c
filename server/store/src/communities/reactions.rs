//! Reactions: one row for each contact or admin, thing and emoji.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ActorId, CommentId, ContactId, Emoji, PostId, TargetId};

use crate::backend::on_backend;
use crate::schema::reactions;
use crate::{Conn, Result};

/// A row of `reactions`.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = reactions)]
pub struct Reaction {
    pub target_id: TargetId,
    pub emoji: Emoji,
    pub actor_id: ActorId,
    pub post_id: PostId,
    /// For a reaction to a comment.
    pub comment_id: Option<CommentId>,
    /// `None` for an admin's.
    pub contact_id: Option<ContactId>,
}

/// Gives the reaction, or takes it back if it was given already.
pub async fn toggle(conn: &mut Conn, reaction: &Reaction) -> Result<()> {
    let key = (reaction.target_id, reaction.emoji, reaction.actor_id);
    on_backend!(conn, c => {
        let taken = diesel::delete(reactions::table.find(key)).execute(c).await?;
        if taken == 0 {
            diesel::insert_into(reactions::table).values(reaction).on_conflict_do_nothing().execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// How often each reaction was given to each of the targets.
pub async fn counts(conn: &mut Conn, targets: &[TargetId]) -> Result<Vec<(TargetId, Emoji, i64)>> {
    on_backend!(conn, c => Ok(reactions::table
        .filter(reactions::target_id.eq_any(targets))
        .group_by((reactions::target_id, reactions::emoji))
        .select((reactions::target_id, reactions::emoji, diesel::dsl::count_star()))
        .load(c).await?))
}

/// What somebody has given to the targets.
pub async fn given(conn: &mut Conn, targets: &[TargetId], actor: ActorId) -> Result<Vec<(TargetId, Emoji)>> {
    on_backend!(conn, c => Ok(reactions::table
        .filter(reactions::target_id.eq_any(targets))
        .filter(reactions::emoji.eq_any(Emoji::ALL))
        .filter(reactions::actor_id.eq(actor))
        .select((reactions::target_id, reactions::emoji))
        .load(c).await?))
}
