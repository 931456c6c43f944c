//! Contacts: finding, adding, changing (I3). Lists are in `contact_lists`, files in `contact_import` and `contact_export`.

use domain::automation::{Subjects, TriggerKind};
use domain::view::contacts::{ContactData, ContactDetail, ContactDevice, ContactForm};
use domain::view::links::ContactHit;
use domain::{Channel, ContactId, ContactState, Invalid, Phone, Problem, SessionId, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::contacts::{Contact, Details};

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Portal, Result, consents, phones, sessions};

/// What a contact is found by: the folded words of the name, the address whole and in parts, the phone with and without
/// its country code's plus.
pub(crate) fn search_words(contact: &Contact) -> Vec<String> {
    let mut words = text::words(&contact.name);
    words.push(contact.email.clone());
    words.extend(text::words(&contact.email));
    if let Some(phone) = &contact.phone {
        let digits = phone.trim_start_matches('+');
        // A national number is typed with a zero in the place of the country code, which has one to three digits.
        words.push(digits.to_owned());
        words.extend((1..=3).filter_map(|n| digits.get(n..)).map(|rest| format!("0{rest}")));
    }
    words.sort();
    words.dedup();
    words
}

/// The words of a search as a person types it: an address stays whole, a number loses its marks.
pub(crate) fn typed_words(text: &str) -> Vec<String> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 3 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')')) {
        return vec![digits];
    }
    if text.contains('@') && !text.contains(' ') {
        return vec![text.replace('\0', "").to_lowercase()];
    }
    // More words than a name has only make the query longer.
    let mut words = text::words(text);
    words.dedup();
    words.truncate(8);
    words
}

pub(crate) fn hit(contact: &Contact) -> ContactHit {
    ContactHit {
        id: contact.id,
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.as_deref().map(phones::grouped),
        state: contact.state,
    }
}

impl Portal {
    /// Adds a contact in the transaction of `conn`; `None` if its address is taken.
    pub(crate) async fn add_contact(&self, conn: &mut Conn, data: &ContactData) -> Result<Option<Contact>> {
        let contact = Contact {
            id: self.new_id(),
            email: data.email.as_str().to_owned(),
            name: data.name.clone(),
            name_key: text::fold(&data.name),
            phone: data.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            lang: data.lang,
            state: ContactState::Invited,
            link_generation: 1,
            session_generation: 1,
            links_replaced_at: None,
            created_at: self.now(),
            joined_at: None,
            last_seen_at: None,
        };
        if !store::contacts::insert(conn, &contact).await? {
            return Ok(None);
        }
        store::contacts::set_words(conn, contact.id, &search_words(&contact)).await?;
        store::contact_lists::add_tags(conn, contact.id, &data.tags).await?;
        self.news(conn).await?.tell(conn, contact.id, TriggerKind::SignedUp, Subjects::default(), None).await?;
        Ok(Some(contact))
    }
}

/// Writes what `data` says over `contact`, but for its tags.
pub(crate) async fn overwrite(conn: &mut Conn, contact: &Contact, data: &ContactData) -> Result<()> {
    let changed = Contact {
        email: data.email.as_str().to_owned(),
        name: data.name.clone(),
        name_key: text::fold(&data.name),
        phone: data.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        lang: data.lang,
        ..contact.clone()
    };
    let words = search_words(&changed);
    let Contact { email, name, name_key, phone, lang, .. } = changed;
    let there = store::contacts::update(conn, contact.id, &Details { email, name, name_key, phone, lang }).await.map_err(taken)?;
    if !there {
        return Err(Problem::NotFound.into());
    }
    Ok(store::contacts::set_words(conn, contact.id, &words).await?)
}

/// What a contact's form says, with a number that can exist.
fn read(form: &ContactForm) -> Result<ContactData> {
    let data = form.parse()?;
    let phone = data.phone.as_ref().map(phones::checked).transpose()?;
    Ok(ContactData { phone, ..data })
}

/// Whether a link went to a phone number that `data` takes away: whoever has the number now must not get in.
pub(crate) async fn loses_number(conn: &mut Conn, contact: &Contact, data: &ContactData) -> Result<bool> {
    match &contact.phone {
        Some(old) if data.phone.as_ref().map(Phone::as_str) != Some(old) => Ok(store::messages::any_link_sent_to(conn, contact.id, Channel::Sms, old).await?),
        _ => Ok(false),
    }
}

fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Duplicate => Invalid::EmailTaken.into(),
        error => error.into(),
    }
}

impl AsAdmin {
    /// Contacts whose name, address or phone begins with the words of `text`; at most ten.
    pub async fn search_contacts(&self, text: &str) -> Result<Vec<ContactHit>> {
        let mut conn = self.portal.store.read().await?;
        let found = store::contact_lists::search(&mut conn, typed_words(text), 10).await?;
        Ok(found.iter().map(hit).collect())
    }

    /// The contact with that id, if there is one.
    pub async fn find_contact(&self, id: ContactId) -> Result<ContactId> {
        let contact = store::contacts::find(&mut self.portal.store.read().await?, id).await?;
        Ok(contact.map(|contact| contact.id).ok_or(Problem::NotFound)?)
    }

    /// Everything about one contact but its grants and links, which have cards of their own.
    pub async fn contact(&self, id: ContactId) -> Result<ContactDetail> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let contact = store::contacts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let tags = store::contacts::tags(&mut conn, id).await?;
        let grants = store::grants::of_contact(&mut conn, id).await?.len();
        let devices = store::sessions::of_contact(&mut conn, id).await?;
        let mail = consents::standing(&mut conn, id).await?;
        drop(conn);
        let devices = devices
            .into_iter()
            .filter(|device| {
                device.generation == contact.session_generation && sessions::is_current(now, device.last_seen_at, device.expires_at, sessions::IDLE)
            })
            .map(|device| ContactDevice { id: device.id, name: device.device, created_at: device.created_at, last_seen_at: device.last_seen_at })
            .collect();
        Ok(ContactDetail {
            id,
            name: contact.name,
            email: contact.email,
            phone: contact.phone.as_deref().map(phones::grouped),
            lang: contact.lang,
            state: contact.state,
            tags,
            created_at: contact.created_at,
            joined_at: contact.joined_at,
            last_seen_at: contact.last_seen_at,
            grants: domain::count(grants),
            devices,
            mail,
            sees: self.pre_flight(id).await?,
            history: self.history(id).await?,
        })
    }

    /// # Errors
    /// [`Problem::Invalid`] with the first field that cannot be used, or [`Invalid::EmailTaken`].
    pub async fn create_contact(&self, form: &ContactForm) -> Result<ContactId> {
        let (me, data) = (self.clone(), read(form)?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = me.portal.add_contact(conn, &data).await?.ok_or(Invalid::EmailTaken)?;
                    store::audit::insert(conn, &me.event(Action::ContactCreated, Subject::contact(&contact).with(contact.email.as_str()))).await?;
                    Ok::<_, Error>(contact.id)
                }
                .boxed()
            })
            .await
    }

    /// A new address kills every link made so far, for good: changing it back revives none. So does a new phone number, if a link
    /// was sent to the old one.
    ///
    /// # Errors
    /// As [`AsAdmin::create_contact`].
    pub async fn change_contact(&self, id: ContactId, form: &ContactForm) -> Result<()> {
        let (me, data) = (self.clone(), read(form)?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, id).await?.ok_or(Problem::NotFound)?;
                    overwrite(conn, &contact, &data).await?;
                    store::contacts::set_tags(conn, id, &data.tags).await?;
                    let moved = (contact.email != data.email.as_str()).then(|| format!("{} → {}", contact.email, data.email));
                    if moved.is_some() || loses_number(conn, &contact, &data).await? {
                        store::contacts::raise_link_generation(conn, id, me.portal.now()).await?;
                    }
                    store::audit::insert(conn, &me.event(Action::ContactChanged, Subject::contact(&contact).with(moved.unwrap_or_default()))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Signs the contact out everywhere; it cannot sign in until it is enabled again.
    pub async fn disable_contact(&self, id: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::contacts::set_state(conn, id, ContactState::Disabled).await?;
                    end_sessions(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::ContactDisabled, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Links and grants work again as far as they still would.
    pub async fn enable_contact(&self, id: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let state = if contact.joined_at.is_some() { ContactState::Joined } else { ContactState::Invited };
                    store::contacts::set_state(conn, id, state).await?;
                    store::audit::insert(conn, &me.event(Action::ContactEnabled, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes the contact with everything that is theirs: grants, links, sessions, progress, requests, posts, comments. A comment that
    /// others have answered stays, without name and text.
    pub async fn delete_contact(&self, id: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold_to_delete(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::communities::forget(conn, id, me.portal.now()).await?;
                    store::comments::forget(conn, id).await?;
                    store::contacts::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::ContactDeleted, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Signs one device of the contact out, or all of them. Links stay.
    pub async fn sign_contact_out(&self, id: ContactId, device: Option<SessionId>) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    match device {
                        Some(session) => {
                            store::sessions::delete(conn, id, session).await?;
                        }
                        None => end_sessions(conn, id).await?,
                    }
                    store::audit::insert(conn, &me.event(Action::ContactSignedOut, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

/// Ends every session of the contact, those that are being opened meanwhile too.
async fn end_sessions(conn: &mut Conn, id: ContactId) -> Result<()> {
    store::contacts::raise_session_generation(conn, id).await?;
    store::sessions::delete_all(conn, id).await?;
    Ok(())
}
