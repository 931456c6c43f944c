//! Minting, showing, regenerating and revoking magic links (L1, L2, L4–L7, L9, L10). Many at once: [`bulk`].

mod bulk;
mod state;

use std::collections::HashMap;

use domain::time::Span;
use domain::view::links::{LinkCard, LinkRow, LinkUrl, PreFlight, ReachableProduct};
use domain::view::settings::PortalSettings;
use domain::{
    AdminId, ContactId, ContactState, Destination, Gate, GrantState, Invalid, LessonState, LinkId, LinkPurpose, LinkState, Module, Problem, ProductId,
    Publication, Timestamp,
};
use futures_util::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use store::Conn;
use store::contacts::Contact;
use store::links::Link;

pub(crate) use self::state::state;
use crate::audit::{Action, Subject};
use crate::learning::doors::Doors;
use crate::{AsAdmin, Error, Portal, Result, settings, token};

/// For so long its maker has a new link before the eyes.
const JUST_MADE: Span = Span::minutes(2);

impl Portal {
    /// Whether the contact may be given a link to `destination` now; the portal's settings, which that depends on.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, or may not see the destination.
    pub(crate) async fn may_mint(&self, conn: &mut Conn, contact: &Contact, destination: &Destination) -> Result<PortalSettings> {
        let now = self.now();
        if contact.state == ContactState::Disabled {
            return Err(Invalid::ContactDisabled.into());
        }
        if !store::grants::any_active(conn, contact.id, now).await? {
            return Err(Invalid::NoActiveOffer.into());
        }
        let settings = settings::read(conn).await?;
        if !crate::modules::is_open(&settings.modules, destination) {
            return Err(Invalid::Destination.into());
        }
        self.check_destination(conn, contact.id, destination, now).await?;
        Ok(settings)
    }

    /// Makes a link in the contact's current generation, in the transaction of `conn`.
    ///
    /// # Errors
    /// Those of [`Self::may_mint`].
    pub(crate) async fn mint(
        &self,
        conn: &mut Conn,
        contact: &Contact,
        destination: &Destination,
        purpose: LinkPurpose,
        issuer: Option<AdminId>,
    ) -> Result<Link> {
        let life = settings::life(&self.may_mint(conn, contact, destination).await?, purpose);
        let link = Link { issuer_id: issuer, ..self.new_link(contact, destination, purpose, self.now() + life) };
        store::links::insert(conn, &link).await?;
        Ok(link)
    }

    /// A link as it is before anything happened to it; nobody's, and not kept yet.
    fn new_link(&self, contact: &Contact, destination: &Destination, purpose: LinkPurpose, expires_at: Timestamp) -> Link {
        Link {
            id: self.new_id(),
            selector: token::new_selector(&self.keys, &self.random).to_vec(),
            nonce: self.random.bytes::<16>().to_vec(),
            contact_id: contact.id,
            generation: contact.link_generation,
            purpose,
            destination: destination.to_string(),
            issuer_id: None,
            key_id: self.keys.current().to_owned(),
            created_at: self.now(),
            expires_at,
            revoked_at: None,
            uses: 0,
            use_limit: domain::link::USE_LIMIT,
        }
    }

    async fn check_destination(&self, conn: &mut Conn, contact: ContactId, destination: &Destination, now: Timestamp) -> Result<()> {
        let (slug, lesson) = match destination {
            Destination::Home | Destination::Courses => return Ok(()),
            Destination::Product(product) => (product, None),
            Destination::Lesson(product, lesson) => (product, Some(lesson)),
            Destination::Menu(slug) => {
                let theirs = store::menus::entitled(conn, contact, now).await?.iter().any(|entry| entry.slug == *slug);
                return if theirs { Ok(()) } else { Err(Invalid::Destination.into()) };
            }
            Destination::Communities | Destination::Group(_) | Destination::Post(..) => {
                return self.check_group(conn, contact, destination, now).await;
            }
        };
        let product = store::courses::product_by_slug(conn, slug).await?.ok_or(Invalid::Destination)?;
        let reachable = product.state == Publication::Published && store::grants::is_entitled(conn, contact, product.id, now).await?;
        let lesson_there = match lesson {
            Some(slug) => store::courses::lesson_by_slug(conn, product.id, slug).await?.is_some_and(|lesson| lesson.state == LessonState::Published),
            None => true,
        };
        if reachable && lesson_there { Ok(()) } else { Err(Invalid::Destination.into()) }
    }

    /// [`Self::check_destination`] for what is in a community.
    async fn check_group(&self, conn: &mut Conn, contact: ContactId, destination: &Destination, now: Timestamp) -> Result<()> {
        let open = match destination {
            Destination::Group(group) => crate::communities::is_open(conn, contact, group, None, now).await?,
            Destination::Post(group, post) => crate::communities::is_open(conn, contact, group, Some(*post), now).await?,
            _ => store::communities::groups::is_any_entitled(conn, contact, now).await?,
        };
        if open { Ok(()) } else { Err(Invalid::Destination.into()) }
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
                    let found = store::contacts::find_by_email(conn, email.as_str()).await?.ok_or(Problem::NotFound)?;
                    let mut contact = store::contacts::hold(conn, found.id).await?.ok_or(Problem::NotFound)?;
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

fn row(link: &Link, state: LinkState, titles: Vec<String>) -> LinkRow {
    LinkRow {
        id: link.id,
        contact: link.contact_id,
        purpose: link.purpose,
        destination: link.destination.parse().unwrap_or_default(),
        titles,
        state,
        created_at: link.created_at,
        expires_at: link.expires_at,
        uses: u32::try_from(link.uses).unwrap_or_default(),
        use_limit: u32::try_from(link.use_limit).unwrap_or_default(),
    }
}

/// The titles of the product and the lesson, or of the group, that a link leads to, or the labels of a menu entry; what is gone
/// goes by its slug.
async fn titles(conn: &mut Conn, destination: &str) -> Result<Vec<String>> {
    let (slug, lesson) = match destination.parse().unwrap_or_default() {
        Destination::Home | Destination::Courses | Destination::Communities => return Ok(Vec::new()),
        Destination::Product(product) => (product, None),
        Destination::Lesson(product, lesson) => (product, Some(lesson)),
        Destination::Menu(slug) => {
            let entry = store::menus::by_slug(conn, &slug).await?;
            return Ok(entry.map_or_else(|| vec![slug], |entry| vec![entry.label_en, entry.label_fr]));
        }
        Destination::Group(group) | Destination::Post(group, _) => {
            let found = store::communities::groups::by_slug(conn, &group).await?;
            return Ok(vec![found.map_or(group, |group| group.title)]);
        }
    };
    let Some(product) = store::courses::product_by_slug(conn, &slug).await? else { return Ok(std::iter::once(slug).chain(lesson).collect()) };
    let mut titles = vec![product.title];
    if let Some(slug) = lesson {
        let found = store::courses::lesson_by_slug(conn, product.id, &slug).await?;
        titles.push(found.map_or(slug, |lesson| lesson.title));
    }
    Ok(titles)
}

/// Whether showing a link that `issuer` made at `created_at` is worth a line of its own: its maker sees it as a part of making it.
pub(crate) fn is_news(issuer: Option<AdminId>, created_at: Timestamp, admin: AdminId, now: Timestamp) -> bool {
    issuer != Some(admin) || now >= created_at + JUST_MADE
}

/// Sections of those products, in order, that are not open to the contact yet, and what opens them.
async fn waiting(conn: &mut Conn, contact: ContactId, products: &[ProductId], now: Timestamp) -> Result<Vec<(ProductId, String, Gate)>> {
    let mut waiting = Vec::new();
    let categories = store::courses::categories_of(conn, products).await?;
    for of_product in categories.chunk_by(|a, b| a.product_id == b.product_id) {
        let product = of_product[0].product_id;
        let doors = Doors::of(conn, contact, product, of_product, now).await?;
        let closed = of_product.iter().map(|category| (product, category.title.clone(), doors.section(category.id)));
        waiting.extend(closed.filter(|(.., gate)| !gate.is_open()));
    }
    Ok(waiting)
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
        let reachable = store::grants::entitled_products(&mut conn, contact, now).await?;
        let ids: Vec<_> = reachable.iter().map(|product| product.id).collect();
        let mut lessons = store::courses::lesson_titles(&mut conn, &ids).await?;
        let mut waiting = waiting(&mut conn, contact, &ids, now).await?;
        let products = reachable
            .into_iter()
            .map(|product| {
                let lessons = lessons.extract_if(.., |(of, ..)| *of == product.id).map(|(_, slug, title)| (slug, title)).collect();
                let waiting = waiting.extract_if(.., |(of, ..)| *of == product.id).map(|(_, title, gate)| (title, gate)).collect();
                ReachableProduct { slug: product.slug, title: product.title, lessons, waiting }
            })
            .collect();
        let modules = settings::read(&mut conn).await?.modules;
        let menus = if modules.has(Module::Menus) {
            let entries = store::menus::entitled(&mut conn, contact, now).await?;
            entries.into_iter().map(|entry| (entry.slug, [entry.label_en, entry.label_fr])).collect()
        } else {
            Vec::new()
        };
        let groups = if modules.has(Module::Communities) { store::communities::groups::entitled(&mut conn, contact, now).await? } else { Vec::new() };
        let links = store::links::of_contact(&mut conn, contact, 50).await?;
        let keys: Vec<&str> = self.portal.keys.ids().collect();
        let live = store::links::count_live(&mut conn, &found, &keys, now).await?;
        let current = links.iter().find(|link| state(&self.portal.keys, link, &found, true, now).is_live()).map(|link| link.id);
        Ok(PreFlight {
            contact: crate::contacts::hit(&found),
            offers: active,
            products,
            menus,
            groups: groups.into_iter().map(|group| (group.slug, group.title)).collect(),
            live_links: domain::count(live),
            current,
            grantable: offers.into_iter().map(|offer| (offer.id, offer.title)).collect(),
        })
    }

    /// Makes a link to be copied (L1).
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer (L6), or may not see the destination.
    pub async fn generate_link(&self, contact: ContactId, destination: Destination) -> Result<LinkId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let link = me.portal.mint(conn, &contact, &destination, LinkPurpose::Copied, Some(me.id)).await?;
                    store::audit::insert(conn, &me.event(Action::LinkMinted, Subject::contact(&contact).with(link.destination.as_str()))).await?;
                    Ok::<_, Error>(link.id)
                }
                .boxed()
            })
            .await
    }

    /// Kills every link of that link's contact and makes a new one that leads where it led (L4); whose it is, and the new one.
    ///
    /// # Errors
    /// Those of [`Self::generate_link`].
    pub async fn regenerate_link(&self, id: LinkId) -> Result<(ContactId, LinkId)> {
        let link = store::links::find(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        self.kill_links(link.contact_id).await?;
        let destination = link.destination.parse().unwrap_or_default();
        let new = match self.generate_link(link.contact_id, destination).await {
            // What it led to is gone: the new one leads home.
            Err(Error::Problem(Problem::Invalid(Invalid::Destination))) => self.generate_link(link.contact_id, Destination::Home).await?,
            made => made?,
        };
        Ok((link.contact_id, new))
    }

    /// Kills every link of the contact, whether or not a new one can be made afterwards.
    async fn kill_links(&self, contact: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    store::contacts::raise_link_generation(conn, contact.id, me.portal.now()).await?;
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(Action::LinksRegenerated, Subject::contact(&contact))).await?)
                }
                .boxed()
            })
            .await
    }

    /// A link and, while it works, its URL, to copy it (again).
    pub async fn link_card(&self, id: LinkId) -> Result<LinkCard> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let link = store::links::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let contact = store::contacts::find(&mut conn, link.contact_id).await?.ok_or(Problem::NotFound)?;
        let entitled = store::grants::any_active(&mut conn, contact.id, now).await?;
        let titles = titles(&mut conn, &link.destination).await?;
        drop(conn);
        let state = state(&self.portal.keys, &link, &contact, entitled, now);
        if state.is_live() && is_news(link.issuer_id, link.created_at, self.id, now) {
            let event = self.event(Action::LinkShown, Subject::contact(&contact).with(link.destination.as_str()));
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await?;
        }
        let url = if state.is_live() {
            let url = self.portal.link_url(&link)?;
            Some(LinkUrl { qr: crate::qr::svg(url.expose_secret())?, text: url.expose_secret().to_owned() })
        } else {
            None
        };
        Ok(LinkCard { row: row(&link, state, titles), contact: crate::contacts::hit(&contact), url })
    }

    /// The contact's links, newest first; at most fifty.
    pub async fn links_of(&self, contact: ContactId) -> Result<Vec<LinkRow>> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let found = store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let entitled = store::grants::any_active(&mut conn, contact, now).await?;
        let links = store::links::of_contact(&mut conn, contact, 50).await?;
        let mut places = HashMap::new();
        for link in &links {
            if !places.contains_key(&link.destination) {
                places.insert(link.destination.clone(), titles(&mut conn, &link.destination).await?);
            }
        }
        Ok(links.iter().map(|link| row(link, state(&self.portal.keys, link, &found, entitled, now), places[&link.destination].clone())).collect())
    }

    /// Kills one link (L10); the contact's others live on. Whose it was.
    pub async fn revoke_link(&self, id: LinkId) -> Result<ContactId> {
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
                    Ok::<_, Error>(contact.id)
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
                    store::links::revoke_all(conn, contact, me.portal.now()).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_news_to_all_but_its_maker() {
        let made = Timestamp(1_000_000_000_000_000);
        let is_news = |admin, now| is_news(Some(AdminId::MAX), made, admin, now);
        assert!(!is_news(AdminId::MAX, made));
        assert!(is_news(AdminId::MIN, made));
        assert!(is_news(AdminId::MAX, made + JUST_MADE));
    }
}
