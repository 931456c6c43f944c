//! Generations of links, their time, and what happens when several things happen at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::time::Span;
use domain::{Destination, LinkPurpose};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use secrecy::ExposeSecret as _;
use tokio::sync::Notify;

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

async fn case_37_regenerating_kills_every_older_link(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let copied = h.minted(&contact.email).await;
    let (_, sent) = h.link_with(&contact, |link| link.purpose = LinkPurpose::Sent).await;
    let admin = h.admin("chief@example.org").await;
    let made = admin.handle.generate_link(contact.id, Destination::Home, true).await.expect("a link");
    let card = admin.handle.link_card(made).await.expect("its card");
    let fresh = card.url.rsplit('/').next().unwrap_or_default();
    for dead in [&copied, &sent] {
        assert_eq!(h.redeem(dead).await.status, 410);
    }
    assert!(h.redeem(fresh).await.signs_in());
    assert!(h.redeem(&h.minted(&contact.email).await).await.signs_in(), "what is minted later is of the new generation");
    assert_eq!(h.sessions().await, 2);
}

async fn case_38_no_sign_in_that_begins_after_a_regenerate_succeeds(h: &Harness) {
    const WORKERS: usize = 12;
    let (contact, _) = h.entitled("ada@example.org").await;
    let (_, token) = h.link_with(&contact, |link| link.use_limit = 1_000_000).await;
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
        admin.handle.generate_link(contact.id, Destination::Home, true).await.expect("a link");
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
    for regenerates in [(false, false), (true, false), (false, true), (true, true)] {
        for _ in 0..5 {
            let (first, second) = tokio::join!(
                one.handle.generate_link(contact.id, Destination::Home, regenerates.0),
                two.handle.generate_link(contact.id, Destination::Courses, regenerates.1)
            );
            let mut live = 0;
            for (admin, link) in [(&one, first), (&two, second)] {
                let card = admin.handle.link_card(link.expect("a link")).await.expect("its card");
                let opens = h.redeem(card.url.rsplit('/').next().unwrap_or_default()).await.signs_in();
                assert_eq!(card.row.state.is_live(), opens, "what the card says is so: {:?}", card.row);
                live += usize::from(opens);
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
    let old = h.minted(&contact.email).await;
    let (id, details) = (
        contact.id,
        store::contacts::Details {
            email: "new@example.org".to_owned(),
            name: contact.name.clone(),
            name_key: contact.name_key.clone(),
            phone: None,
            lang: contact.lang,
        },
    );
    h.write(move |conn| async move { store::contacts::update(conn, id, &details).await }.boxed()).await;
    assert_eq!(h.redeem(&old).await.status, 410);
    assert_eq!(h.sessions().await, 0);
    assert!(h.redeem(&h.minted("new@example.org").await).await.signs_in());
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
