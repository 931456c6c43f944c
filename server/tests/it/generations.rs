//! Generations of links, their time, and what happens when several things happen at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::time::Span;
use domain::{Destination, LinkId, LinkPurpose};
use futures_util::future::join_all;
use secrecy::ExposeSecret as _;
use tokio::sync::Notify;

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};

both_databases!(
    case_37_regenerating_kills_every_older_link,
    case_38_no_sign_in_that_begins_after_a_regenerate_succeeds,
    case_39_fifty_at_once_open_as_many_sessions_as_the_link_may,
    case_40_two_admins_at_once_are_not_shown_a_dead_link,
    case_41_a_link_works_to_the_last_second_and_not_after,
    case_42_a_link_sent_to_an_old_address_is_dead,
    case_43_two_links_sent_one_after_the_other_both_work,
);

/// The token of the link as the admin copies it; `None` if none is shown, since it is dead.
async fn copied(admin: &Admin, link: LinkId) -> Option<String> {
    let card = admin.handle.link_card(link).await.expect("its card");
    assert_eq!(card.row.state.is_live(), card.url.is_some(), "{:?}", card.row);
    Some(card.url?.text.rsplit('/').next().unwrap_or_default().to_owned())
}

async fn case_37_regenerating_kills_every_older_link(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let first = admin.handle.generate_link(contact.id, Destination::Product(course.slug.clone())).await.expect("a link");
    let old = copied(&admin, first).await.expect("it works");
    let (_, sent) = h.link_with(&contact, |link| link.purpose = LinkPurpose::Sent).await;
    let (whose, made) = admin.handle.regenerate_link(first).await.expect("a link");
    assert_eq!(whose, contact.id);
    let fresh = copied(&admin, made).await.expect("it works");
    for dead in [&old, &sent] {
        assert_eq!(h.redeem(dead).await.status, 410);
    }
    assert_eq!(copied(&admin, first).await, None, "a dead link is handed to nobody");
    let answer = h.redeem(&fresh).await;
    assert_eq!((answer.signs_in(), answer.location()), (true, "/courses/ada"), "it leads where the one led whose place it takes");
    assert!(h.redeem(&h.minted(&contact.email).await).await.signs_in(), "what is minted later is of the new generation");
    assert_eq!(h.sessions().await, 2);
}

async fn case_38_no_sign_in_that_begins_after_a_regenerate_succeeds(h: &Harness) {
    const WORKERS: usize = 12;
    let (contact, _) = h.entitled("ada@example.org").await;
    let (link, token) = h.link_with(&contact, |link| link.use_limit = 1_000_000).await;
    let admin = h.admin("chief@example.org").await;
    let (begun, begun_after, answered) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let (before_ok, after_ok) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let halfway = Notify::new();

    let worker = || async {
        // At least 200 in all, and at least 50 that begin after the answer.
        while begun.load(Ordering::SeqCst) < 200 || begun_after.load(Ordering::SeqCst) < 50 {
            let after = answered.load(Ordering::SeqCst);
            if begun.fetch_add(1, Ordering::SeqCst) == 60 {
                halfway.notify_one();
            }
            if after {
                begun_after.fetch_add(1, Ordering::SeqCst);
            }
            let answer = h.redeem(&token).await;
            assert!(matches!(answer.status, 303 | 410), "{} {}", answer.status, answer.body);
            let successes = if after { &after_ok } else { &before_ok };
            successes.fetch_add(usize::from(answer.signs_in()), Ordering::SeqCst);
        }
    };
    let regenerate = async {
        halfway.notified().await;
        admin.handle.regenerate_link(link).await.expect("a link");
        answered.store(true, Ordering::SeqCst);
    };
    tokio::join!(join_all((0..WORKERS).map(|_| worker())), regenerate);

    let (before, after) = (before_ok.into_inner(), after_ok.into_inner());
    assert_eq!(after, 0);
    assert!(before > 0, "some came in time");
    assert_eq!(h.sessions().await, i64::try_from(before).expect("a small number"));
}

async fn case_39_fifty_at_once_open_as_many_sessions_as_the_link_may(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (_, token) = h.link_with(&contact, |link| link.use_limit = 5).await;
    let answers = join_all((0..50).map(|_| h.redeem(&token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.signs_in()).count(), 5);
    assert!(answers.iter().all(|answer| matches!(answer.status, 303 | 410)), "{answers:?}");
    assert_eq!((h.sessions().await, h.uses().await), (5, 5));
}

async fn case_40_two_admins_at_once_are_not_shown_a_dead_link(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (one, two) = (h.admin("one@example.org").await, h.admin("two@example.org").await);
    let (older, _) = h.link_with(&contact, |_| {}).await;
    let make = async |admin: &Admin, regenerates: bool| {
        let made = if regenerates {
            admin.handle.regenerate_link(older).await.map(|(_, made)| made)
        } else {
            admin.handle.generate_link(contact.id, Destination::Home).await
        };
        made.expect("a link")
    };
    for regenerates in [(false, false), (true, false), (false, true), (true, true)] {
        for _ in 0..5 {
            let (first, second) = tokio::join!(make(&one, regenerates.0), make(&two, regenerates.1));
            let mut live = 0;
            for (admin, link) in [(&one, first), (&two, second)] {
                let Some(token) = copied(admin, link).await else { continue };
                assert!(h.redeem(&token).await.signs_in(), "what is shown works");
                live += 1;
            }
            assert!(live >= 1, "one of two is the newest");
            assert!(live == 2 || regenerates != (false, false), "nobody regenerated, so both work");
        }
    }
}

async fn case_41_a_link_works_to_the_last_second_and_not_after(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let expires = h.clock.now() + Span::hours(24);
    let token = h.minted(&contact.email).await;
    h.clock.advance(Span::seconds(24 * 3600 - 1));
    assert!(h.redeem(&token).await.signs_in(), "a second before");
    h.clock.advance(Span::seconds(1));
    assert_eq!(h.clock.now(), expires);
    assert_eq!(h.redeem(&token).await.status, 410, "from the very instant on");
    h.clock.advance(Span::seconds(1));
    assert_eq!(h.redeem(&token).await.status, 410, "a second after");

    // A clock that jumps forward ends links early and never makes one live longer than was said.
    let (_, next) = h.link_with(&contact, |_| {}).await;
    h.clock.advance(Span::days(400));
    assert_eq!(h.redeem(&next).await.status, 410);
    h.clock.advance(Span::days(-400));
    assert!(h.redeem(&next).await.signs_in());
}

async fn case_42_a_link_sent_to_an_old_address_is_dead(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = contact.id.to_string();
    let change = async |email: &str, name: &str| {
        let form = [("id", id.as_str()), ("form[name]", name), ("form[email]", email), ("form[phone]", ""), ("form[language]", "en"), ("form[tags]", "")];
        let answer = admin.call("contacts/change", &form).await;
        assert_eq!(answer.status, 200, "{email}: {}", answer.body);
    };
    let (_, sent) = h.link_with(&contact, |link| link.purpose = LinkPurpose::Sent).await;
    change("ada@example.org", "Another name").await;
    assert!(h.redeem(&sent).await.signs_in(), "another name is no other address");

    change("new@example.org", "Ada").await;
    assert_eq!(h.redeem(&sent).await.status, 410);
    let newer = h.minted("new@example.org").await;
    assert!(h.redeem(&newer).await.signs_in());
    change("ada@example.org", "Ada").await;
    for dead in [&sent, &newer] {
        assert_eq!(h.redeem(dead).await.status, 410, "an address that comes back brings no link back");
    }
    assert_eq!(h.sessions().await, 2);
    assert!(h.redeem(&h.minted("ada@example.org").await).await.signs_in());
}

async fn case_43_two_links_sent_one_after_the_other_both_work(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let send = || {
        h.link_with(&contact, |link| {
            link.purpose = LinkPurpose::Sent;
            link.expires_at = link.created_at + Span::days(7);
        })
    };
    let ((_, first), (_, second)) = (send().await, send().await);
    assert_ne!(first, second);
    h.clock.advance(Span::days(6));
    for token in [&second, &first] {
        assert!(h.redeem(token).await.signs_in());
    }
    let url = h.portal.link_for(&"ada@example.org".parse().expect("an address"), Destination::Home, false).await.expect("a link");
    assert!(url.expose_secret().starts_with(&h.base));
    assert!(h.redeem(&first).await.signs_in(), "making another changes nothing for the older ones");
}
