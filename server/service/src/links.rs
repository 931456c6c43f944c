//! Minting, showing, regenerating and revoking magic links (L1, L2, L4–L7, L9, L10).

use domain::view::links::{LinkCard, LinkRow, PreFlight, ReachableProduct};
use domain::{ContactId, ContactState, Destination, GrantState, Invalid, LinkId, LinkPurpose, LinkState, Problem, Publication, Timestamp};
use futures_util::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use store::Conn;
use store::contacts::Contact;
use store::links::Link;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Portal, Result, settings, token};

/// The state of `link` at `now`, given its contact and whether an active offer is behind it.
pub(crate) fn state(link: &Link, contact: &Contact, entitled: bool, now: Timestamp) -> LinkState {
    if let Some(at) = link.revoked_at {
        LinkState::Revoked { at }
    } else if link.generation != contact.link_generation || link.address != contact.email {
        LinkState::Replaced { at: contact.links_replaced_at }
    } else if link.expires_at <= now {
        LinkState::Expired { at: link.expires_at }
    } else if contact.state == ContactState::Disabled {
        LinkState::Disabled
    } else if link.uses >= link.use_limit {
        LinkState::UsedUp
    } else if !entitled {
        LinkState::NoOffer
    } else {
        LinkState::Live { until: link.expires_at }
    }
}

impl Portal {
    /// Makes a link in the contact's current generation, in the transaction of `conn`.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, or may not see the destination.
    pub(crate) async fn mint(&self, conn: &mut Conn, contact: &Contact, destination: &Destination, purpose: LinkPurpose, issuer: Option<domain::AdminId>) -> Result<Link> {
        let now = self.now();
        if contact.state == ContactState::Disabled {
            return Err(Invalid::ContactDisabled.into());
        }
        if !store::grants::any_active(conn, contact.id, now).await? {
            return Err(Invalid::NoActiveOffer.into());
        }
        self.check_destination(conn, contact.id, destination, now).await?;
        let life = settings::life(&settings::read(conn).await?, purpose);
        let link = Link {
            id: self.new_id(),
            selector: token::new_selector(&self.keys, &self.random).to_vec(),
            nonce: self.random.bytes::<16>().to_vec(),
            contact_id: contact.id,
            generation: contact.link_generation,
            address: contact.email.clone(),
            purpose,
            destination: destination.to_string(),
            issuer_id: issuer,
            key_id: self.keys.current().to_owned(),
            created_at: now,
            expires_at: now + life,
            revoked_at: None,
            uses: 0,
            use_limit: domain::link::USE_LIMIT,
        };
        store::links::insert(conn, &link).await?;
        Ok(link)
    }

    async fn check_destination(&self, conn: &mut Conn, contact: ContactId, destination: &Destination, now: Timestamp) -> Result<()> {
        let (slug, lesson) = match destination {
            Destination::Home | Destination::Courses => return Ok(()),
            Destination::Product(product) => (product, None),
            Destination::Lesson(product, lesson) => (product, Some(lesson)),
        };
        let product = store::courses::product_by_slug(conn, slug).await?.ok_or(Invalid::Destination)?;
        let reachable = product.state == Publication::Published && store::grants::is_entitled(conn, contact, product.id, now).await?;
        let lesson_there = match lesson {
            Some(slug) => store::courses::lesson_by_slug(conn, product.id, slug).await?.is_some_and(|lesson| lesson.state == Publication::Published),
            None => true,
        };
        if reachable && lesson_there { Ok(()) } else { Err(Invalid::Destination.into()) }
    }

    /// The URL of a stored link.
    pub(crate) fn link_url(&self, link: &Link) -> Result<SecretString> {
        let token = token::of_link(&self.keys, link).ok_or_else(|| anyhow::anyhow!("the key {} is not in the key file", link.key_id))?;
        Ok(token::url(&self.public_url, &token))
    }

    /// `latchkey link`: makes a link for the contact with that address, after killing the older ones if asked to.
    pub async fn link_for(&self, email: &domain::EmailAddress, destination: Destination, regenerate: bool) -> Result<SecretString> {
        let (portal, email) = (self.clone(), email.clone());
        let link = self
            .store
            .write(move |conn| {
                async move {
                    let mut contact = store::contacts::find_by_email(conn, email.as_str()).await?.ok_or(Problem::NotFound)?;
                    if regenerate {
                        contact.link_generation = store::contacts::raise_link_generation(conn, contact.id, portal.now()).await?.ok_or(Problem::NotFound)?;
                        store::audit::insert(conn, &portal.event_by("command line", Action::LinksRegenerated, Subject::contact(&contact))).await?;
                    }
                    let link = portal.mint(conn, &contact, &destination, LinkPurpose::Copied, None).await?;
                    store::audit::insert(conn, &portal.event_by("command line", Action::LinkMinted, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(link)
                }
                .boxed()
            })
            .await?;
        self.link_url(&link)
    }
}

fn row(link: &Link, state: LinkState) -> LinkRow {
    LinkRow {
        id: link.id,
        contact: link.contact_id,
        purpose: link.purpose,
        destination: link.destination.parse().unwrap_or_default(),
        state,
        created_at: link.created_at,
        expires_at: link.expires_at,
        uses: u32::try_from(link.uses).unwrap_or_default(),
        use_limit: u32::try_from(link.use_limit).unwrap_or_default(),
    }
}

impl AsAdmin {
    /// What the contact would see with a link made now (L7).
    pub async fn pre_flight(&self, contact: ContactId) -> Result<PreFlight> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let found = store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let offers: Vec<_> = store::offers::all(&mut conn).await?.into_iter().filter(|offer| offer.state == Publication::Published).collect();
        let grants = store::grants::of_contact(&mut conn, contact).await?;
        let active = grants
            .iter()
            .filter(|(grant, _)| offers.iter().any(|offer| offer.id == grant.offer_id))
            .filter_map(|(grant, title)| match GrantState::at(now, grant.starts_at, grant.ends_at, grant.revoked_at) {
                GrantState::Active { until } => Some((title.clone(), until)),
                _ => None,
            })
            .collect();
        let mut products = Vec::new();
        for product in store::grants::entitled_products(&mut conn, contact, now).await? {
            let heads = store::courses::lesson_heads(&mut conn, product.id).await?;
            let lessons = heads.into_iter().filter(|lesson| lesson.state == Publication::Published).map(|lesson| (lesson.slug, lesson.title)).collect();
            products.push(ReachableProduct { slug: product.slug, title: product.title, lessons });
        }
        let links = store::links::of_contact(&mut conn, contact, 50).await?;
        let live = store::links::count_live(&mut conn, contact, found.link_generation, now).await?;
        let current = links.iter().find(|link| state(link, &found, true, now).is_live()).map(|link| link.id);
        Ok(PreFlight {
            contact: crate::contacts::hit(&found),
            offers: active,
            products,
            live_links: u32::try_from(live).unwrap_or(u32::MAX),
            current,
            grantable: offers.into_iter().map(|offer| (offer.id, offer.title)).collect(),
        })
    }

    /// Makes a link to be copied (L1); `regenerate` first kills every older link of the contact (L4).
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer (L6), or may not see the destination.
    pub async fn generate_link(&self, contact: ContactId, destination: Destination, regenerate: bool) -> Result<LinkId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut contact = store::contacts::find(conn, contact).await?.ok_or(Problem::NotFound)?;
                    if regenerate {
                        contact.link_generation = store::contacts::raise_link_generation(conn, contact.id, me.portal.now()).await?.ok_or(Problem::NotFound)?;
                        store::audit::insert(conn, &me.event(Action::LinksRegenerated, Subject::contact(&contact))).await?;
                    }
                    let link = me.portal.mint(conn, &contact, &destination, LinkPurpose::Copied, Some(me.id)).await?;
                    store::audit::insert(conn, &me.event(Action::LinkMinted, Subject::contact(&contact).with(link.destination.as_str()))).await?;
                    Ok::<_, Error>(link.id)
                }
                .boxed()
            })
            .await
    }

    /// A link with its URL, to copy it (again).
    pub async fn link_card(&self, id: LinkId) -> Result<LinkCard> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let link = store::links::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let contact = store::contacts::find(&mut conn, link.contact_id).await?.ok_or(Problem::NotFound)?;
        let entitled = store::grants::any_active(&mut conn, contact.id, now).await?;
        let url = self.portal.link_url(&link)?;
        let code = qrcode::QrCode::new(url.expose_secret()).map_err(anyhow::Error::from)?;
        let qr = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).dark_color(qrcode::render::svg::Color("#000")).light_color(qrcode::render::svg::Color("#fff")).build();
        Ok(LinkCard {
            row: row(&link, state(&link, &contact, entitled, now)),
            contact_name: contact.name,
            url: url.expose_secret().to_owned(),
            // The prolog of a file has no place inside a page.
            qr: qr.split_once("?>").map_or(qr.clone(), |(_, svg)| svg.to_owned()),
        })
    }

    /// The contact's links, newest first.
    pub async fn links_of(&self, contact: ContactId) -> Result<Vec<LinkRow>> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let found = store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let entitled = store::grants::any_active(&mut conn, contact, now).await?;
        let links = store::links::of_contact(&mut conn, contact, 50).await?;
        Ok(links.iter().map(|link| row(link, state(link, &found, entitled, now))).collect())
    }

    /// Kills one link (L10); the contact's others live on.
    pub async fn revoke_link(&self, id: LinkId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let link = store::links::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let contact = store::contacts::find(conn, link.contact_id).await?.ok_or(Problem::NotFound)?;
                    if store::links::revoke(conn, id, me.portal.now()).await? {
                        store::audit::insert(conn, &me.event(Action::LinkRevoked, Subject::contact(&contact))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Kills every link of the contact and signs all of their devices out (L10). Grants stay.
    pub async fn revoke_access(&self, contact: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let found = store::contacts::find(conn, contact).await?.ok_or(Problem::NotFound)?;
                    store::contacts::raise_link_generation(conn, contact, me.portal.now()).await?;
                    store::contacts::raise_session_generation(conn, contact).await?;
                    store::sessions::delete_all(conn, contact).await?;
                    store::audit::insert(conn, &me.event(Action::AccessRevoked, Subject::contact(&found))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// From now on this admin sees the learners' side as the contact does, read-only (R6); `None` ends that.
    pub async fn view_as(&self, contact: Option<ContactId>) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    if let Some(contact) = contact {
                        let found = store::contacts::find(conn, contact).await?.ok_or(Problem::NotFound)?;
                        store::audit::insert(conn, &me.event(Action::ViewedAsContact, Subject::contact(&found))).await?;
                    }
                    Ok::<_, Error>(store::admins::set_viewing(conn, me.session, contact).await?)
                }
                .boxed()
            })
            .await
    }
}
