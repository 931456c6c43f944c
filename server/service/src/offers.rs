//! Offers: what is granted (C4).

use domain::view::Page;
use domain::view::offers::{AccessKind, Choices, GroupChoice, HolderRow, LONGEST_ACCESS_DAYS, MOST_COUNTED, OfferDetails, OfferForm, OfferRow, ProductChoice};
use domain::{GrantId, GrantState, GroupId, Invalid, OfferId, Problem, ProductId, Publication, Timestamp, text};
use futures_util::FutureExt as _;
use store::contacts::Contact;
use store::grants::Grant;
use store::offers::Offer;
use store::{Conn, Way};

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result, paging};

/// Grants on one page of an offer's holders.
const HOLDERS: usize = 50;
/// Grants of an offer are counted so far: enough to tell that there are more than pages tell.
const COUNTED: i64 = MOST_COUNTED as i64 + 1;

pub(crate) fn subject(offer: &Offer) -> Subject {
    Subject::new("offer", offer.id, offer.title.as_str())
}

/// An offer's form, read: what a row of `offers` and its items are made of.
struct Draft {
    title: String,
    description: String,
    state: Publication,
    access_days: Option<i32>,
    products: Vec<ProductId>,
    groups: Vec<GroupId>,
}

impl Draft {
    fn read(form: OfferForm) -> Result<Self, Invalid> {
        let title = text::line(&form.title).ok_or(Invalid::Required)?;
        let description = form.description.replace("\r\n", "\n").trim().to_owned();
        if title.chars().count() > 120 || description.chars().count() > 2000 {
            return Err(Invalid::TooLong);
        }
        let access_days = match form.access {
            AccessKind::Forever => None,
            AccessKind::Days => Some(read_days(&form.days)?),
        };
        if form.state == Publication::Published && form.products.is_empty() && form.groups.is_empty() {
            return Err(Invalid::EmptyOffer);
        }
        Ok(Self { title, description, state: form.state, access_days, products: form.products, groups: form.groups })
    }

    /// The names of the form's fields that differ, for the history.
    fn changes(&self, offer: &Offer, products: &[ProductId], groups: &[GroupId]) -> String {
        let fields = [
            ("title", self.title != offer.title),
            ("description", self.description != offer.description),
            ("state", self.state != offer.state),
            ("access", self.access_days != offer.access_days),
            ("products", !is_same(&self.products, products)),
            ("groups", !is_same(&self.groups, groups)),
        ];
        fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect::<Vec<_>>().join(", ")
    }
}

/// Whether two lists hold the same, in whatever order.
fn is_same<T: PartialEq>(some: &[T], others: &[T]) -> bool {
    some.len() == others.len() && some.iter().all(|one| others.contains(one))
}

fn read_days(text: &str) -> Result<i32, Invalid> {
    let days: u32 = text.trim().parse().map_err(|_| Invalid::Number)?;
    let days = Some(days).filter(|days| (1..=LONGEST_ACCESS_DAYS).contains(days)).ok_or(Invalid::Number)?;
    i32::try_from(days).map_err(|_| Invalid::Number)
}

/// Puts products and groups into an offer; [`Invalid::Choice`] for one that is not there any more.
async fn set_items(conn: &mut Conn, offer: OfferId, products: &[ProductId], groups: &[GroupId]) -> Result<()> {
    let gone = |error| match error {
        store::Error::Reference => Invalid::Choice.into(),
        error => Error::from(error),
    };
    store::offers::set_items(conn, offer, products).await.map_err(gone)?;
    store::communities::groups::set_in_offer(conn, offer, groups).await.map_err(gone)
}

fn days(access_days: Option<i32>) -> Option<u32> {
    access_days.and_then(|days| u32::try_from(days).ok())
}

async fn choices(conn: &mut Conn) -> Result<Choices> {
    let (products, groups) = (store::courses::products(conn).await?, store::communities::groups::all(conn).await?);
    let product = |product: store::courses::Product| ProductChoice { id: product.id, title: product.title, cover: product.cover, state: product.state };
    let group = |group: store::communities::groups::Group| GroupChoice { id: group.id, title: group.title, state: group.state };
    Ok(Choices { products: products.into_iter().map(product).collect(), groups: groups.into_iter().map(group).collect() })
}

/// The page of the offer's grants, newest first.
async fn holders(conn: &mut Conn, offer: OfferId, cursor: Option<GrantId>, before: Option<GrantId>) -> Result<Page<(Grant, Contact)>> {
    let limit = i64::try_from(HOLDERS + 1).unwrap_or(i64::MAX);
    let id = |(grant, _): &(Grant, Contact)| grant.id.to_string();
    if let Some(before) = before {
        let found = store::grants::of_offer(conn, offer, before, Way::Back, limit).await?;
        if let Some(page) = paging::back(found, HOLDERS, id) {
            return Ok(page);
        }
    }
    let cursor = cursor.filter(|_| before.is_none());
    let found = store::grants::of_offer(conn, offer, cursor.unwrap_or(GrantId::MAX), Way::On, limit).await?;
    Ok(paging::on(found, HOLDERS, cursor.is_some(), id))
}

fn holder(now: Timestamp, grant: &Grant, contact: Contact) -> HolderRow {
    HolderRow {
        grant: grant.id,
        contact: contact.id,
        name: contact.name,
        email: contact.email,
        state: GrantState::at(now, grant.starts_at, grant.ends_at, grant.revoked_at),
        starts_at: grant.starts_at,
    }
}

impl AsAdmin {
    /// Every offer, newest first.
    pub async fn offers(&self) -> Result<Vec<OfferRow>> {
        let mut conn = self.portal.store.read().await?;
        let offers = store::offers::all(&mut conn).await?;
        let mut titles = store::offers::titles_of_all(&mut conn).await?;
        titles.extend(store::communities::groups::titles_of_all(&mut conn).await?);
        let active = self.portal.store.at_length(store::grants::count_active_by_offer(&mut conn, self.portal.now(), COUNTED)).await?;
        let row = |offer: Offer| OfferRow {
            products: titles.iter().filter(|(id, _)| *id == offer.id).map(|(_, title)| title.clone()).collect(),
            active: active.iter().find(|(id, _)| *id == offer.id).map_or(0, |(_, n)| domain::count(*n)),
            id: offer.id,
            title: offer.title,
            state: offer.state,
            access_days: days(offer.access_days),
        };
        Ok(offers.into_iter().map(row).collect())
    }

    /// Everything that can be put into an offer.
    pub async fn offer_choices(&self) -> Result<Choices> {
        choices(&mut self.portal.store.read().await?).await
    }

    /// One offer, and who was granted it: the newest grants, those after the grant `cursor` (a page's `next`) or those before
    /// the grant `before` (a page's `previous`).
    pub async fn offer(&self, id: OfferId, cursor: Option<GrantId>, before: Option<GrantId>) -> Result<OfferDetails> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let offer = store::offers::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let products = store::offers::items(&mut conn, id).await?;
        let groups = store::communities::groups::in_offer(&mut conn, id).await?;
        let active = store::grants::count_active(&mut conn, id, now, COUNTED).await?;
        let holders = holders(&mut conn, id, cursor, before).await?.map(|(grant, contact)| holder(now, &grant, contact));
        let choices = choices(&mut conn).await?;
        drop(conn);
        let access_days = days(offer.access_days);
        Ok(OfferDetails {
            id,
            form: OfferForm {
                title: offer.title,
                description: offer.description,
                state: offer.state,
                access: if access_days.is_some() { AccessKind::Days } else { AccessKind::Forever },
                days: access_days.map(|days| days.to_string()).unwrap_or_default(),
                products,
                groups,
            },
            created_at: offer.created_at,
            choices,
            active: domain::count(active),
            unused: cursor.is_none() && holders.items.is_empty(),
            holders,
            history: self.history(id).await?,
        })
    }

    /// Adds an offer.
    ///
    /// # Errors
    /// `Invalid` where a field cannot be used, or an empty offer is to be published.
    pub async fn create_offer(&self, form: OfferForm) -> Result<OfferId> {
        let draft = Draft::read(form)?;
        let offer = Offer {
            id: self.portal.new_id(),
            title: draft.title,
            description: draft.description,
            state: draft.state,
            access_days: draft.access_days,
            created_at: self.portal.now(),
        };
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    store::offers::insert(conn, &offer).await?;
                    set_items(conn, offer.id, &draft.products, &draft.groups).await?;
                    store::audit::insert(conn, &me.event(Action::OfferCreated, subject(&offer))).await?;
                    Ok::<_, Error>(offer.id)
                }
                .boxed()
            })
            .await
    }

    /// Changes an offer. Grants keep the end they have; a draft opens nothing to anyone.
    ///
    /// # Errors
    /// As [`AsAdmin::create_offer`].
    pub async fn change_offer(&self, id: OfferId, form: OfferForm) -> Result<()> {
        let draft = Draft::read(form)?;
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let old = store::offers::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let (products, groups) = (store::offers::items(conn, id).await?, store::communities::groups::in_offer(conn, id).await?);
                    let changes = draft.changes(&old, &products, &groups);
                    if changes.is_empty() {
                        return Ok(());
                    }
                    let offer = Offer { title: draft.title, description: draft.description, state: draft.state, access_days: draft.access_days, ..old };
                    store::offers::update(conn, &offer).await?;
                    set_items(conn, id, &draft.products, &draft.groups).await?;
                    store::audit::insert(conn, &me.event(Action::OfferChanged, subject(&offer).with(changes))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes an offer that was never granted.
    ///
    /// # Errors
    /// [`Invalid::InUse`] for one that was.
    pub async fn delete_offer(&self, id: OfferId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let offer = store::offers::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::offers::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::OfferDeleted, subject(&offer))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(days: &str) -> OfferForm {
        OfferForm { title: " Academy ".to_owned(), access: AccessKind::Days, days: days.to_owned(), ..OfferForm::empty() }
    }

    #[test]
    fn access_lasts_a_day_at_least_and_ten_years_at_most() {
        for good in ["1", " 30 ", "3650"] {
            assert!(Draft::read(form(good)).is_ok(), "{good:?}");
        }
        for bad in ["0", "3651", "-1", "", "ten", "1.5"] {
            assert_eq!(Draft::read(form(bad)).err(), Some(Invalid::Number), "{bad:?}");
        }
        let for_good = Draft::read(OfferForm { access: AccessKind::Forever, ..form("nonsense") }).unwrap();
        assert_eq!((for_good.title.as_str(), for_good.access_days), ("Academy", None));
    }

    #[test]
    fn an_empty_offer_stays_a_draft() {
        let published = OfferForm { state: Publication::Published, ..form("30") };
        assert_eq!(Draft::read(published).err(), Some(Invalid::EmptyOffer));
    }
}
