//! What is neither a page nor a server function: each row of its table is there, for those whom it names and nobody else.

use app::api::access::{Actor, ROUTES};
use domain::view::broadcasts::AudienceForm;
use domain::{Channel, Destination, GroupRole};
use http::Method;

use crate::actors::{Answer, Browser};
use crate::communities::{appoint, community};
use crate::harness::{Harness, Kind};
use crate::world::Term;

/// What there is in this test's portal.
struct There {
    import: String,
    file: String,
    course: String,
    message: String,
    broadcast: String,
    /// The token with which the learner unsubscribes.
    unsubscribe: String,
}

/// A path of the table with what is there in the place of its parameter.
fn filled(path: &str, there: &There) -> String {
    let There { import, file, course, message, broadcast, unsubscribe } = there;
    match path {
        "/admin/messages/{id}/preview" => path.replace("{id}", message),
        "/admin/broadcasts/{id}/preview" => path.replace("{id}", broadcast),
        "/unsubscribe/{token}" | "/unsubscribe/{token}/preference" => path.replace("{token}", unsubscribe),
        "/files/lessons/{id}" => path.replace("{id}", file),
        "/admin/courses/{id}/progress.csv" => path.replace("{id}", course),
        "/pkg/{*path}" => "/pkg/learner/index.html".to_owned(),
        "/files/covers/{name}" => "/files/covers/a.jpg".to_owned(),
        "/files/branding/{name}" => "/files/branding/a.png".to_owned(),
        "/app-icon/{name}" => "/app-icon/192.png".to_owned(),
        "/files/certificates/{name}" => "/files/certificates/ABCD-EFGH-IJKL.pdf".to_owned(),
        "/l/{token}" => "/l/none".to_owned(),
        "/communities/{group}/events" => "/communities/makers/events".to_owned(),
        path => path.replace("{id}", import),
    }
}

async fn ask(browser: &Browser, method: &str, path: &str) -> Answer {
    match method {
        // Its answer has no end.
        "GET" if path.ends_with("/events") => {
            let response = browser.request(Method::GET, path).header("accept", "text/html").send().await.expect("an answer");
            Answer { status: response.status().as_u16(), headers: response.headers().clone(), body: String::new() }
        }
        "GET" => browser.get(path).await,
        "POST" => browser.post(path, &[]).await,
        method => panic!("a method that no row has had so far: {method}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_36_every_route_answers_those_whom_its_row_names() {
    let h = Harness::with(Kind::Sqlite, |config| config.security_contact = Some("mailto:security@example.org".to_owned())).await;
    let (contact, course) = h.entitled("ada@example.org").await;
    h.certificate(&contact, course.id, "ABCDEFGHIJKL").await;
    let (admin, learner, anonymous) = (h.admin("chief@example.org").await, h.learner(&contact).await, h.anonymous());
    let group = community(&h, "makers").await;
    h.grant(contact.id, group.offer, Term::Active).await;
    appoint(&h, group.id, contact.id, GroupRole::Member).await;
    let import = admin.handle.upload_contacts("list.csv", b"email\nada@example.org\n".to_vec()).await.expect("a file that can be read");
    let upload = service::files::Upload { lesson: course.first, kind: domain::FileKind::Attachment, name: "a.txt".to_owned(), lang: String::new() };
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"a picture in words"))]);
    let file = admin.handle.add_file(upload, body).await.expect("a file").1.id.to_string();
    let there = There {
        import,
        file,
        course: course.id.to_string(),
        message: admin.handle.send_link(contact.id, Channel::Email, Destination::Home).await.expect("a message").to_string(),
        broadcast: crate::broadcasts::draft(&admin, AudienceForm::default()).await.to_string(),
        unsubscribe: h.portal.unsubscribe_token(contact.id),
    };
    let covers = h.portal.data_dir().join("files").join("covers");
    std::fs::create_dir_all(&covers).expect("a folder");
    std::fs::write(covers.join("a.jpg"), "a picture").expect("a file");
    let branding = h.portal.data_dir().join("files").join("branding");
    std::fs::create_dir_all(&branding).expect("a folder");
    std::fs::write(branding.join("a.png"), "a logo").expect("a file");
    h.run_sql("UPDATE products SET cover = '/files/covers/a.jpg'").await;

    for (method, path, actor) in ROUTES {
        let path = filled(path, &there);
        for (who, browser) in [("an admin", &admin.browser), ("a learner", &learner.browser), ("anyone", &anonymous)] {
            let answer = ask(browser, method, &path).await;
            let allowed = match actor {
                Actor::Anyone => true,
                Actor::Learner => who != "anyone",
                Actor::Admin => who == "an admin",
            };
            if allowed {
                assert!(!matches!(answer.status, 401 | 404 | 405) && answer.status < 500, "{method} {path} for {who}: {} {}", answer.status, answer.body);
            } else {
                assert_eq!(answer.status, 401, "{method} {path} for {who}");
                assert!(!answer.body.contains("ada@example.org") && !answer.body.contains("a picture"), "{method} {path} for {who}: {}", answer.body);
            }
        }
    }
    for (method, path, _) in ROUTES.iter().filter(|(method, ..)| *method == "GET") {
        let (status, _) = h.raw(format!("DELETE {} HTTP/1.0\r\nHost: x\r\nOrigin: {}\r\n\r\n", filled(path, &there), h.base).as_bytes()).await;
        assert_eq!(status, Some(405), "{method} {path} takes nothing else");
    }
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_served_from_their_folders_and_nothing_beside_them() {
    let h = Harness::start(Kind::Sqlite).await;
    let data = h.portal.data_dir();
    let admin = h.admin("chief@example.org").await;
    std::fs::create_dir_all(data.join("files").join("covers")).expect("a folder");
    std::fs::write(data.join("files").join("covers").join("a.jpg"), "a picture").expect("a file");
    assert_eq!(admin.get("/files/covers/a.jpg?x=1").await.body, "a picture");
    let session = format!("latchkey-admin={}", admin.secret);
    let keys = std::fs::read_to_string(data.join("keys")).expect("a key file");
    for below in ["files", "files/covers", "files/branding", "files/lessons", "app-icon", "pkg"] {
        for path in ["../keys", "..%2fkeys", "%2e%2e/keys", "%2e%2e%2fkeys", "..%2f..%2fkeys", "x/../../keys", "/../keys", "..%5ckeys", ""] {
            let (status, answer) = h.raw_get(&format!("/{below}/{path}"), &session).await;
            assert!(matches!(status, Some(404 | 400)), "/{below}/{path}: {status:?}");
            assert!(!answer.contains(keys.trim()), "/{below}/{path}");
        }
    }
    h.finish().await;
}
