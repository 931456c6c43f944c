//! Contacts: finding, adding, changing, importing (I3).

use domain::text;
use domain::view::links::ContactHit;
use store::contacts::Contact;

use crate::{AsAdmin, Result};

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
fn typed_words(text: &str) -> Vec<String> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 3 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')')) {
        return vec![digits];
    }
    if text.contains('@') && !text.contains(' ') {
        return vec![text.to_lowercase()];
    }
    text::words(text)
}

pub(crate) fn hit(contact: &Contact) -> ContactHit {
    ContactHit { id: contact.id, name: contact.name.clone(), email: contact.email.clone(), phone: contact.phone.clone(), state: contact.state }
}

impl AsAdmin {
    /// Contacts whose name, address or phone begins with the words of `text`; at most ten.
    pub async fn search_contacts(&self, text: &str) -> Result<Vec<ContactHit>> {
        let mut conn = self.portal.store.read().await?;
        let found = store::contacts::search(&mut conn, &typed_words(text), 10).await?;
        Ok(found.iter().map(hit).collect())
    }
}
