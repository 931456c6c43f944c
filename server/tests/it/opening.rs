//! Opening a link: what works, what is said when it does not, and what never changes anything.

use app::locales::Words;
use domain::Lang;
use domain::time::Span;

use crate::actors::Answer;
use crate::harness::{Harness, both_databases};

both_databases!(
    case_01_a_dead_link_opens_nothing_and_tells_its_holder_why,
    case_01_who_cannot_prove_a_link_gets_the_same_answer_about_any,
    case_02_the_selector_of_one_link_with_the_verifier_of_another_opens_nothing,
    case_07_scanners_neither_sign_in_nor_use_a_link_up,
    case_09_a_prefetch_leaves_nothing_behind,
    case_11_without_cookies_there_is_an_explanation_and_no_loop,
    case_12_three_devices_have_three_sessions,
    case_13_the_token_shows_nowhere_after_the_first_request,
);

/// A token with other last bytes: its selector is genuine, its verifier is not.
pub fn unproved(token: &str) -> String {
    let mut bytes = bs58::decode(token).into_vec().expect("a token");
    let last = bytes.last_mut().expect("32 bytes");
    *last ^= 1;
    bs58::encode(bytes).into_string()
}

async fn opened(h: &Harness, token: &str) -> Answer {
    h.anonymous().open(token).await
}

async fn case_01_a_dead_link_opens_nothing_and_tells_its_holder_why(h: &Harness) {
    let now = h.clock.now();
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contact = h
        .contact_with("ada@example.org", |contact| {
            contact.link_generation = 3;
            contact.links_replaced_at = Some(now - Span::hours(2));
        })
        .await;
    h.grant(contact.id, offer, crate::world::Term::Active).await;
    let live = h.link(&contact).await;
    let (_, expired) = h.link_with(&contact, |link| link.expires_at = now - Span::seconds(1)).await;
    let (_, revoked) = h.link_with(&contact, |link| link.revoked_at = Some(now - Span::minutes(5))).await;
    let (_, replaced) = h.link_with(&contact, |link| link.generation = 2).await;
    let (_, used_up) = h.link_with(&contact, |link| link.uses = link.use_limit).await;
    let never_made = h.token(&h.link_row(&contact));

    let t = Words::of(Lang::En).enter();
    for (token, title) in [(&expired, t.expired_title), (&revoked, t.revoked_title), (&replaced, t.replaced_title), (&used_up, t.used_up_title)] {
        let answer = opened(h, token).await;
        assert_eq!(answer.status, 410, "{title}: {}", answer.body);
        assert!(answer.body.contains(title), "{title}: {}", answer.body);
        assert!(answer.body.contains("value=\"ask\""), "it can be asked for a fresh one: {}", answer.body);
        assert!(!answer.signs_in());
    }

    let mut bodies = Vec::new();
    for token in
        [unproved(&live), unproved(&expired), unproved(&revoked), unproved(&replaced), unproved(&used_up), never_made, bs58::encode([7; 32]).into_string()]
    {
        let answer = opened(h, &token).await;
        assert_eq!(answer.status, 410, "{}", answer.body);
        assert!(answer.body.contains(t.unknown_title), "{}", answer.body);
        assert!(!answer.signs_in());
        bodies.push(answer.plain_body());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "who cannot prove a link is told the same about any: {bodies:#?}");
    assert_eq!(h.sessions().await, 0);

    assert!(opened(h, &live).await.signs_in());
    assert_eq!(h.sessions().await, 1);
}

async fn case_01_who_cannot_prove_a_link_gets_the_same_answer_about_any(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (_, revoked) = h.link_with(&contact, |link| link.revoked_at = Some(link.created_at)).await;
    let tokens = [
        unproved(&h.link(&contact).await),
        unproved(&revoked),
        h.token(&h.link_row(&contact)),
        bs58::encode([7; 32]).into_string(),
        bs58::encode(h.random.bytes::<32>()).into_string(),
    ];
    for choice in [None, Some("switch"), Some("ask")] {
        let mut answers = Vec::new();
        for token in &tokens {
            let browser = h.anonymous();
            let form = h.portal.form_token(token);
            let mut fields = vec![("form", form.as_str())];
            fields.extend(choice.map(|choice| ("choice", choice)));
            let answer = browser.send(browser.form_post("/enter", &fields).header("cookie", format!("latchkey-enter={token}"))).await;
            // The form's own token and the nonces are new each time; everything else is the same, byte by byte.
            let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            headers.retain(|(name, _)| name != "date" && name != "content-security-policy");
            answers.push((answer.status, headers, answer.plain_body().replace(&form, "FORM")));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{choice:?}: {answers:#?}");
    }
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM access_requests").await, 0);
}

async fn case_02_the_selector_of_one_link_with_the_verifier_of_another_opens_nothing(h: &Harness) {
    let (ada, _) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let decode = |token: &str| bs58::decode(token).into_vec().expect("a token");
    let (first, second) = (decode(&h.link(&ada).await), decode(&h.link(&bob).await));
    let mixed = bs58::encode([&first[..16], &second[16..]].concat()).into_string();

    let answer = opened(h, &mixed).await;
    assert_eq!(answer.status, 410, "{}", answer.body);
    assert!(!answer.signs_in());
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
}

async fn case_07_scanners_neither_sign_in_nor_use_a_link_up(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let link = format!("/l/{token}");
    let scanner = h.anonymous();
    for _ in 0..100 {
        for path in [link.as_str(), "/enter"] {
            for answer in [scanner.get(path).await, scanner.head(path).await] {
                assert!(answer.status < 400, "{path}: {}", answer.status);
                assert!(!answer.signs_in());
            }
        }
    }
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts WHERE last_seen_at IS NOT NULL").await, 0);

    let person = h.anonymous();
    assert!(person.open(&token).await.signs_in());
    assert!(person.is_signed_in().await);
    assert_eq!((h.sessions().await, h.uses().await), (1, 1));
}

async fn case_09_a_prefetch_leaves_nothing_behind(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let browser = h.anonymous();
    for purpose in ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"] {
        let answer = browser.send(browser.request(http::Method::GET, &format!("/l/{token}")).header("sec-purpose", purpose)).await;
        assert!(answer.set_cookies().is_empty() && answer.status >= 400, "{purpose}: {answer:?}");
        assert_eq!(browser.cookie("latchkey-enter"), None);
    }
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert!(browser.open(&token).await.signs_in());
}

async fn case_11_without_cookies_there_is_an_explanation_and_no_loop(h: &Harness) {
    let answer = h.anonymous().get("/enter").await;
    assert_eq!((answer.status, answer.location()), (400, ""));
    assert!(answer.body.contains(Words::of(Lang::En).enter().cookies_title), "{}", answer.body);
    assert!(!answer.body.contains("http-equiv") && !answer.body.contains("<script"), "nothing tries again by itself: {}", answer.body);
    assert!(answer.header("refresh").is_empty());
}

async fn case_12_three_devices_have_three_sessions(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let devices = [h.anonymous(), h.anonymous(), h.anonymous()];
    for device in &devices {
        assert!(device.open(&token).await.signs_in());
    }
    for device in &devices {
        assert!(device.is_signed_in().await);
    }
    assert_eq!((h.sessions().await, h.uses().await), (3, 3));
    assert_eq!(h.count("SELECT count(DISTINCT hash) AS n FROM sessions").await, 3);
}

async fn case_13_the_token_shows_nowhere_after_the_first_request(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contact = h.contact_with("zyxomma@example.org", |contact| "Quellborn".clone_into(&mut contact.name)).await;
    h.grant(contact.id, offer, crate::world::Term::Active).await;
    let token = h.link(&contact).await;
    let secrets = [token.as_str(), "zyxomma", "Quellborn"];
    let browser = h.anonymous();

    let first = browser.get(&format!("/l/{token}")).await;
    assert_eq!((first.location(), first.header("referrer-policy")), ("/enter", "no-referrer"));
    let page = browser.get("/enter").await;
    for secret in secrets {
        assert!(!first.body.contains(secret), "the redirect shows {secret}");
        assert!(!page.body.contains(secret), "the page shows {secret}: {}", page.body);
    }

    let entered = browser.post("/enter", &[("form", &crate::actors::hidden_form(&page.body))]).await;
    assert_eq!(entered.location(), "/courses");
    assert_eq!(browser.cookie("latchkey-enter"), None, "the token is put away");
    let home = browser.get("/courses").await;
    assert_eq!(home.status, 200);
    assert!(!home.body.contains(&token), "the learner's home holds the token");
    assert!(!home.body.contains(&browser.cookie("latchkey").expect("a session")), "the learner's home holds the session's secret");
}
