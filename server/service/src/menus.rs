//! Entries of the creator's own in the learners' header (M2). Whose an entry is to see is asked anew at every request.

use std::collections::{HashMap, HashSet};

use domain::view::courses::Step;
use domain::view::menus::{Audience, MenuEdit, MenuForm, MenuLink, MenuRow, Opens};
use domain::{Invalid, Lang, MenuId, Module, Modules, OfferId, Problem, WebAddress, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::menus::MenuEntry;

use crate::audit::{Action, Subject};
use crate::courses::{slugs, step};
use crate::{AsAdmin, AsLearner, Error, Portal, Result};

/// Characters of a label at most.
const LONGEST: usize = 40;

pub(crate) fn subject(entry: &MenuEntry) -> Subject {
    Subject::new("menu", entry.id, entry.label_en.as_str())
}

/// What of a form is kept in the entry's own row.
struct Checked {
    label_en: String,
    label_fr: String,
    url: String,
    form: MenuForm,
}

impl Checked {
    /// # Errors
    /// `Invalid` where there is no label, the address is none, or it would show the portal inside itself.
    fn of(form: MenuForm, own: &str) -> Result<Self, Invalid> {
        let (english, french) = (text::line(&form.label_en), text::line(&form.label_fr));
        let label_en = english.clone().or_else(|| french.clone()).ok_or(Invalid::Required)?;
        let label_fr = french.or(english).ok_or(Invalid::Required)?;
        if label_en.chars().count().max(label_fr.chars().count()) > LONGEST {
            return Err(Invalid::TooLong);
        }
        let url = WebAddress::parse(&form.url)?;
        if form.opens == Opens::Embedded && own.eq_ignore_ascii_case(url.origin()) {
            return Err(Invalid::OwnAddress);
        }
        if form.audience == Audience::Offers && form.offers.is_empty() {
            return Err(Invalid::Required);
        }
        Ok(Self { label_en, label_fr, url: url.as_str().to_owned(), form })
    }

    /// The offers to keep.
    fn offers(&self) -> &[OfferId] {
        match self.form.audience {
            Audience::Everyone => &[],
            Audience::Offers => &self.form.offers,
        }
    }
}

fn row(entry: MenuEntry) -> MenuRow {
    let MenuEntry { id, slug, label_en, label_fr, icon, url, opens, audience, .. } = entry;
    MenuRow { id, slug, label_en, label_fr, icon, url, opens, audience }
}

fn link(entry: MenuEntry, lang: Lang) -> MenuLink {
    let label = match lang {
        Lang::En => entry.label_en,
        Lang::Fr => entry.label_fr,
    };
    MenuLink { slug: entry.slug, label, icon: entry.icon, url: entry.url, opens: entry.opens }
}

async fn free_slug(conn: &mut Conn, label: &str) -> Result<String> {
    for slug in slugs(&text::slug(label)) {
        if store::menus::by_slug(conn, &slug).await?.is_none() {
            return Ok(slug);
        }
    }
    Err(Invalid::SlugTaken.into())
}

async fn number(conn: &mut Conn, entries: &[MenuEntry]) -> Result<()> {
    for (entry, position) in entries.iter().zip(0..) {
        if entry.position != position {
            store::menus::set_position(conn, entry.id, position).await?;
        }
    }
    Ok(())
}

/// Puts an entry and its offers into the database.
pub(crate) async fn add(portal: &Portal, conn: &mut Conn, form: MenuForm) -> Result<MenuEntry> {
    let checked = Checked::of(form, portal.public_url())?;
    let last = store::menus::all(conn).await?.last().map(|entry| entry.position);
    let entry = MenuEntry {
        id: portal.new_id(),
        slug: free_slug(conn, &checked.label_en).await?,
        label_en: checked.label_en.clone(),
        label_fr: checked.label_fr.clone(),
        icon: checked.form.icon,
        url: checked.url.clone(),
        opens: checked.form.opens,
        audience: checked.form.audience,
        position: last.map_or(0, |position| position.saturating_add(1)),
        created_at: portal.now(),
    };
    store::menus::insert(conn, &entry).await?;
    store::menus::set_offers(conn, entry.id, checked.offers()).await?;
    Ok(entry)
}

impl AsLearner {
    /// The entries that are the reader's to see now, in order, in the language `lang`; none while they are switched off.
    pub async fn menus(&self, modules: &Modules, lang: Lang) -> Result<Vec<MenuLink>> {
        if !modules.has(Module::Menus) {
            return Ok(Vec::new());
        }
        let mut conn = self.portal.store.read().await?;
        let entries = match self.contact() {
            Some(contact) => store::menus::entitled(&mut conn, contact, self.portal.now()).await?,
            None => store::menus::all(&mut conn).await?,
        };
        Ok(entries.into_iter().map(|entry| link(entry, lang)).collect())
    }

    /// One entry; one that is not the reader's to see is answered like one that does not exist.
    pub async fn menu(&self, slug: &str, modules: &Modules, lang: Lang) -> Result<MenuLink> {
        Ok(self.menus(modules, lang).await?.into_iter().find(|entry| entry.slug == slug).ok_or(Problem::NotFound)?)
    }
}

impl AsAdmin {
    /// Every entry, in order.
    pub async fn menu_rows(&self) -> Result<Vec<MenuRow>> {
        let mut conn = self.portal.store.read().await?;
        Ok(store::menus::all(&mut conn).await?.into_iter().map(row).collect())
    }

    /// The offers that an entry can be for: ids and titles.
    pub async fn menu_offers(&self) -> Result<Vec<(OfferId, String)>> {
        let mut conn = self.portal.store.read().await?;
        Ok(store::offers::all(&mut conn).await?.into_iter().map(|offer| (offer.id, offer.title)).collect())
    }

    pub async fn menu_entry(&self, id: MenuId) -> Result<MenuEdit> {
        let mut conn = self.portal.store.read().await?;
        let MenuEntry { slug, label_en, label_fr, icon, url, opens, audience, .. } = store::menus::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let offers = store::menus::offers_of(&mut conn, id).await?;
        drop(conn);
        let form = MenuForm { label_en, label_fr, icon, url, opens, audience, offers };
        Ok(MenuEdit { id, slug, form, offers: self.menu_offers().await? })
    }

    /// Adds an entry after the others.
    ///
    /// # Errors
    /// `Invalid` where the form cannot be kept.
    pub async fn create_menu(&self, form: MenuForm) -> Result<MenuId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let entry = add(&me.portal, conn, form).await?;
                    store::audit::insert(conn, &me.event(Action::MenuCreated, subject(&entry).with(entry.url.as_str()))).await?;
                    Ok::<_, Error>(entry.id)
                }
                .boxed()
            })
            .await
    }

    /// Changes an entry. Its address on this portal stays, so that links that lead there go on leading there.
    ///
    /// # Errors
    /// As [`Self::create_menu`].
    pub async fn change_menu(&self, id: MenuId, form: MenuForm) -> Result<()> {
        let me = self.clone();
        let checked = Checked::of(form, self.portal.public_url())?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let before = store::menus::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let entry = MenuEntry {
                        label_en: checked.label_en.clone(),
                        label_fr: checked.label_fr.clone(),
                        icon: checked.form.icon,
                        url: checked.url.clone(),
                        opens: checked.form.opens,
                        audience: checked.form.audience,
                        ..before
                    };
                    if !store::menus::update(conn, &entry).await? {
                        return Err(Problem::NotFound.into());
                    }
                    store::menus::set_offers(conn, id, checked.offers()).await?;
                    store::audit::insert(conn, &me.event(Action::MenuChanged, subject(&entry).with(entry.url.as_str()))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    pub async fn delete_menu(&self, id: MenuId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let entry = store::menus::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::menus::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::MenuDeleted, subject(&entry))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Moves an entry one place; at the end of the list nothing happens.
    pub async fn move_menu(&self, id: MenuId, direction: Step) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut entries = store::menus::hold_all(conn).await?;
                    let from = entries.iter().position(|entry| entry.id == id).ok_or(Problem::NotFound)?;
                    let moved = subject(&entries[from]).with(direction.word());
                    if step(&mut entries, from, direction) {
                        number(conn, &entries).await?;
                        store::audit::insert(conn, &me.event(Action::MenusReordered, moved)).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Puts the entries into the given order.
    ///
    /// # Errors
    /// `Problem::Conflict` unless `ids` are all of them, each once.
    pub async fn reorder_menus(&self, ids: Vec<MenuId>) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut entries = store::menus::hold_all(conn).await?;
                    let places: HashMap<_, _> = ids.iter().zip(0_usize..).collect();
                    let known: HashSet<_> = entries.iter().map(|entry| &entry.id).collect();
                    if places.len() != ids.len() || known != places.keys().copied().collect() {
                        return Err(Problem::Conflict.into());
                    }
                    entries.sort_by_key(|entry| places.get(&entry.id).copied());
                    number(conn, &entries).await?;
                    store::audit::insert(conn, &me.event(Action::MenusReordered, Subject::portal())).await?;
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

    fn checked(change: impl FnOnce(&mut MenuForm)) -> Result<Checked, Invalid> {
        let mut form = MenuForm { label_en: "Calendar".to_owned(), url: "https://calendar.example.org/".to_owned(), ..MenuForm::empty() };
        change(&mut form);
        Checked::of(form, "https://portal.example.org")
    }

    #[test]
    fn a_label_in_one_language_does_for_both() {
        let french = checked(|form| (form.label_en, form.label_fr) = (String::new(), " Agenda ".to_owned())).unwrap();
        assert_eq!((french.label_en.as_str(), french.label_fr.as_str()), ("Agenda", "Agenda"));
        assert_eq!(checked(|form| form.label_en = " ".to_owned()).err(), Some(Invalid::Required));
        assert_eq!(checked(|form| form.label_fr = "a".repeat(41)).err(), Some(Invalid::TooLong));
    }

    #[test]
    fn the_portal_never_shows_itself_and_an_entry_for_offers_has_one() {
        assert_eq!(checked(|form| form.url = "https://PORTAL.example.org/courses".to_owned()).err(), Some(Invalid::OwnAddress));
        assert_eq!(checked(|form| form.url = "http://calendar.example.org".to_owned()).err(), Some(Invalid::Url));
        assert_eq!(checked(|form| form.audience = Audience::Offers).err(), Some(Invalid::Required));
        let open = checked(|form| form.offers = vec![OfferId::MIN]).unwrap();
        assert!(open.offers().is_empty(), "for everyone");
    }
}
