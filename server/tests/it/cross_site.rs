//! Other sites' pages: they change nothing, frame nothing, and name no host for us.

use http::Method;

use crate::actors::Browser;
use crate::harness::{Harness, both_databases};

both_databases!(
    case_14_a_post_from_another_site_is_refused,
    case_15_a_post_from_nowhere_is_refused,
    case_16_a_form_of_another_browser_is_refused,
    case_17_an_attackers_page_cannot_sign_a_victim_in_as_the_attacker,
    case_18_nobodys_destination_leaves_the_portal,
    case_19_a_forged_host_does_not_get_into_a_link,
    case_21_no_page_can_be_framed,
);

/// Posts the enter form with exactly those headers, which say where it came from.
async fn posted_with(browser: &Browser, form: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = browser.request(Method::POST, "/enter").form(&[("form", form)]);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request).await.status
}

async fn case_14_a_post_from_another_site_is_refused(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let browser = h.anonymous();
    let form = browser.arrive(&token).await;
    let here = h.base.as_str();
    let other_port = h.base.rsplit_once(':').expect("a port").0;
    let longer = format!("{here}.evil.example");
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("origin", here)][..],
        &[("sec-fetch-site", "same-site"), ("origin", here)],
        &[("sec-fetch-site", "none"), ("origin", here)],
        &[("origin", "https://evil.example")],
        &[("origin", other_port)],
        &[("origin", &longer)],
    ] {
        assert_eq!(posted_with(&browser, &form, headers).await, 403, "{headers:?}");
    }
    assert_eq!(h.sessions().await, 0);
    assert_eq!(posted_with(&browser, &form, &[("sec-fetch-site", "same-origin"), ("origin", here)]).await, 303);
}

async fn case_15_a_post_from_nowhere_is_refused(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let browser = h.anonymous();
    let form = browser.arrive(&h.link(&contact).await).await;
    for headers in [&[("origin", "null")][..], &[], &[("origin", "")]] {
        assert_eq!(posted_with(&browser, &form, headers).await, 403, "{headers:?}");
    }
    assert_eq!(h.sessions().await, 0);
}

async fn case_16_a_form_of_another_browser_is_refused(h: &Harness) {
    let (ada, _) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let (browser, other) = (h.anonymous(), h.anonymous());
    let form = browser.arrive(&h.link(&ada).await).await;
    let foreign = other.arrive(&h.link(&bob).await).await;
    assert_ne!(form, foreign);
    for fields in [&[("choice", "switch")][..], &[], &[("form", "")], &[("form", &foreign)]] {
        assert_eq!(browser.post("/enter", fields).await.status, 403, "{fields:?}");
    }
    assert_eq!(h.anonymous().post("/enter", &[("form", &form)]).await.status, 403, "the right form without the cookie it is bound to");
    assert_eq!(h.sessions().await, 0);
    assert_eq!(browser.post("/enter", &[("form", &form)]).await.status, 303);
}

async fn case_17_an_attackers_page_cannot_sign_a_victim_in_as_the_attacker(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let (attacker, _) = h.entitled("mallory@example.org").await;
    let victim = h.learner(&ada).await;
    let before = victim.cookie("latchkey");
    let token = h.link(&attacker).await;
    let form = h.anonymous().arrive(&token).await;
    let cookie = format!("latchkey={}; latchkey-enter={token}", before.as_deref().unwrap_or_default());
    for headers in [[("origin", "https://mallory.example"), ("x-a", "1")], [("origin", h.base.as_str()), ("sec-fetch-site", "cross-site")]] {
        let mut request = victim.request(Method::POST, "/enter").header("cookie", &cookie).form(&[("form", form.as_str()), ("choice", "switch")]);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = victim.send(request).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(answer.set_cookies().is_empty());
    }
    assert_eq!((h.sessions().await, victim.cookie("latchkey")), (1, before));
    assert!(victim.get("/courses").await.body.contains(&course.title), "still signed in as themselves");
}

async fn case_18_nobodys_destination_leaves_the_portal(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    for hostile in ["//evil.example", "/\\evil.example", "%2f%2fevil.example", "javascript:alert(1)", "https://evil.example", "course/a\r\nSet-Cookie: x=y"] {
        let (_, token) = h.link_with(&contact, |link| hostile.clone_into(&mut link.destination)).await;
        let answer = h.anonymous().open(&token).await;
        assert_eq!((answer.status, answer.location()), (303, "/courses"), "{hostile:?}");

        let back = h.anonymous().post("/fn/prefs/theme", &[("theme", "dark"), ("back", hostile)]).await;
        assert_eq!(back.location(), "/", "{hostile:?}");
    }
}

async fn case_19_a_forged_host_does_not_get_into_a_link(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = contact.id.to_string();
    let forged = |function: &str, accept: &str, form: &[(&str, &str)]| {
        let request = admin.request(Method::POST, &format!("/fn/{function}")).header("origin", &h.base).header("accept", accept);
        let forged = [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https"), ("forwarded", "host=evil.example")];
        admin.send(forged.into_iter().fold(request, |request, (name, value)| request.header(name, value)).form(form))
    };
    let made = forged("links/generate", "text/html", &[("contact", &id), ("destination", "home"), ("from", "")]).await;
    assert_eq!(made.status, 302, "{}", made.body);
    assert!(!made.location().contains("evil"), "{}", made.location());
    let link =
        made.location().split(['?', '&']).find_map(|pair| pair.strip_prefix("link=")).unwrap_or_else(|| panic!("a link in {}", made.location())).to_owned();
    let card = forged("links/card", "application/json", &[("link", &link)]).await;
    assert_eq!(card.status, 200, "{}", card.body);
    let card: serde_json::Value = serde_json::from_str(&card.body).expect("a card");
    let url = card["url"]["text"].as_str().expect("a URL");
    assert!(url.starts_with(&format!("{}/l/", h.base)), "{url}");
    assert!(h.minted(&contact.email).await.len() > 30);

    let page = admin.send(admin.request(Method::GET, made.location()).header("host", "evil.example").header("x-forwarded-host", "evil.example")).await;
    assert!(!page.body.contains("evil.example"), "{}", page.body);
}

async fn case_21_no_page_can_be_framed(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let learner = h.learner(&contact).await;
    let admin = h.admin("chief@example.org").await;
    let waiting = h.anonymous();
    waiting.arrive(&token).await;
    let own = format!("/courses/{}", course.slug);
    let lesson = format!("{own}/lessons/first");
    let link = format!("/l/{token}");
    let mut answers = Vec::new();
    for path in [
        "/",
        "/courses",
        &own,
        &lesson,
        "/account",
        "/sign-in",
        "/courses/nothing",
        "/nothing",
        &link,
        "/l/nothing",
        "/healthz",
        "/pkg/nothing",
        "/files/nothing",
    ] {
        answers.push((path.to_owned(), learner.get(path).await));
    }
    for path in ["/admin", "/admin/sign-in", "/admin/portal/dashboard", "/admin/contacts", "/admin/contacts/export.csv", "/admin/nothing"] {
        answers.push((path.to_owned(), admin.get(path).await));
    }
    answers.push(("the enter page".to_owned(), waiting.get("/enter").await));
    answers.push(("no cookies".to_owned(), h.anonymous().get("/enter").await));
    answers.push(("a dead form".to_owned(), waiting.post("/enter", &[("form", "x")]).await));
    answers.push(("refused".to_owned(), h.anonymous().call("links/card", &[]).await));
    answers.push(("cross-site".to_owned(), waiting.send(waiting.request(Method::POST, "/enter")).await));
    for (path, answer) in answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {} {policy}", answer.status);
        assert!(policy.contains("default-src 'none'") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert!(!policy.split("style-src").next().unwrap_or_default().contains("'unsafe-inline'"), "{path}: scripts of a stranger: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}
