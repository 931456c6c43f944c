//! What has become of a link.

use domain::{ContactState, LinkState, Timestamp};
use store::contacts::Contact;
use store::links::Link;

use crate::Keys;

/// The state of `link` at `now`, given the keys there are, its contact, and whether an active offer is behind it.
pub(crate) fn state(keys: &Keys, link: &Link, contact: &Contact, entitled: bool, now: Timestamp) -> LinkState {
    if let Some(at) = link.revoked_at {
        LinkState::Revoked { at }
    } else if link.generation != contact.link_generation {
        LinkState::Replaced { at: contact.links_replaced_at }
    } else if link.expires_at <= now {
        LinkState::Expired { at: link.expires_at }
    } else if !keys.has(&link.key_id) {
        LinkState::KeyGone
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

#[cfg(test)]
mod tests {
    use domain::time::Span;
    use domain::{Lang, LinkId, LinkPurpose};

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    fn contact() -> Contact {
        Contact {
            id: domain::ContactId::MAX,
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            name_key: "ada".to_owned(),
            phone: None,
            lang: Lang::En,
            state: ContactState::Joined,
            link_generation: 2,
            session_generation: 0,
            links_replaced_at: Some(NOW - Span::days(1)),
            created_at: NOW,
            joined_at: None,
            last_seen_at: None,
        }
    }

    fn link() -> Link {
        Link {
            id: LinkId::MAX,
            selector: Vec::new(),
            nonce: Vec::new(),
            contact_id: domain::ContactId::MAX,
            generation: 2,
            purpose: LinkPurpose::Copied,
            destination: "home".to_owned(),
            issuer_id: Some(domain::AdminId::MAX),
            key_id: String::new(),
            created_at: NOW,
            expires_at: NOW + Span::days(1),
            revoked_at: None,
            uses: 0,
            use_limit: 10,
        }
    }

    #[test]
    fn a_links_state_says_the_first_reason_why_it_is_dead() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("keys"), &crate::Random::seeded(1), true).unwrap();
        let link = || Link { key_id: keys.current().to_owned(), ..link() };
        let state = |link: Link, contact: &Contact, entitled, now| state(&keys, &link, contact, entitled, now);
        let (ada, day) = (contact(), Span::days(1));
        assert_eq!(state(link(), &ada, true, NOW), LinkState::Live { until: NOW + day });
        assert_eq!(state(link(), &ada, false, NOW), LinkState::NoOffer);
        assert_eq!(state(link(), &ada, true, NOW + day), LinkState::Expired { at: NOW + day });
        assert_eq!(state(Link { uses: 10, ..link() }, &ada, true, NOW), LinkState::UsedUp);
        assert_eq!(state(Link { key_id: "removed".to_owned(), uses: 10, ..link() }, &ada, false, NOW), LinkState::KeyGone);
        assert_eq!(state(Link { generation: 1, ..link() }, &ada, true, NOW), LinkState::Replaced { at: Some(NOW - day) });
        assert_eq!(state(link(), &Contact { state: ContactState::Disabled, ..contact() }, true, NOW), LinkState::Disabled);
        assert_eq!(state(Link { generation: 1, revoked_at: Some(NOW), ..link() }, &ada, false, NOW), LinkState::Revoked { at: NOW });
    }
}
