//! What fails before there is an app to say so is a page all the same: styled, in the visitor's language, with a way on.

use app::components::notice::problem_text;
use app::locales::Words;
use domain::{Lang, Problem};
use http::Method;

use crate::actors::{Answer, Browser};
use crate::harness::{Harness, Kind, both_databases};

both_databases!(
    case_04_what_is_no_form_is_explained,
    case_14_a_refusal_for_another_site_is_explained,
    case_55_a_busy_portal_says_so_on_a_page,
    a_script_gets_no_page,
);

/// Whether it is a whole page in that language which says so and runs nothing.
fn explains(answer: &Answer, lang: Lang, text: &str) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{answer:?}");
    assert!(answer.body.contains(&format!("<html lang=\"{}\"", lang.word())), "{}", answer.body);
    assert!(answer.body.contains(text), "{text}: {}", answer.body);
    assert!(answer.body.contains("<style nonce=") && !answer.body.contains("<script"), "{}", answer.body);
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("style-src 'nonce-") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
}

/// The browser's own form, from somebody who reads that language.
fn from_reader(browser: &Browser, lang: Lang, path: &str, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
    browser.form_post(path, form).header("accept-language", lang.word())
}

async fn case_14_a_refusal_for_another_site_is_explained(h: &Harness) {
    for lang in [Lang::En, Lang::Fr] {
        let browser = h.anonymous();
        let request = from_reader(&browser, lang, "/enter", &[]).header("sec-fetch-site", "cross-site");
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 403);
        explains(&answer, lang, Words::of(lang).enter().other_site_title);
    }
}

async fn case_04_what_is_no_form_is_explained(h: &Harness) {
    let (zoe, _) = h.entitled("zoe@example.org").await;
    h.run_sql("UPDATE contacts SET lang = 'fr'").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&zoe).await);
    for (browser, lang, path) in [(&admin.browser, Lang::En, "/fn/courses/set-cover"), (&learner.browser, Lang::Fr, "/enter")] {
        let t = Words::of(lang);
        let request = browser.request(Method::POST, path).header("origin", &h.base).header("accept", "text/html").header("content-type", "application/json");
        let answer = browser.send(request.body("{}")).await;
        assert_eq!(answer.status, 415, "{path}");
        explains(&answer, lang, t.problems().form);
        let large = browser.send(from_reader(browser, lang, "/enter", &[("form", &"x".repeat(9000))])).await;
        assert_eq!(large.status, 413);
        explains(&large, lang, t.enter().too_large_title);
        let nul = browser.get("/courses?x=%00").await;
        assert_eq!(nul.status, 422);
        explains(&nul, lang, t.problems().character);
    }
}

async fn case_55_a_busy_portal_says_so_on_a_page(h: &Harness) {
    let mut held = Vec::new();
    while let Ok(Ok(conn)) = tokio::time::timeout(std::time::Duration::from_millis(200), h.store.read()).await {
        held.push(conn);
    }
    for lang in [Lang::En, Lang::Fr] {
        let browser = h.anonymous();
        let answer = browser.send(browser.request(Method::GET, "/enter").header("accept", "text/html").header("accept-language", lang.word())).await;
        assert_eq!(answer.status, 503);
        explains(&answer, lang, Words::of(lang).problems().busy);
    }
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_44_whoever_is_slowed_down_is_told_for_how_long() {
    let h = Harness::with(Kind::Sqlite, |config| config.requests_per_minute = 1).await;
    let browser = h.anonymous();
    for status in [403, 429] {
        let answer = browser.send(from_reader(&browser, Lang::Fr, "/enter", &[("form", "x")])).await;
        assert_eq!(answer.status, status);
        if status == 429 {
            explains(&answer, Lang::Fr, &problem_text(Words::of(Lang::Fr), &Problem::TooMany { seconds: 60 }));
            assert_eq!(answer.header("retry-after"), "60");
        }
    }
    h.finish().await;
}

async fn a_script_gets_no_page(h: &Harness) {
    let browser = h.anonymous();
    let request = browser.request(Method::POST, "/fn/learning/grid").header("accept", "application/json");
    for answer in [browser.send(request.header("origin", "https://evil.example")).await, browser.call("learning/grid", &[]).await] {
        assert!(matches!(answer.status, 401 | 403) && !answer.body.contains("<html"), "{answer:?}");
    }
}
