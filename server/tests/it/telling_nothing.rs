//! Who asks for a link by an address is told the same in every case: status, headers and page. Who asks through an old link is told
//! what becomes of it once the link is proved, and else the same, too.

use app::locales::Words;
use domain::time::Span;
use domain::{ContactState, Lang};

use crate::actors::Answer;
use crate::database::lines;
use crate::harness::{Harness, both_databases};

both_databases!(case_45_asking_through_a_link_tells_nothing_of_it, case_45_the_whole_answer_is_the_same_for_every_address);

/// A policy without its nonces.
fn without_nonces(policy: &str) -> String {
    let mut parts = policy.split("'nonce-");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('\'').map_or("", |(_, rest)| rest))
}

/// A cookie without the address that it remembers.
fn without_address(value: &str) -> String {
    match value.strip_prefix("latchkey-asked=").and_then(|rest| rest.split_once(';')) {
        Some((_, attributes)) => format!("latchkey-asked=ADDRESS;{attributes}"),
        None => value.to_owned(),
    }
}

/// Everything that an answer tells.
fn told(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| format!("{name}: {}", without_address(&without_nonces(value.to_str().expect("plain headers")))))
        .collect();
    headers.sort();
    (answer.status, headers, answer.plain_body())
}

fn all_the_same(answers: &[Answer]) {
    for answer in &answers[1..] {
        assert_eq!(told(answer), told(&answers[0]));
    }
}

async fn case_45_asking_through_a_link_tells_nothing_of_it(h: &Harness) {
    let now = h.clock.now();
    let (contact, _) = h.entitled("ada@example.org").await;
    let disabled = h.contact_with("bob@example.org", |contact| contact.state = ContactState::Disabled).await;
    let live = h.link(&contact).await;
    let mut unproved = bs58::decode(&live).into_vec().expect("a token");
    unproved[31] ^= 1;
    let tokens = [
        live,
        h.link_with(&contact, |link| link.expires_at = now - Span::days(1)).await.1,
        h.link_with(&contact, |link| link.revoked_at = Some(now)).await.1,
        h.link_with(&contact, |link| link.generation = 0).await.1,
        h.link(&disabled).await,
        bs58::encode(unproved).into_string(),
        h.token(&h.link_row(&contact)),
        bs58::encode([7; 32]).into_string(),
    ];
    let (mut pages, mut answers) = (Vec::new(), Vec::new());
    for token in &tokens {
        let browser = h.anonymous();
        let form = browser.arrive(token).await;
        let mut page = browser.get("/enter").await;
        // The form is bound to the token that the browser brought itself.
        page.body = page.body.replace(&form, "FORM");
        pages.push(page);
        answers.push(browser.post("/enter", &[("form", &form), ("choice", "ask")]).await);
    }
    all_the_same(&pages);
    let (proved, rest) = answers.split_at(4);
    let (disabled, unproved) = rest.split_at(1);
    all_the_same(proved);
    all_the_same(unproved);
    let t = Words::of(Lang::En).enter();
    for (answer, status, title) in [(&proved[0], 200, t.mailed_title), (&disabled[0], 200, t.asked_title), (&unproved[0], 410, t.unknown_title)] {
        assert!(answer.status == status && answer.body.contains(title), "{}", answer.body);
    }
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 1, "one for who may come in");
    assert_eq!(h.count("SELECT count(*) AS n FROM access_requests").await, 1, "for who is known, and may not");
}

async fn case_45_the_whole_answer_is_the_same_for_every_address(h: &Harness) {
    h.entitled("known@example.org").await;
    h.contact("no-offer@example.org").await;
    h.contact_with("disabled@example.org", |contact| contact.state = ContactState::Disabled).await;
    let addresses = ["known@example.org", "unknown@example.org", "no-offer@example.org", "disabled@example.org", " Known@Example.org "];
    let (mut plain, mut scripted) = (Vec::new(), Vec::new());
    let browsers = addresses.map(|_| h.anonymous());
    for (email, browser) in addresses.iter().zip(&browsers) {
        h.clock.advance(Span::seconds(1));
        plain.push(browser.post("/fn/session/ask-for-link", &[("email", email), ("next", "/courses/known")]).await);
        scripted.push(browser.call("session/ask-for-link", &[("email", email), ("next", "/courses/known")]).await);
        let asked = lines(&h.store, "SELECT value AS line FROM settings WHERE key = 'last_asked'").await;
        assert_eq!(asked, [h.clock.now().0.to_string()], "{email}: something is written for whoever asks");
    }
    all_the_same(&plain);
    all_the_same(&scripted);
    let mut following = Vec::new();
    for (email, browser) in addresses.iter().zip(&browsers) {
        let page = browser.get("/sign-in?done=asked").await.body.replace(&email.trim().to_lowercase(), "ADDRESS");
        let (_, main) = page.split_once("<main").and_then(|(_, rest)| rest.split_once('>')).expect("a page");
        following.push(main.split("</main>").next().unwrap_or_default().to_owned());
    }
    assert!(following[0].contains("If ADDRESS is known here"), "{}", following[0]);
    following.dedup();
    assert_eq!(following.len(), 1, "{following:#?}");
    h.portal.until_done_beside().await;
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 1);
    assert_eq!(plain[0].location(), "/sign-in?done=asked");
}
