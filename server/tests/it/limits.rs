//! Who tries too often, and who asks about others.

use domain::time::Span;

use crate::database::lines;
use crate::harness::{Harness, Kind, both_databases};
use crate::sign_in_by_email::ask;
use crate::world::Term;

both_databases!(case_45_asking_for_a_fresh_link_tells_nobody_who_is_known, a_link_that_was_asked_for_leads_where_one_wanted_to_go);

async fn limited(per_minute: u32, trusted: &[&str]) -> Harness {
    Harness::with(Kind::Sqlite, |config| {
        config.requests_per_minute = per_minute;
        config.trusted_proxies = trusted.iter().map(|net| net.parse().expect("a network")).collect();
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_44_many_bad_tokens_are_slowed_down() {
    let h = limited(20, &["127.0.0.0/8"]).await;
    let browser = h.anonymous();
    let attempt = async |from: &str| {
        browser.send(browser.form_post("/enter", &[("form", "x")]).header("cookie", "latchkey-enter=x").header("x-forwarded-for", from)).await
    };
    let mut slowed = 0;
    for _ in 0..100 {
        let answer = attempt("203.0.113.1").await;
        assert!(matches!(answer.status, 403 | 429), "{}", answer.status);
        if answer.status == 429 {
            assert_eq!(answer.header("retry-after"), "60");
            slowed += 1;
        }
    }
    assert!(slowed >= 75, "{slowed} of 100 were slowed down");
    let others = async |n: u8| attempt(&format!("198.51.100.{n}")).await.status == 403;
    assert!(others(1).await || others(2).await, "another address is not: two fall into the same bucket once in 16,384 times");
    assert_eq!(browser.get("/enter").await.status, 400, "reading is free");
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_47_a_forwarded_address_from_just_anyone_is_ignored() {
    let forged = async |h: &Harness, n: u8| {
        let browser = h.anonymous();
        let request =
            browser.form_post("/enter", &[("form", "x")]).header("x-forwarded-for", format!("203.0.113.{n}")).header("forwarded", format!("for=203.0.113.{n}"));
        browser.send(request.header("x-real-ip", format!("203.0.113.{n}"))).await.status
    };
    let h = limited(3, &[]).await;
    let mut statuses = Vec::new();
    for n in 0..10 {
        statuses.push(forged(&h, n).await);
    }
    assert_eq!(statuses[..3], [403; 3]);
    assert_eq!(statuses[3..], [429; 7], "ten addresses that one peer made up are one");
    h.finish().await;

    let h = limited(3, &["127.0.0.1/32"]).await;
    let mut admitted = 0;
    for n in 0..10 {
        admitted += usize::from(forged(&h, n).await == 403);
    }
    assert!(admitted >= 9, "behind a trusted proxy they are ten");
    h.finish().await;
}

async fn a_link_that_was_asked_for_leads_where_one_wanted_to_go(h: &Harness) {
    let (_, course) = h.entitled("ada@example.org").await;
    let bob = h.contact("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let browser = h.anonymous();
    let wanted = async |next: &str| {
        let answer = ask(h, &browser, "ada@example.org", next).await;
        assert_eq!(answer.location(), "/sign-in?done=asked", "{next}");
        h.clock.advance(Span::minutes(15));
        lines(&h.store, "SELECT destination AS line FROM messages ORDER BY id DESC LIMIT 1").await.remove(0)
    };
    assert_eq!(wanted("/courses/ada").await, "course/ada");
    for hostile in ["//evil.example/courses/ada", "https://evil.example", "/\\evil", "/admin/contacts", "/courses/../admin", ""] {
        assert_eq!(wanted(hostile).await, "home", "{hostile}");
    }
    assert_eq!(wanted("/courses/nobody-has-this").await, "home", "what the contact may not see");

    let sent_away = browser.get("/courses/ada/lessons/first").await;
    assert_eq!(sent_away.location(), "/sign-in?next=%2Fcourses%2Fada%2Flessons%2Ffirst");
    let page = browser.get(sent_away.location()).await.body;
    assert!(page.contains("name=\"next\" value=\"/courses/ada/lessons/first\""), "{page}");
    assert_eq!(wanted("/courses/ada/lessons/first").await, "course/ada/first");

    for next in ["/courses/ada", "/courses/ada/lessons/first"] {
        ask(h, &browser, "bob@example.org", next).await;
    }
    assert_eq!(admin.handle.dashboard().await.expect("the database answers").requests.len(), 1, "one open request, however often one asks");
    let step = format!("/admin/portal/dashboard?dialog=link&contact={}&destination=course/ada/first", bob.id);
    let dashboard = admin.get("/admin/portal/dashboard").await.body.replace("&amp;", "&");
    assert!(dashboard.contains(&step), "where they asked last: {dashboard}");
    let offer = h.offer("Another", &[&course]).await;
    h.grant(bob.id, offer, Term::Active).await;
    let dialog = admin.get(&step).await.body;
    assert!(dialog.contains("value=\"course/ada/first\" selected"), "{dialog}");
}

async fn case_45_asking_for_a_fresh_link_tells_nobody_who_is_known(h: &Harness) {
    let (known, _) = h.entitled("known@example.org").await;
    h.contact("no-offer@example.org").await;
    let token = h.link(&known).await;
    let browser = h.anonymous();
    let mut plain = Vec::new();
    let mut scripted = Vec::new();
    for email in ["known@example.org", "unknown@example.org", "no-offer@example.org", "KNOWN@example.org"] {
        for (answers, answer) in [
            (&mut plain, browser.post("/fn/session/ask-for-link", &[("email", email)]).await),
            (&mut scripted, browser.call("session/ask-for-link", &[("email", email)]).await),
        ] {
            assert!(!answer.body.contains("/l/") && !answer.body.contains(&token), "{}", answer.body);
            answers.push((answer.status, answer.location().to_owned(), answer.body.clone(), answer.set_cookies().len()));
        }
    }
    for answers in [&mut plain, &mut scripted] {
        assert!(answers[0].0 < 400, "{answers:?}");
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
    }
    h.portal.until_done_beside().await;
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 1, "for who may come in");
    assert_eq!(h.count("SELECT count(*) AS n FROM access_requests WHERE handled_at IS NULL").await, 1, "for who is known, and may not");

    for path in ["/fn/session/ask-for-link?email=known@example.org", "/fn/session/ask-for-link"] {
        assert!(matches!(browser.get(path).await.status, 404 | 405));
    }
    let refused = browser.call("session/ask-for-link", &[("email", "a@b.org,c@d.org")]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 1, "nothing was made");
}
