//! Contacts that a form over their list chose, for work on many: batch by batch, so that it can stop and be taken up again.

use std::collections::BTreeSet;

use domain::view::contacts::ContactQuery;
use domain::{ContactId, Invalid, OfferId, Problem};
use serde::{Deserialize, Serialize};

use crate::{AsAdmin, Result};

/// Whom the form chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chosen {
    /// The contacts that were ticked.
    These(Vec<ContactId>),
    /// All that the list's filters let through, on this page or not, from the query's cursor on.
    Matching(ContactQuery),
}

impl Chosen {
    /// Reads the form's fields: any number of `contact`, or `all_matching` with the list's filters `text`, `in_offer`, `state` and `tag`.
    ///
    /// # Errors
    /// [`Invalid::Required`] if no contact was ticked, [`Invalid::Choice`] for what is no id or no state.
    pub fn parse(form: &[(String, String)]) -> Result<Self, Problem> {
        if field(form, "all_matching").is_some() {
            return Ok(Self::Matching(ContactQuery {
                text: field(form, "text").unwrap_or_default().to_owned(),
                offer: field(form, "in_offer").map(str::parse::<OfferId>).transpose().map_err(|_| Invalid::Choice)?,
                state: field(form, "state").map(str::parse).transpose()?,
                tag: field(form, "tag").map(str::to_owned),
                ..ContactQuery::default()
            }));
        }
        let ticked = form.iter().filter(|(key, _)| key == "contact").map(|(_, id)| id.parse());
        // Each once.
        let ticked = ticked.collect::<Result<BTreeSet<ContactId>, _>>().map_err(|_| Invalid::Choice)?;
        if ticked.is_empty() { Err(Invalid::Required.into()) } else { Ok(Self::These(ticked.into_iter().collect())) }
    }

    /// How many they are, where that is known.
    pub(crate) fn total(&self) -> Option<u32> {
        match self {
            Self::These(contacts) => Some(domain::count(contacts.len())),
            Self::Matching(_) => None,
        }
    }
}

/// The first field of that name that is not empty.
pub(crate) fn field<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    form.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

impl AsAdmin {
    /// The first `size` of the contacts that were chosen, and the others.
    pub(crate) async fn next_batch(&self, chosen: Chosen, size: usize) -> Result<(Vec<ContactId>, Option<Chosen>)> {
        Ok(match chosen {
            Chosen::These(mut contacts) => {
                let rest = contacts.split_off(contacts.len().min(size));
                (contacts, (!rest.is_empty()).then_some(Chosen::These(rest)))
            }
            Chosen::Matching(query) => {
                let (contacts, next) = self.contact_ids(&query, size).await?;
                (contacts, next.map(|cursor| Chosen::Matching(ContactQuery { cursor: Some(cursor), ..query })))
            }
        })
    }
}
