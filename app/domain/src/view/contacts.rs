//! Contacts as admins see them: the list, one contact, the forms. Importing is in [`super::imports`].

use serde::{Deserialize, Serialize};

use super::Page;
use super::audit::AuditRow;
use super::broadcasts::MailStanding;
use super::links::PreFlight;
use crate::problem::{Invalid, Problem};
use crate::{ContactId, ContactState, EmailAddress, Lang, OfferId, Phone, SessionId, Timestamp, text};

crate::word::words! {
    /// What a list of all contacts is ordered by.
    ContactSort {
        /// Last added first.
        Newest = "newest",
        /// By name, without regard to case and accents.
        Name = "name",
        /// Last seen first.
        LastSeen = "seen",
    }
}

/// Which contacts to list. Every condition that is set narrows the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactQuery {
    /// Beginnings of words of the name, the address or the phone.
    pub text: String,
    /// Only those with an active grant of this offer.
    pub offer: Option<OfferId>,
    pub state: Option<ContactState>,
    pub tag: Option<String>,
    /// Counts only when nothing narrows the list.
    pub sort: ContactSort,
    /// Where to read on, from [`Page::next`].
    pub cursor: Option<String>,
    /// Where to read back, from [`Page::previous`]; then `cursor` does not count.
    pub before: Option<String>,
}

impl Default for ContactQuery {
    fn default() -> Self {
        Self { text: String::new(), offer: None, state: None, tag: None, sort: ContactSort::Newest, cursor: None, before: None }
    }
}

impl ContactQuery {
    /// The same list from its beginning.
    #[must_use]
    pub fn from_the_start(&self) -> Self {
        Self { cursor: None, before: None, ..self.clone() }
    }

    /// Whether anything narrows the list; its order is fixed then.
    pub fn is_narrowed(&self) -> bool {
        !self.text.trim().is_empty() || self.offer.is_some() || self.state.is_some() || self.tag.is_some()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    /// In groups, to be read.
    pub phone: Option<String>,
    pub state: ContactState,
    /// Published offers the contact has now.
    pub active_offers: u32,
    pub tags: Vec<String>,
    pub last_seen_at: Option<Timestamp>,
}

/// The list page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactList {
    pub page: Page<ContactRow>,
    /// Every offer, to filter by.
    pub offers: Vec<(OfferId, String)>,
    /// Published offers, to grant.
    pub grantable: Vec<(OfferId, String)>,
    /// Tags to filter by.
    pub tags: Vec<String>,
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDetail {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    /// In groups, to be read.
    pub phone: Option<String>,
    pub lang: Lang,
    pub state: ContactState,
    pub tags: Vec<String>,
    pub created_at: Timestamp,
    pub joined_at: Option<Timestamp>,
    pub last_seen_at: Option<Timestamp>,
    /// How many grants there are, whatever their state.
    pub grants: u32,
    pub devices: Vec<ContactDevice>,
    pub mail: MailStanding,
    /// What the contact would see now.
    pub sees: PreFlight,
    /// What was done to the contact, newest first.
    pub history: Vec<AuditRow>,
}

/// A browser the contact is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDevice {
    pub id: SessionId,
    /// The browser in a few words.
    pub name: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// Characters of a name at most.
pub const NAME_LENGTH: usize = 200;
/// Characters of a tag at most.
pub const TAG_LENGTH: usize = 50;

/// A contact's form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactForm {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub language: String,
    /// Apart by commas.
    pub tags: String,
}

/// What a contact's form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactData {
    pub name: String,
    pub email: EmailAddress,
    pub phone: Option<Phone>,
    pub lang: Lang,
    pub tags: Vec<String>,
}

impl ContactForm {
    /// # Errors
    /// [`Problem::Invalid`] with the first field that cannot be used.
    pub fn parse(&self) -> Result<ContactData, Problem> {
        let name = text::line(&self.name).ok_or(Invalid::Required)?;
        if name.chars().count() > NAME_LENGTH {
            return Err(Invalid::TooLong.into());
        }
        Ok(ContactData {
            name,
            email: self.email.parse()?,
            phone: text::line(&self.phone).map(|phone| phone.parse()).transpose()?,
            lang: self.language.parse()?,
            tags: tags(&self.tags)?,
        })
    }
}

/// Tags as people type them, apart by commas or semicolons: in lower case, each once, in order.
///
/// # Errors
/// [`Invalid::TooLong`] if one has more than [`TAG_LENGTH`] characters.
pub fn tags(text: &str) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = text.split([',', ';']).filter_map(text::line).map(|tag| tag.to_lowercase()).collect();
    tags.sort();
    tags.dedup();
    if tags.iter().any(|tag| tag.chars().count() > TAG_LENGTH) { Err(Invalid::TooLong.into()) } else { Ok(tags) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_tidied() {
        assert_eq!(tags(" VIP, paris ,vip;; Élèves").unwrap(), ["paris", "vip", "élèves"]);
        assert!(tags(&"x".repeat(TAG_LENGTH + 1)).is_err());
    }

    #[test]
    fn a_form_names_its_first_mistake() {
        let form = ContactForm { name: "Ada".into(), email: "ada@example.org".into(), language: "fr".into(), ..ContactForm::default() };
        assert_eq!(form.parse().unwrap().phone, None);
        assert_eq!(ContactForm { name: " ".into(), ..form.clone() }.parse(), Err(Invalid::Required.into()));
        assert_eq!(ContactForm { phone: "06 39".into(), ..form }.parse(), Err(Invalid::Phone.into()));
    }
}
