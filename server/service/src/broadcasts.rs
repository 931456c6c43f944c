//! Broadcasts: one message to many, each with their own link (D5). Written and begun by admins here; whom one is for is found in
//! [`audience`]; [`running`] writes the messages, which then go out as all others do.

mod audience;
mod running;
mod writing;

use domain::view::Page;
use domain::view::broadcasts::{AudienceForm, BroadcastChoices, BroadcastDetails, BroadcastForm, BroadcastList, BroadcastRow, Tally};
use domain::{Audience, BroadcastId, BroadcastState, MessageState, Problem, Publication};
use store::broadcasts::{Broadcast, BroadcastText};
use store::{Conn, Way};

use crate::audit::Subject;
use crate::{AsAdmin, Result, paging, zone};

/// Broadcasts on a page.
const PAGE: usize = 20;
/// Tags that are offered to choose from.
const TAGS: i64 = 200;

fn subject(broadcast: &Broadcast) -> Subject {
    Subject::new("broadcast", broadcast.id, broadcast.name.as_str())
}

fn audience_of(broadcast: &Broadcast) -> Result<Audience> {
    Ok(serde_json::from_str(&broadcast.audience).map_err(anyhow::Error::from)?)
}

async fn tally(conn: &mut Conn, broadcast: &Broadcast) -> Result<Tally> {
    let mut tally = Tally { total: domain::count(broadcast.total.max(broadcast.written)), ..Tally::default() };
    if matches!(broadcast.state, BroadcastState::Draft | BroadcastState::Scheduled) {
        return Ok(tally);
    }
    for (state, n) in store::broadcasts::tally(conn, broadcast.id).await? {
        let n = domain::count(n);
        match state {
            MessageState::Queued | MessageState::Held => tally.waiting += n,
            MessageState::Sent => tally.sent += n,
            MessageState::Kept => tally.kept += n,
            MessageState::Failed => tally.failed += n,
            MessageState::Cancelled => tally.cancelled += n,
        }
    }
    Ok(tally)
}

fn form(broadcast: &Broadcast, texts: Vec<BroadcastText>) -> BroadcastForm {
    let mut form = BroadcastForm { name: broadcast.name.clone(), destination: broadcast.destination.clone(), ..BroadcastForm::default() };
    for text in texts {
        let (subject, body) = form.text_mut(text.lang);
        (*subject, *body) = (text.subject, text.body);
    }
    form
}

async fn choices(conn: &mut Conn) -> Result<BroadcastChoices> {
    let is_published = |state| state == Publication::Published;
    let offers = store::offers::all(conn).await?.into_iter().filter(|offer| is_published(offer.state));
    let products = store::courses::products(conn).await?.into_iter().filter(|product| is_published(product.state));
    let groups = store::communities::groups::all(conn).await?.into_iter().filter(|group| is_published(group.state));
    Ok(BroadcastChoices {
        offers: offers.map(|offer| (offer.id, offer.title)).collect(),
        products: products.map(|product| (product.id, product.slug, product.title)).collect(),
        groups: groups.map(|group| (group.slug, group.title)).collect(),
        tags: store::contact_lists::tags_in_use(conn, TAGS).await?,
    })
}

impl AsAdmin {
    /// A page of broadcasts, newest first: the first one, the one after `cursor` or the one before `before`. A cursor that is none
    /// begins the list anew.
    pub async fn broadcasts(&self, cursor: Option<&str>, before: Option<&str>) -> Result<BroadcastList> {
        let mut conn = self.portal.store.read().await?;
        let Page { items, previous, next } = page(&mut conn, cursor, before).await?;
        let mut rows = Vec::with_capacity(items.len());
        for broadcast in items {
            let at = broadcast.finished_at.or(broadcast.started_at).or(broadcast.scheduled_at).unwrap_or(broadcast.created_at);
            let tally = tally(&mut conn, &broadcast).await?;
            rows.push(BroadcastRow { id: broadcast.id, name: broadcast.name, state: broadcast.state, tally, at });
        }
        Ok(Page { items: rows, previous, next })
    }

    /// Everything about one broadcast.
    pub async fn broadcast(&self, id: BroadcastId) -> Result<BroadcastDetails> {
        let mut conn = self.portal.store.read().await?;
        let broadcast = store::broadcasts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let texts = store::broadcasts::texts(&mut conn, id).await?;
        let audience = audience_of(&broadcast)?;
        let count = match broadcast.state {
            BroadcastState::Draft | BroadcastState::Scheduled => {
                Some(self.portal.store.at_length(audience::count(&mut conn, &audience, self.portal.now())).await?)
            }
            _ => None,
        };
        let zone = zone::read(&mut conn).await?;
        let scheduled = broadcast.scheduled_at.map(|at| zone.local(at).iso().chars().take(16).collect());
        Ok(BroadcastDetails {
            id,
            state: broadcast.state,
            form: form(&broadcast, texts),
            audience: AudienceForm::from(audience),
            count,
            choices: choices(&mut conn).await?,
            tally: tally(&mut conn, &broadcast).await?,
            author: broadcast.author,
            created_at: broadcast.created_at,
            scheduled,
            started_at: broadcast.started_at,
            finished_at: broadcast.finished_at,
            zone: zone::name(&mut conn).await?,
            own_address: self.email.clone(),
        })
    }

    /// How many would be written to now.
    ///
    /// # Errors
    /// `Invalid` for a condition that cannot be read.
    pub async fn count_audience(&self, form: &AudienceForm) -> Result<u32> {
        let audience = form.parse()?;
        let mut conn = self.portal.store.read().await?;
        self.portal.store.at_length(audience::count(&mut conn, &audience, self.portal.now())).await
    }
}

async fn page(conn: &mut Conn, cursor: Option<&str>, before: Option<&str>) -> Result<Page<Broadcast>> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let place = |text: Option<&str>| text.and_then(|id| id.parse::<BroadcastId>().ok());
    let id = |broadcast: &Broadcast| broadcast.id.to_string();
    if let Some(before) = place(before)
        && let Some(page) = paging::back(store::broadcasts::page(conn, before, Way::Back, limit).await?, PAGE, id)
    {
        return Ok(page);
    }
    let cursor = place(cursor).filter(|_| before.is_none());
    let found = store::broadcasts::page(conn, cursor.unwrap_or(BroadcastId::MAX), Way::On, limit).await?;
    Ok(paging::on(found, PAGE, cursor.is_some(), id))
}
