//! Forms where no scripts run: what was typed is not lost when it is refused.

use crate::actors::Browser;
use crate::harness::{Harness, both_databases};

both_databases!(a_refused_form_comes_back_with_what_was_typed,);

/// Posts a form from a page as a browser without scripts does; the path that it is sent on to.
async fn posted(h: &Harness, browser: &Browser, page: &str, function: &str, form: &[(&str, &str)]) -> String {
    let request = browser.form_post(&format!("/fn/{function}"), form).header("referer", format!("{}{page}", h.base));
    let answer = browser.send(request).await;
    assert!((300..400).contains(&answer.status), "{answer:?}");
    let to = answer.location().replace(&h.base, "");
    assert!(to.contains("__err="), "it is refused: {to}");
    to
}

async fn a_refused_form_comes_back_with_what_was_typed(h: &Harness) {
    h.contact("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let form = |name| [("form[name]", name), ("form[email]", "ada@example.org"), ("form[phone]", ""), ("form[language]", "fr"), ("form[tags]", "vip, paris")];
    let page = posted(h, &admin, "/admin/contacts/new", "contacts/create", &form("Élodie Martin")).await;
    assert!(admin.cookie("latchkey-refused").is_some());
    let typed = ["value=\"Élodie Martin\"", "value=\"ada@example.org\"", "value=\"vip, paris\""];
    let shown = admin.get(&page).await.body;
    assert!(typed.iter().all(|value| shown.contains(value)), "{shown}");
    assert_eq!(admin.cookie("latchkey-refused"), None, "it is shown once");
    let again = admin.get(&page).await.body;
    assert!(typed.iter().all(|value| !again.contains(value)), "{again}");

    posted(h, &admin, "/admin/contacts/new", "contacts/create", &form(&"x".repeat(3000))).await;
    assert_eq!(admin.cookie("latchkey-refused"), None, "too long for a cookie");

    let stranger = h.anonymous();
    let secrets = [("email", "chief@example.org"), ("password", "not the password"), ("code", ""), ("next", "")];
    posted(h, &stranger, "/admin/sign-in", "admins/sign-in", &secrets).await;
    assert_eq!(stranger.cookie("latchkey-refused"), None, "a password never comes back");
}
