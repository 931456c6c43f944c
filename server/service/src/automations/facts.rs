//! What a message can say of the event that it follows.

use domain::automation::{Subjects, TriggerKind, Variable};
use domain::{ContactId, Lang, Timestamp};
use store::Conn;

use super::titles::{Named, titles};
use crate::Result;
use crate::messages::{Facts, day_in_words};
use crate::zone;

/// The event's own variables. What is gone has none: a text that names it cannot be written.
pub(super) async fn facts(conn: &mut Conn, contact: ContactId, lang: Lang, kind: TriggerKind, subjects: &Subjects, now: Timestamp) -> Result<Facts> {
    let titles = titles(conn, &Named::subject(*subjects)).await?;
    let ends = match (kind, subjects.offer) {
        (TriggerKind::AccessEnds, Some(offer)) => {
            let grants = store::grants::of_contact(conn, contact).await?;
            let ends = grants.into_iter().filter(|(grant, _)| grant.offer_id == offer && grant.revoked_at.is_none()).filter_map(|(grant, _)| grant.ends_at);
            // The last moment of it, which is on its last day.
            let last = ends.filter(|end| *end > now).min().map(|end| Timestamp(end.0 - 1));
            let zone = zone::read(conn).await?;
            last.map(|last| zone.local(last))
        }
        _ => None,
    };
    let found = [
        (Variable::OfferTitle, titles.offers.into_iter().next().map(|(_, title)| title)),
        (Variable::ProductTitle, titles.products.into_iter().next().map(|(_, title)| title)),
        (Variable::CategoryTitle, titles.categories.into_iter().next().map(|(_, title)| title)),
        (Variable::LessonTitle, titles.lessons.into_iter().next().map(|(_, title)| title)),
        (Variable::GroupTitle, titles.groups.into_iter().next().map(|(_, title)| title)),
        (Variable::EndsOn, ends.map(|day| day_in_words(day, lang))),
    ];
    Ok(found.into_iter().filter_map(|(variable, value)| Some((variable.word().to_owned(), value?))).collect())
}
