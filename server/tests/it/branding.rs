//! How the portal looks: its colours, its pictures, and what a device keeps of it.

use data_encoding::BASE64;
use http::Method;
use reqwest::multipart::{Form, Part};

use crate::actors::{Admin, Answer};
use crate::audit::PNG;
use crate::harness::{Harness, both_databases};

both_databases!(
    colours_are_on_every_page_and_one_that_is_too_pale_is_answered_with_another,
    case_62_a_logo_is_written_anew_and_nothing_else_is_taken,
    the_app_is_described_by_the_settings,
    what_a_device_keeps_is_nobodys,
);

async fn settings(h: &Harness) -> domain::view::settings::PortalSettings {
    h.portal.settings().await.expect("the database answers")
}

async fn upload(h: &Harness, admin: &Admin, kind: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().text("kind", kind.to_owned()).part("picture", Part::bytes(bytes).file_name("../logo.png"));
    let request = admin.request(Method::POST, "/fn/branding/set-picture").header("origin", &h.base).header("accept", "application/json");
    admin.send(request.multipart(form)).await
}

fn picture() -> Vec<u8> {
    BASE64.decode(PNG).expect("Base64")
}

async fn colours_are_on_every_page_and_one_that_is_too_pale_is_answered_with_another(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    let waiting = h.anonymous();
    waiting.arrive(&h.link(&contact).await).await;
    assert!(!learner.get("/courses").await.body.contains("--brand:"), "none is chosen");

    let refused = admin.post("/fn/branding/set-colours", &[("brand", "#ffcc00"), ("accent", "#2c5dbd")]).await;
    assert_eq!(refused.location(), "/admin/portal/branding?brand=%23ffcc00&accent=%232c5dbd");
    assert_eq!(settings(h).await.branding.brand, None, "nothing was changed");
    let best = "#ffcc00".parse::<domain::Colour>().expect("a colour").nearest_readable();
    let page = admin.get(refused.location()).await.body;
    assert!(page.contains(&format!("name=\"brand\" value=\"{best}\"")), "{best} is proposed: {page}");
    assert!(page.contains("instead of 1.5;") && page.contains("value=\"#ffcc00\""), "{page}");

    let taken = admin.post("/fn/branding/set-colours", &[("brand", &best.to_string()), ("accent", "#2c5dbd")]).await;
    assert_eq!(taken.location(), "/admin/portal/branding?done=colours");
    let (style, nonce) = (format!("--brand:{best};"), "<style nonce=\"");
    for (page, path) in [
        (learner.get("/courses").await, "/courses"),
        (admin.get("/admin/contacts").await, "/admin/contacts"),
        (h.anonymous().get("/sign-in").await, "/sign-in"),
        (waiting.get("/enter").await, "/enter"),
        (h.anonymous().get("/l/none").await, "a dead link"),
    ] {
        assert!(page.body.contains(&style) && page.body.contains("--accent:#2c5dbd;") && page.body.contains(nonce), "{path}: {}", page.body);
    }
    for bad in ["red", "#12345", "#fff;}", "#ffffffff"] {
        assert_eq!(admin.call("branding/set-colours", &[("brand", bad)]).await.status, 422, "{bad}");
    }
    admin.call("branding/set-colours", &[]).await;
    assert_eq!(settings(h).await.branding.brand, None, "back to those that came with it");
}

async fn case_62_a_logo_is_written_anew_and_nothing_else_is_taken(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>".to_vec();
    for (bytes, what) in [(svg, "an SVG"), (b"not a picture".to_vec(), "a text"), (vec![0; (8 << 20) + 1], "a huge file"), (Vec::new(), "nothing")] {
        let answer = upload(h, &admin, "logo", bytes).await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.body);
        assert_eq!(settings(h).await.branding.logo, None, "{what}");
    }
    assert_eq!(upload(h, &admin, "cover", picture()).await.status, 422, "no such picture");

    let polyglot = [picture(), b"<script>alert(1)</script>".to_vec()].concat();
    assert!(upload(h, &admin, "logo", polyglot).await.status < 400);
    assert!(upload(h, &admin, "favicon", picture()).await.status < 400);
    let branding = settings(h).await.branding;
    let (logo, favicon) = (branding.logo.expect("a logo").path, branding.favicon.expect("an icon").path);
    for path in [&logo, &favicon] {
        let answer = h.anonymous().get(path).await;
        assert_eq!((answer.status, answer.header("content-type"), answer.header("x-content-type-options")), (200, "image/png", "nosniff"));
        assert!(!answer.body.contains("script"), "only the picture is kept");
    }
    let page = learner.get("/courses").await.body;
    assert!(page.contains(&format!("src=\"{logo}\"")) && page.contains(&format!("href=\"{favicon}\"")), "{page}");
    for path in ["/files/branding/..%2fkeys", "/files/branding/none.png", "/files/branding/"] {
        assert_eq!(h.anonymous().get(path).await.status, 404, "{path}");
    }

    assert!(upload(h, &admin, "logo", picture()).await.status < 400);
    assert_eq!(h.anonymous().get(&logo).await.status, 404, "the one before is gone");
    admin.call("branding/remove-picture", &[("kind", "logo")]).await;
    assert_eq!(settings(h).await.branding.logo, None);
    assert!(!learner.get("/courses").await.body.contains("class=\"logo\""));
}

async fn the_app_is_described_by_the_settings(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let form = [
        ("name", "Atelier \"Nord\""),
        ("description", "Courses for makers"),
        ("welcome_en", ""),
        ("welcome_fr", ""),
        ("copied_hours", "24"),
        ("sent_days", "7"),
        ("requested_minutes", "15"),
    ];
    assert_eq!(admin.call("settings/change", &form).await.status, 200);
    admin.call("branding/set-colours", &[("brand", "#7a3b2e")]).await;
    let answer = h.anonymous().get("/manifest.webmanifest").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(manifest["name"], "Atelier \"Nord\"");
    assert_eq!(manifest["description"], "Courses for makers");
    assert_eq!((&manifest["theme_color"], &manifest["start_url"], &manifest["scope"]), (&"#7a3b2e".into(), &"/".into(), &"/".into()));
    let icons = manifest["icons"].as_array().expect("icons");
    assert_eq!(icons.len(), 3);
    for icon in icons {
        let answer = h.anonymous().get(icon["src"].as_str().expect("an address")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"), "{icon}");
    }
    assert_eq!(h.anonymous().get("/app-icon/apple.png").await.status, 200);
    assert_eq!(h.anonymous().get("/app-icon/other.png").await.status, 404);

    let page = h.anonymous().get("/sign-in").await.body;
    assert!(page.contains("/manifest.webmanifest") && page.contains("/app-icon/apple.png") && page.contains("content=\"#7a3b2e\""), "{page}");
    assert!(page.contains("serviceWorker"), "{page}");
    let page = h.anonymous().get("/admin/sign-in").await.body;
    assert!(!page.contains("serviceWorker") && !page.contains("/manifest.webmanifest"), "only the learners' side is an app: {page}");
}

async fn what_a_device_keeps_is_nobodys(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (learner, stranger) = (h.learner(&contact).await, h.anonymous());
    let worker = stranger.get("/sw.js").await;
    assert_eq!((worker.status, worker.header("content-type"), worker.header("cache-control")), (200, "text/javascript; charset=utf-8", "no-cache"));
    assert!(worker.header("content-security-policy").contains("connect-src 'self'"));
    assert!(worker.body.contains("const FILES = ['/offline', '/offline.css'];") && !worker.body.contains("{version}"), "{}", worker.body);

    let page = stranger.get("/offline").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("You are offline") && page.body.contains("Vous êtes hors ligne") && page.body.contains("Try again"), "{}", page.body);
    assert!(!page.body.contains("<script") && !page.body.contains("<style"), "{}", page.body);
    assert!(page.header("content-security-policy").contains("style-src 'self'"));
    assert_eq!(learner.get("/offline").await.body, page.body, "the same for everyone");
    assert_eq!(stranger.get("/offline.css").await.header("content-type"), "text/css; charset=utf-8");

    let admin = h.admin("chief@example.org").await;
    admin.call("branding/set-colours", &[("brand", "#7a3b2e")]).await;
    assert_ne!(stranger.get("/sw.js").await.body, worker.body, "another look is another worker");
    assert!(stranger.get("/offline.css").await.body.contains("--brand:#7a3b2e"));
}
