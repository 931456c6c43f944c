//! Input that no browser of a person sends.

use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    case_03_hostile_tokens_are_refused_and_never_an_error_of_ours,
    case_04_json_where_a_form_is_expected_is_415,
    case_05_a_link_that_a_mail_program_mangled_leads_to_a_fresh_one,
    case_06_hostile_names_are_harmless_in_pages_and_files,
    case_29_duplicate_and_oversized_cookies_are_ignored,
);

fn is_refused(status: u16) -> bool {
    (400..500).contains(&status)
}

async fn case_03_hostile_tokens_are_refused_and_never_an_error_of_ours(h: &Harness) {
    let long = format!("/l/{}", "A".repeat(5000));
    let browser = h.anonymous();
    for path in [
        "/l",
        "/l/",
        "/l/%00",
        "/l/a%00b",
        "/l/%ff%fe",
        "/l/%C0%AF",
        "/l/a/b",
        "/l/[]",
        "/l/a,b",
        "/l/x?token=a&token=b",
        "/l/x?token[]=a&token[]=b",
        "/enter?token[]=a",
        &long,
    ] {
        for answer in [browser.get(path).await, browser.head(path).await] {
            assert!(is_refused(answer.status), "{path}: {}", answer.status);
        }
    }

    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let form = browser.arrive(&token).await;
    let bodies = ["", "form", "form=", "form=%00", "form=%ff%fe", "form[]=a", "form=a&form=b", "form=a&choice=nonsense", "=", "&&&", "%"];
    for body in bodies {
        let request = browser.request(http::Method::POST, "/enter").header("origin", &h.base).header("content-type", "application/x-www-form-urlencoded");
        let answer = browser.send(request.body(body)).await;
        assert!(is_refused(answer.status), "{body}: {} {}", answer.status, answer.body);
    }
    for cookie in ["", "%00", "a b", "\"quoted\"", &"x".repeat(300)] {
        let request = browser.form_post("/enter", &[("form", &form)]).header("cookie", format!("latchkey-enter={cookie}"));
        let answer = browser.send(request).await;
        assert!(is_refused(answer.status), "{cookie}: {}", answer.status);
    }
    let oversized = browser.send(browser.form_post("/enter", &[("form", form.as_str()), ("x", &"x".repeat(9000))])).await;
    assert_eq!(oversized.status, 413);

    let million = "A".repeat(1 << 20);
    let host = h.base.trim_start_matches("http://");
    let head = format!("Host: {host}\r\nOrigin: {}\r\nConnection: close\r\n", h.base);
    for request in [
        format!("GET /l/{million} HTTP/1.1\r\n{head}\r\n"),
        format!("GET /enter HTTP/1.1\r\n{head}Cookie: latchkey-enter={million}\r\n\r\n"),
        format!("POST /enter HTTP/1.1\r\n{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\nform={million}", million.len() + 5),
    ] {
        let (status, _) = h.raw(request.as_bytes()).await;
        assert!(status.is_none_or(is_refused), "{status:?}: refused with a status, or cut off while it is still being sent");
    }

    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert!(browser.open(&token).await.signs_in(), "the portal goes on as before");
}

async fn case_04_json_where_a_form_is_expected_is_415(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let browser = h.anonymous();
    let form = browser.arrive(&token).await;
    for json in [r#"{"token":true}"#.to_owned(), format!(r#"{{"form":"{form}"}}"#)] {
        let request = browser.request(http::Method::POST, "/enter").header("origin", &h.base).header("content-type", "application/json");
        let answer = browser.send(request.body(json)).await;
        assert_eq!(answer.status, 415, "{}", answer.body);
    }
    assert_eq!(h.sessions().await, 0);
}

async fn case_05_a_link_that_a_mail_program_mangled_leads_to_a_fresh_one(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "nothing in a token ends a link");
    let browser = h.anonymous();
    let cut = &token[..token.len() - 6];
    for tail in [".", ">", "%3E", "=", ",", ")", "%20", "=%0A", "%0D%0A"] {
        for path in [format!("/l/{token}{tail}"), format!("/l/{cut}{tail}")] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, 410, "{path}: {}", answer.body);
            assert!(answer.body.contains("href=\"/sign-in\""), "{path}: {}", answer.body);
        }
    }
    assert_eq!(h.sessions().await, 0);
}

async fn case_06_hostile_names_are_harmless_in_pages_and_files(h: &Harness) {
    const SCRIPT: &str = "<script>alert(1)</script>";
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let mut contacts = Vec::new();
    for (email, name) in
        [("a@example.org", SCRIPT), ("b@example.org", "{{7*7}}"), ("c@example.org", "=cmd()"), ("d@example.org", "@SUM(1)"), ("e@example.org", "+1\"; -2")]
    {
        let contact = h.contact_with(email, |contact| name.clone_into(&mut contact.name)).await;
        h.grant(contact.id, offer, Term::Active).await;
        contacts.push(contact);
    }

    let learner = h.learner(&contacts[1]).await;
    let home = learner.get("/courses").await;
    assert!(!home.body.contains(">49<"), "a template in a name is a name: {}", home.body);
    let form = learner.arrive(&h.link(&contacts[0]).await).await;
    let switch = learner.post("/enter", &[("form", &form)]).await;
    assert_eq!(switch.status, 409, "{}", switch.body);
    assert!(switch.body.contains("&lt;script&gt;") && switch.body.contains("{{7*7}}"), "{}", switch.body);
    assert!(!switch.body.contains(SCRIPT), "{}", switch.body);

    let admin = h.admin("chief@example.org").await;
    let own = format!("/admin/contacts/{}", contacts[0].id);
    let dashboard = format!("/admin/portal/dashboard?dialog=link&contact={}", contacts[0].id);
    for path in ["/admin/contacts", &own, &dashboard] {
        let page = admin.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains(SCRIPT), "{path} holds a script of a contact's: {}", page.body);
    }

    let csv = admin.get("/admin/contacts/export.csv").await;
    assert_eq!((csv.status, csv.header("x-content-type-options")), (200, "nosniff"));
    assert!(csv.header("content-disposition").starts_with("attachment"));
    assert!(csv.body.contains("'=cmd()") && csv.body.contains("'@SUM(1)"), "{}", csv.body);
    let formula = |cell: &str| cell.trim_start_matches('"').starts_with(['=', '@']);
    assert!(!csv.body.lines().any(|line| line.split(',').any(formula)), "a cell that a spreadsheet would run: {}", csv.body);
}

async fn case_29_duplicate_and_oversized_cookies_are_ignored(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let secret = learner.cookie("latchkey").expect("a session");
    let long = "x".repeat(5000);
    let stranger = h.anonymous();
    for cookie in [
        format!("latchkey={secret}; latchkey={secret}"),
        format!("latchkey={secret}; latchkey=other"),
        format!("latchkey={long}"),
        format!("latchkey-admin={long}; latchkey-admin={long}"),
        format!("latchkey={secret}{long}"),
        "latchkey".to_owned(),
        ";;;=;==; latchkey".to_owned(),
        "latchkey=\u{e9}".to_owned(),
    ] {
        for path in ["/courses", "/enter", "/admin/contacts"] {
            let answer = stranger.send(stranger.request(http::Method::GET, path).header("cookie", cookie.as_bytes())).await;
            assert!(answer.status < 500, "{path}: {}", answer.status);
            assert!(!answer.body.contains("ada@example.org"), "{path} knows who it is from {}…", &cookie[..cookie.len().min(20)]);
        }
        let request = stranger.request(http::Method::POST, "/fn/learning/grid").header("origin", &h.base).header("cookie", cookie.as_bytes());
        assert_eq!(stranger.send(request.form(&[("", "")])).await.status, 401);
    }
    assert!(learner.is_signed_in().await);
}
