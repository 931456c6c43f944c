//! What a broadcast says and whom it is for: written, looked at and tried before anybody gets it (D3).

use domain::view::broadcasts::{AudienceForm, BroadcastData, BroadcastForm, PreviewQuery};
use domain::{Audience, BroadcastId, BroadcastState, ContactId, Destination, Invalid, Lang, Problem, text};
use futures_util::FutureExt as _;
use store::broadcasts::{Broadcast, BroadcastText, Details};

use super::subject;
use crate::audit::Action;
use crate::messages::{Links, Person, check_mail, sample};
use crate::{AsAdmin, Error, Result, settings};

/// In the place of a link in a preview.
const NO_LINK: &str = "#";

impl AsAdmin {
    /// Makes an empty draft for everybody.
    ///
    /// # Errors
    /// `Invalid` if the name is missing or too long.
    pub async fn create_broadcast(&self, name: &str) -> Result<BroadcastId> {
        let BroadcastData { name, .. } = BroadcastForm { name: name.to_owned(), ..BroadcastForm::default() }.parse()?;
        let broadcast = Broadcast {
            id: self.portal.new_id(),
            name,
            state: BroadcastState::Draft,
            destination: Destination::Home.to_string(),
            audience: json(&Audience::default())?,
            scheduled_at: None,
            started_at: None,
            finished_at: None,
            cursor: ContactId::MIN,
            total: 0,
            written: 0,
            author_id: Some(self.id),
            author: self.name.clone(),
            created_at: self.portal.now(),
        };
        let (id, event) = (broadcast.id, self.event(Action::BroadcastCreated, subject(&broadcast)));
        self.portal
            .store
            .write(move |conn| {
                async move {
                    store::broadcasts::insert(conn, &broadcast).await?;
                    Ok::<_, Error>(store::audit::insert(conn, &event).await?)
                }
                .boxed()
            })
            .await?;
        Ok(id)
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// [`Problem::Text`] with the line of a text that cannot be filled in, `Invalid` for the first other field that cannot be used; a
    /// conflict if it is no draft any more.
    pub async fn change_broadcast(&self, id: BroadcastId, form: &BroadcastForm, audience: &AudienceForm) -> Result<()> {
        let BroadcastData { name, said, destination } = form.parse()?;
        for text in &said {
            check_mail(text.lang, &text.subject, &text.body)?;
        }
        let details = Details { name, destination: destination.to_string(), audience: json(&audience.parse()?)? };
        let texts: Vec<BroadcastText> =
            said.into_iter().map(|said| BroadcastText { broadcast_id: id, lang: said.lang, subject: said.subject, body: said.body }).collect();
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let broadcast = store::broadcasts::hold(conn, id).await?.ok_or(Problem::NotFound)?;
                    if !broadcast.state.is_open() {
                        return Err(Problem::Conflict.into());
                    }
                    store::broadcasts::update(conn, id, &details).await?;
                    store::broadcasts::set_texts(conn, id, &texts).await?;
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(Action::BroadcastChanged, subject(&broadcast))).await?)
                }
                .boxed()
            })
            .await
    }

    /// Deletes a draft. What was sent stays, so that one can see what was.
    ///
    /// # Errors
    /// A conflict if it is no draft any more.
    pub async fn delete_broadcast(&self, id: BroadcastId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let broadcast = store::broadcasts::hold(conn, id).await?.ok_or(Problem::NotFound)?;
                    if !broadcast.state.is_open() {
                        return Err(Problem::Conflict.into());
                    }
                    store::broadcasts::delete(conn, id).await?;
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(Action::BroadcastDeleted, subject(&broadcast))).await?)
                }
                .boxed()
            })
            .await
    }

    /// The document that a mail program would show the contact or, without one, this admin. Its links lead nowhere.
    ///
    /// # Errors
    /// [`Invalid::NoText`] if it says nothing.
    pub async fn broadcast_html(&self, id: BroadcastId, query: PreviewQuery) -> Result<String> {
        let mut conn = self.portal.store.read().await?;
        let contact = match query.contact {
            Some(id) => Some(store::contacts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?),
            None => None,
        };
        let lang = query.lang.or(contact.as_ref().map(|contact| contact.lang));
        let texts = store::broadcasts::texts(&mut conn, id).await?;
        let said = in_language(texts, lang).ok_or(Invalid::NoText)?;
        let settings = settings::read(&mut conn).await?;
        let own = Person { name: &self.name, email: &self.email };
        let person = contact.as_ref().map_or(own, Person::of);
        let text = self.portal.text(&said.subject, &said.body);
        let links = Links { login: NO_LINK, unsubscribe: Some(NO_LINK) };
        Ok(sample(&text, person, &settings, self.portal.public_url(), said.lang, links)?.html)
    }

    /// Sends the broadcast to this admin's own address. Its link is the portal's plain address: an admin signs in another way, and a
    /// contact's link is nobody else's.
    ///
    /// # Errors
    /// [`Invalid::NoText`] if it says nothing in that language, [`Invalid::NoMailServer`] if there is nothing to send it with.
    pub async fn test_broadcast(&self, id: BroadcastId, lang: Lang) -> Result<()> {
        let mut conn = self.portal.store.read().await?;
        let broadcast = store::broadcasts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let said = store::broadcasts::texts(&mut conn, id).await?.into_iter().find(|text| text.lang == lang).ok_or(Invalid::NoText)?;
        let settings = settings::read(&mut conn).await?;
        drop(conn);
        let url = self.portal.public_url();
        let links = Links { login: url, unsubscribe: Some(&format!("{url}/unsubscribe/…")) };
        let person = Person { name: &self.name, email: &self.email };
        let written = sample(&self.portal.text(&said.subject, &said.body), person, &settings, url, lang, links)?;
        let name = text::line(&self.name).unwrap_or_default();
        self.portal.try_out(&name, &self.email, lang, written)?;
        let event = self.event(Action::BroadcastTested, subject(&broadcast).with(self.email.as_str()));
        self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await
    }
}

/// What is said in that language, or else in the first of the others.
fn in_language(texts: Vec<BroadcastText>, lang: Option<Lang>) -> Option<BroadcastText> {
    let at = texts.iter().position(|text| Some(text.lang) == lang).unwrap_or_default();
    texts.into_iter().nth(at)
}

fn json(audience: &Audience) -> Result<String> {
    Ok(serde_json::to_string(audience).map_err(anyhow::Error::from)?)
}
