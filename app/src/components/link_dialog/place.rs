//! Where in the dialog one is: all of it is in the address, so that it works without scripts and survives a reload.

use domain::{ContactId, Destination, LinkId};
use leptos_router::params::ParamsMap;

/// The dashboard, the page that the dialog belongs to.
pub const DASHBOARD: &str = "/admin/portal/dashboard";

/// Something that is done only after it was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// Kill every link of the contact and make a new one (L4).
    Regenerate,
    /// Kill the link (L10).
    Revoke,
    /// Kill every link of the contact and end their sessions (L10).
    Access,
}

impl Confirm {
    const fn word(self) -> &'static str {
        match self {
            Self::Regenerate => "regenerate",
            Self::Revoke => "revoke",
            Self::Access => "access",
        }
    }
}

/// A step of the dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub contact: Option<ContactId>,
    pub link: Option<LinkId>,
    pub confirm: Option<Confirm>,
    /// Where the link is to lead; home to begin with.
    pub destination: Destination,
    /// What was searched for without scripts.
    pub typed: String,
    /// Opened from the contact's page, where closing it leads back to.
    pub from_contact: bool,
}

impl Place {
    /// The word of `from_contact` in addresses and forms.
    pub const CONTACT: &str = "contact";

    /// The step for that contact; `from` is empty or [`Self::CONTACT`].
    pub fn of(contact: ContactId, from: &str) -> Self {
        Self { contact: Some(contact), from_contact: from == Self::CONTACT, ..Self::default() }
    }

    #[must_use]
    pub fn leading_to(self, destination: Destination) -> Self {
        Self { destination, ..self }
    }

    #[must_use]
    pub fn with_link(self, link: LinkId) -> Self {
        Self { link: Some(link), ..self }
    }

    #[must_use]
    pub fn with_confirm(self, confirm: Confirm) -> Self {
        Self { confirm: Some(confirm), ..self }
    }

    #[must_use]
    pub fn without_link(self) -> Self {
        Self { link: None, confirm: None, ..self }
    }

    #[must_use]
    pub fn without_confirm(self) -> Self {
        Self { confirm: None, ..self }
    }

    /// Reads an address's parameters; `None` where the dialog is not open.
    pub fn read(params: &ParamsMap) -> Option<Self> {
        if params.get_str("dialog") != Some("link") {
            return None;
        }
        let confirm = params
            .get_str("confirm")
            .and_then(|word| [Confirm::Regenerate, Confirm::Revoke, Confirm::Access].into_iter().find(|confirm| confirm.word() == word));
        Some(Self {
            contact: params.get_str("contact").and_then(|id| id.parse().ok()),
            link: params.get_str("link").and_then(|id| id.parse().ok()),
            confirm,
            destination: params.get_str("destination").and_then(|place| place.parse().ok()).unwrap_or_default(),
            typed: params.get("q").unwrap_or_default(),
            from_contact: params.get_str("from") == Some(Self::CONTACT),
        })
    }

    /// The address of this step.
    pub fn href(&self) -> String {
        let contact = self.contact.map(|id| format!("&contact={id}")).unwrap_or_default();
        let link = self.link.map(|id| format!("&link={id}")).unwrap_or_default();
        let confirm = self.confirm.map(|confirm| format!("&confirm={}", confirm.word())).unwrap_or_default();
        let destination = if self.destination == Destination::Home { String::new() } else { format!("&destination={}", self.destination) };
        let from = if self.from_contact { "&from=contact" } else { "" };
        format!("{DASHBOARD}?dialog=link{contact}{link}{confirm}{destination}{from}")
    }

    /// The `from` of a form.
    pub const fn origin(&self) -> &'static str {
        if self.from_contact { Self::CONTACT } else { "" }
    }

    /// Where closing the dialog leads.
    pub fn way_back(&self) -> String {
        match self.contact {
            Some(contact) if self.from_contact => format!("/admin/contacts/{contact}"),
            _ => DASHBOARD.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<Place> {
        let mut params = ParamsMap::new();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            params.insert(name.to_owned(), value.to_owned());
        }
        Place::read(&params)
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let lesson = Destination::Lesson("a".to_owned(), "b-1".to_owned());
        let place = Place::of(ContactId::MAX, Place::CONTACT).with_link(LinkId::MIN).with_confirm(Confirm::Revoke).leading_to(lesson);
        let (_, query) = place.href().split_once('?').map(|(path, query)| (path.to_owned(), query.to_owned())).unwrap();
        assert_eq!(read(&query), Some(place.clone()));
        assert_eq!(place.way_back(), format!("/admin/contacts/{}", ContactId::MAX));
        assert_eq!(place.without_link().link, None);
    }

    #[test]
    fn nonsense_is_no_contact_and_other_dialogs_are_not_ours() {
        assert_eq!(read("dialog=link&contact=%3Cscript%3E&link=1&confirm=all&destination=//evil"), Some(Place::default()));
        assert_eq!(read("dialog=delete&contact=1"), None);
        assert_eq!(read(""), None);
    }
}
