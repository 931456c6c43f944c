//! Files of lessons: what may come, whom it goes to, and what becomes of it.

use domain::time::Span;
use domain::view::files::{Limits, Uploaded};
use domain::{FileId, FileKind, LessonId};
use http::Method;
use reqwest::multipart::{Form, Part};
use service::Clock;
use service::files::Place;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::actors::{Admin, Answer, Browser};
use crate::database::lines;
use crate::harness::{Harness, Kind, both_databases};
use crate::world::{Course, Term};

both_databases!(
    an_admin_uploads_and_a_learner_downloads,
    cases_31_and_32_a_file_is_for_who_may_read_its_lesson,
    case_62_hostile_files_are_refused_or_served_harmless,
    a_video_has_one_place_and_captions_one_for_each_language,
    where_a_contact_is_in_a_video_is_theirs_alone,
    what_no_row_names_is_cleared_away,
    files_that_are_not_known_to_be_this_portals_stay,
    case_32_a_preview_has_the_files_of_the_contact_and_no_others,
    a_lesson_takes_its_files_along,
);

const PDF: &[u8] = b"%PDF-1.4\nA worksheet";
pub const WEBM: &[u8] = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm and a film after it, long enough for some parts";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nA picture";
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

pub fn form(lesson: LessonId, kind: &str, lang: &str, name: &str, bytes: Vec<u8>) -> Form {
    let fields = Form::new().text("lesson", lesson.to_string()).text("kind", kind.to_owned()).text("lang", lang.to_owned());
    fields.part("file", Part::bytes(bytes).file_name(name.to_owned()))
}

/// Sends a file as the page's script does.
async fn send(h: &Harness, browser: &Browser, form: Form) -> Answer {
    let request = browser.request(Method::POST, "/fn/files/upload").header("origin", &h.base).header("accept", "application/json");
    browser.send(request.multipart(form)).await
}

async fn upload(h: &Harness, admin: &Admin, lesson: LessonId, kind: &str, name: &str, bytes: &[u8]) -> FileId {
    let answer = send(h, admin, form(lesson, kind, "en", name, bytes.to_vec())).await;
    assert_eq!(answer.status, 200, "{name}: {}", answer.body);
    serde_json::from_str::<Uploaded>(&answer.body).expect("a file").id
}

fn address(id: FileId) -> String {
    format!("/files/lessons/{id}")
}

/// Asks for a file with one more header.
async fn ask(browser: &Browser, method: Method, path: &str, name: &'static str, value: &str) -> Answer {
    browser.send(browser.request(method, path).header(name, value)).await
}

/// Everything in the folder where files are kept.
fn kept(h: &Harness) -> Vec<String> {
    let folder = h.portal.data_dir().join("files").join("lessons");
    std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default()
}

async fn an_admin_uploads_and_a_learner_downloads(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&contact).await;
    let id = upload(h, &admin, course.first, "attachment", "Price sheet é.pdf", PDF).await;
    let path = address(id);

    let page = learner.get(&format!("/courses/{}/lessons/first", course.slug)).await;
    assert!(page.body.contains(&path) && page.body.contains("Price sheet é.pdf"), "{}", page.body);
    let whole = learner.get(&path).await;
    assert_eq!((whole.status, whole.body.as_bytes()), (200, PDF));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-length", "20"),
        ("accept-ranges", "bytes"),
        ("cache-control", "private, no-cache"),
        ("content-security-policy", "default-src 'none'; media-src 'self'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "attachment; filename=\"Price sheet _.pdf\"; filename*=UTF-8''Price%20sheet%20%C3%A9.pdf"),
    ] {
        assert_eq!(whole.header(name), value, "{name}");
    }
    let tag = whole.header("etag").to_owned();
    assert_eq!(ask(&learner, Method::GET, &path, "if-none-match", &tag).await.status, 304);
    assert_eq!(ask(&learner, Method::GET, &path, "if-none-match", "\"other\"").await.status, 200);
    let head = learner.head(&path).await;
    assert_eq!((head.status, head.header("content-length"), head.body.as_str()), (200, "20", ""));

    for (range, status, body, content_range) in [
        ("bytes=0-3", 206, "%PDF", "bytes 0-3/20"),
        ("bytes=18-", 206, "et", "bytes 18-19/20"),
        ("bytes=-5", 206, "sheet", "bytes 15-19/20"),
        ("bytes=20-", 416, "", "bytes */20"),
        ("bytes=0-1,5-6", 200, "%PDF-1.4\nA worksheet", ""),
        ("nonsense", 200, "%PDF-1.4\nA worksheet", ""),
    ] {
        let part = ask(&learner, Method::GET, &path, "range", range).await;
        assert_eq!((part.status, part.body.as_str(), part.header("content-range")), (status, body, content_range), "{range}");
    }
    let head = ask(&learner, Method::HEAD, &path, "range", "bytes=0-3").await;
    assert_eq!((head.status, head.header("content-length")), (206, "4"));
    for (known, status) in [(tag.as_str(), 206), ("\"other\"", 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)] {
        let request = learner.request(Method::GET, &path).header("range", "bytes=0-3").header("if-range", known);
        assert_eq!(learner.send(request).await.status, status, "{known}");
    }
    let compressed = ask(&learner, Method::GET, &path, "accept-encoding", "br, gzip").await;
    assert_eq!((compressed.header("content-encoding"), compressed.header("content-length")), ("", "20"), "it is sent as it is");

    let renamed = admin.post("/fn/files/rename", &[("id", &id.to_string()), ("name", "../Costs")]).await;
    assert_eq!((renamed.status, renamed.location()), (302, format!("/admin/courses/{}/lessons/{}?done=file-renamed", course.id, course.first).as_str()));
    assert!(learner.get(&path).await.header("content-disposition").contains("filename=\"Costs.pdf\""));
    assert_eq!(admin.call("files/remove", &[("id", &id.to_string())]).await.status, 200);
    assert_eq!(learner.get(&path).await.status, 404);
    assert_eq!(kept(h), Vec::<String>::new());
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action IN ('file.added', 'file.changed', 'file.deleted')").await, 3);
}

async fn cases_31_and_32_a_file_is_for_who_may_read_its_lesson(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let (ada, bob) = (h.contact("ada@example.org").await, h.contact("bob@example.org").await);
    h.grant(ada.id, offer, Term::Until(h.clock.now() + Span::minutes(1))).await;
    let other = h.course("weaving").await;
    let elsewhere = h.offer("Weaving", &[&other]).await;
    h.grant(bob.id, elsewhere, Term::Active).await;
    let admin = h.admin("chief@example.org").await;
    let file = address(upload(h, &admin, course.first, "attachment", "a.pdf", PDF).await);
    let (ada_browser, bob_browser) = (h.learner(&ada).await, h.learner(&bob).await);

    assert_eq!(ada_browser.get(&file).await.status, 200);
    assert_eq!(admin.get(&file).await.status, 200);
    assert_eq!(h.anonymous().get(&file).await.status, 401);
    let foreign = bob_browser.get(&file).await;
    let absent = bob_browser.get(&address(FileId::MAX)).await;
    assert_eq!((foreign.status, foreign.plain_body()), (404, absent.plain_body()));
    assert_eq!(bob_browser.get("/files/lessons/nonsense").await.status, 404);
    assert_eq!(ask(&bob_browser, Method::GET, &file, "if-none-match", "*").await.status, 404, "nor is it told that it has not changed");
    assert_eq!(ask(&bob_browser, Method::GET, &file, "range", "bytes=0-0").await.status, 404);
    assert_eq!(bob_browser.head(&file).await.status, 404);

    h.run_sql("UPDATE lessons SET state = 'draft' WHERE slug = 'first'").await;
    assert_eq!(ada_browser.get(&file).await.status, 404, "a draft's file is no more to be had than the draft");
    assert_eq!(admin.get(&file).await.status, 200);
    h.run_sql("UPDATE lessons SET state = 'published' WHERE slug = 'first'").await;
    admin.handle.view_as(Some(ada.id)).await.expect("viewing");
    assert_eq!(admin.get(&file).await.status, 200, "in a preview too");
    h.clock.advance(Span::minutes(1));
    assert_eq!(ada_browser.get(&file).await.status, 404, "access has ended");
}

async fn case_62_hostile_files_are_refused_or_served_harmless(h: &Harness) {
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    let html = b"<!doctype html><script>alert(1)</script>";
    let polyglot = [&b"GIF89a/*"[..], html, b"*/=1;alert(1)"].concat();
    for (kind, name, bytes, why) in [
        ("image", "a.svg", SVG, "FileKind"),
        ("attachment", "a.svg", SVG, "FileKind"),
        ("image", "a.png", SVG, "FileMismatch"),
        ("attachment", "a.html", html, "FileKind"),
        ("attachment", "a.txt", html, "FileMismatch"),
        ("attachment", "a.pdf", &polyglot, "FileMismatch"),
        ("video", "a.mp4", html, "FileMismatch"),
        ("captions", "a.vtt", b"WEBVTT\n\nnothing is said", "Captions"),
        ("attachment", "..", PDF, "Required"),
        ("attachment", "a.pdf", b"", "Required"),
        ("nonsense", "a.pdf", PDF, "Form"),
    ] {
        let answer = send(h, &admin, form(course.first, kind, "en", name, bytes.to_vec())).await;
        assert_eq!(answer.status, 422, "{kind} {name}: {}", answer.body);
        assert!(answer.body.contains(why), "{kind} {name}: {}", answer.body);
    }
    assert_eq!(send(h, &admin, form(LessonId::MAX, "attachment", "", "a.pdf", PDF.to_vec())).await.status, 404);
    assert_eq!(send(h, &admin, form(course.first, "captions", "xx", "a.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nHi".to_vec())).await.status, 422);
    assert_eq!(kept(h), Vec::<String>::new(), "nothing of it is kept");
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_files").await, 0);

    let path = address(upload(h, &admin, course.first, "image", "../../a.gif", &polyglot).await);
    let picture = admin.get(&path).await;
    assert_eq!((picture.header("content-type"), picture.header("x-content-type-options")), ("image/gif", "nosniff"), "a picture, and nothing else");
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'; media-src 'self'; sandbox");
    assert!(kept(h).iter().all(|name| name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())), "{:?}", kept(h));

    let (contact, _) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    assert_eq!(send(h, &learner, form(course.first, "image", "", "a.png", PNG.to_vec())).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_62_what_is_too_large_is_refused_while_it_comes() {
    let h = Harness::with(Kind::Sqlite, |config| config.file_limits = Limits { attachment: 100_000, video: 200_000, captions: 1000, image: 1000 }).await;
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    let long = |start: &[u8], bytes: usize| [start, &vec![b'x'; bytes]].concat();
    assert_eq!(send(&h, &admin, form(course.first, "attachment", "", "a.pdf", long(PDF, 99_000))).await.status, 200);
    for (kind, name, bytes) in [("attachment", "a.pdf", long(PDF, 100_000)), ("image", "a.png", long(PNG, 1000)), ("captions", "a.vtt", long(b"WEBVTT", 1000))]
    {
        let answer = send(&h, &admin, form(course.first, kind, "en", name, bytes)).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        assert!(answer.body.contains("FileTooLarge"), "{name}: {}", answer.body);
    }

    // 10 GB, as announced: nothing of it is read.
    let head = format!(
        "POST /fn/files/upload HTTP/1.1\r\nHost: x\r\nOrigin: {}\r\nAccept: application/json\r\nCookie: latchkey-admin={}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n",
        h.base, admin.secret
    );
    let (status, _) = h.raw(format!("{head}Content-Length: 10737418240\r\n\r\n").as_bytes()).await;
    assert_eq!(status, Some(413));

    // The same without saying so: cut off where the limit is.
    let fields = format!(
        "--b\r\nContent-Disposition: form-data; name=\"lesson\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nvideo\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.webm\"\r\n\r\n",
        course.first
    );
    let address = h.base.trim_start_matches("http://");
    let (mut reading, mut writing) = tokio::net::TcpStream::connect(address).await.expect("a connection").into_split();
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    writing.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).await.expect("sent");
    writing.write_all(&chunk(&[fields.as_bytes(), WEBM].concat())).await.expect("sent");
    let endless = tokio::spawn(async move {
        let piece = chunk(&vec![0; 64 << 10]);
        let mut sent = 0_u64;
        while sent < 10 << 30 && writing.write_all(&piece).await.is_ok() {
            sent += 64 << 10;
        }
        sent
    });
    let mut answer = Vec::new();
    // The connection may be cut before the answer is read.
    let _ = reading.read_to_end(&mut answer).await;
    let sent = endless.await.expect("no panic");
    assert!(sent < 1 << 30, "it was cut off, after {sent} bytes");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(kept(&h).len(), 1, "of the one that was small enough");
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_files").await, 1);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_may_be_kept_elsewhere_than_in_a_folder() {
    let h = Harness::with(Kind::Sqlite, |config| config.files = Place::Memory).await;
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    // More than a part and a piece.
    let long = [WEBM, &vec![7; 6 << 20]].concat();
    let path = address(upload(&h, &admin, course.first, "video", "a.webm", &long).await);
    let whole = admin.send(admin.request(Method::GET, &path)).await;
    assert_eq!((whole.status, whole.header("content-length")), (200, long.len().to_string().as_str()));
    let part = ask(&admin, Method::GET, &path, "range", "bytes=1048570-3145735").await;
    assert_eq!((part.status, part.body.len()), (206, 2_097_166));
    assert!(part.body.bytes().all(|byte| byte == 7));
    assert_eq!(kept(&h), Vec::<String>::new());
    h.finish().await;
}

async fn a_video_has_one_place_and_captions_one_for_each_language(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&contact).await;
    let srt = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello.\r\n".to_vec();
    let first = upload(h, &admin, course.first, "video", "a.webm", WEBM).await;
    for lang in ["en", "fr", "fr"] {
        assert_eq!(send(h, &admin, form(course.first, "captions", lang, "a.srt", srt.clone())).await.status, 200);
    }
    let second = upload(h, &admin, course.first, "video", "b.webm", WEBM).await;
    assert_eq!(learner.get(&address(first)).await.status, 404);
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_files").await, 3, "a video and two languages");
    assert_eq!(kept(h).len(), 3);

    let page = learner.get(&format!("/courses/{}/lessons/first", course.slug)).await.body;
    assert!(page.contains(&format!("src=\"{}\"", address(second))) && page.contains("<track"), "{page}");
    assert!(page.contains("srclang=\"fr\"") && page.contains("Français"), "{page}");
    let captions = page.split("<track").nth(1).and_then(|rest| rest.split("src=\"").nth(1)).and_then(|rest| rest.split('"').next()).expect("an address");
    let captions = learner.get(captions).await;
    assert_eq!(captions.body, "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello.\n");
    assert_eq!((captions.header("content-type"), captions.header("content-disposition")), ("text/vtt; charset=utf-8", ""));

    let policy = learner.get(&format!("/courses/{}/lessons/first", course.slug)).await;
    let policy = policy.header("content-security-policy").to_owned();
    let media = policy.split(';').find_map(|part| part.trim().strip_prefix("media-src "));
    assert_eq!(media, Some("'self'"), "wherever it is kept, it comes from here");
    let frames = policy.split("frame-src ").nth(1).unwrap_or_default();
    assert_eq!(frames, "https://www.youtube-nocookie.com https://player.vimeo.com https://fast.wistia.net");
}

/// The address of the video that a lesson's page plays.
async fn playing(browser: &Browser, course: &Course) -> String {
    let page = browser.get(&format!("/courses/{}/lessons/first", course.slug)).await.body;
    let video = page.split("<video").nth(1).unwrap_or_else(|| panic!("a video: {page}"));
    video.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address").to_owned()
}

async fn where_a_contact_is_in_a_video_is_theirs_alone(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let (ada, bob) = (h.contact("ada@example.org").await, h.contact("bob@example.org").await);
    for contact in [&ada, &bob] {
        h.grant(contact.id, offer, Term::Active).await;
    }
    let admin = h.admin("chief@example.org").await;
    let path = address(upload(h, &admin, course.first, "video", "a.webm", WEBM).await);
    let keep = [("course", course.slug.as_str()), ("lesson", "first"), ("seconds", "42")];
    let browser = h.learner(&ada).await;
    assert_eq!(playing(&browser, &course).await, path);
    assert_eq!(browser.call("learning/keep-position", &keep).await.status, 200);
    let elsewhere = h.learner(&ada).await;
    assert_eq!(playing(&elsewhere, &course).await, format!("{path}#t=42"), "on another device");
    assert_eq!(playing(&h.learner(&bob).await.browser, &course).await, path);

    let count = "SELECT count(*) AS n FROM video_positions";
    for viewing in [None, Some(bob.id)] {
        admin.handle.view_as(viewing).await.expect("viewing");
        assert_eq!(admin.call("learning/keep-position", &keep).await.status, 200);
        assert_eq!(h.count(count).await, 1, "who looks on leaves nothing");
    }
    for (course, lesson) in [(course.slug.as_str(), "draft"), (course.slug.as_str(), "nothing"), ("nothing", "first")] {
        assert_eq!(browser.call("learning/keep-position", &[("course", course), ("lesson", lesson), ("seconds", "1")]).await.status, 404);
    }
    admin.handle.view_as(None).await.expect("not viewing");
    upload(h, &admin, course.first, "video", "b.webm", WEBM).await;
    assert_eq!(h.count(count).await, 0, "another video begins anew");
}

async fn what_no_row_names_is_cleared_away(h: &Harness) {
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    let kept_id = upload(h, &admin, course.first, "attachment", "a.pdf", PDF).await;
    upload(h, &admin, course.first, "attachment", "b.pdf", PDF).await;
    let folder = h.portal.data_dir().join("files").join("lessons");
    std::fs::write(folder.join("0123456789abcdef0123456789abcdef#1"), "cut off by a kill").expect("written");
    // As after a kill between the row's end and the file's.
    h.run_sql("DELETE FROM lesson_files WHERE name = 'b.pdf'").await;
    // Files have the machine's time.
    h.clock.advance(Clock::system().now() - h.clock.now());
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!(kept(h).len(), 3, "they might still be on their way");
    h.clock.advance(Span::days(2));
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!(kept(h).len(), 1);
    let admin = h.admin("other@example.org").await;
    assert_eq!(admin.get(&address(kept_id)).await.status, 200);
}

async fn files_that_are_not_known_to_be_this_portals_stay(h: &Harness) {
    let course = h.course("welding").await;
    let files = h.portal.data_dir().join("files");
    let mark = files.join("owner");
    let theirs = files.join("lessons").join("0123456789abcdef0123456789abcdef");
    let put = || {
        std::fs::create_dir_all(files.join("lessons")).expect("a folder");
        std::fs::write(&theirs, "a file").expect("written");
    };
    // Files have the machine's time, and are old by now.
    h.clock.advance(Clock::system().now() - h.clock.now());
    h.clock.advance(Span::days(2));
    let admin = h.admin("chief@example.org").await;

    put();
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!(kept(h).len(), 1, "a new database beside old files");
    upload(h, &admin, course.first, "attachment", "a.pdf", PDF).await;
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!((kept(h).len(), mark.exists()), (2, false), "nor do they become its own with its first file");

    let id = lines(&h.store, "SELECT value AS line FROM settings WHERE key = 'files-owner'").await.remove(0);
    std::fs::write(&mark, "somebody-else").expect("written");
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!(kept(h).len(), 2, "another portal's");
    std::fs::write(&mark, format!("{id}\n")).expect("written");
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!(kept(h).len(), 1, "the operator has said that they are its own");
    put();
    h.run_sql("DELETE FROM lesson_files").await;
    h.portal.tidy_up().await.expect("tidy");
    assert_eq!((kept(h).len(), mark.exists()), (0, true), "without any row, too");
}

async fn case_32_a_preview_has_the_files_of_the_contact_and_no_others(h: &Harness) {
    const COVER: &str = "/files/covers/0a1b.jpg";
    let (ada, course) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let file = address(upload(h, &admin, course.first, "attachment", "a.pdf", PDF).await);
    let covers = h.portal.data_dir().join("files").join("covers");
    std::fs::create_dir_all(&covers).expect("a folder");
    std::fs::write(covers.join("0a1b.jpg"), "a picture").expect("a file");
    h.run_sql(&format!("UPDATE products SET cover = '{COVER}' WHERE slug = '{}'", course.slug)).await;
    h.certificate(&ada, course.id, "ABCDEFGHIJKL").await;
    let paths = [file.as_str(), COVER, "/files/certificates/ABCD-EFGH-IJKL.pdf"];
    for (viewing, status) in [(None, 200), (Some(&ada), 200), (Some(&bob), 404)] {
        admin.handle.view_as(viewing.map(|contact| contact.id)).await.expect("viewing");
        for path in paths {
            assert_eq!(admin.get(path).await.status, status, "{path} as {:?}", viewing.map(|contact| &contact.email));
            let at = |page: &str| format!("{}{page}", h.base);
            for (page, status) in [(at("/admin/courses"), 200), (at("/courses"), status), ("https://evil.example/admin/x".to_owned(), status)] {
                assert_eq!(ask(&admin, Method::GET, path, "referer", &page).await.status, status, "{path} on {page}");
            }
        }
    }
    h.run_sql("UPDATE lessons SET state = 'draft'").await;
    admin.handle.view_as(Some(ada.id)).await.expect("viewing");
    assert_eq!(admin.get(&file).await.status, 404, "a draft's file is no more to be had than the draft");
    let learner = h.learner(&bob).await;
    let page = format!("{}/admin/courses", h.base);
    for path in paths {
        assert_eq!(ask(&learner, Method::GET, path, "referer", &page).await.status, 404, "{path}: nobody becomes an admin by saying so");
    }
}

async fn a_lesson_takes_its_files_along(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let courses = [h.course("one").await, h.course("two").await, h.course("three").await];
    for course in &courses {
        upload(h, &admin, course.first, "attachment", "a.pdf", PDF).await;
        upload(h, &admin, course.first, "image", "a.png", PNG).await;
    }
    assert_eq!(kept(h).len(), 6);
    admin.handle.delete_lesson(courses[0].first).await.expect("deleted");
    assert_eq!(kept(h).len(), 4);
    let category = admin.handle.product(courses[1].id).await.expect("a course").outline[0].id;
    admin.handle.delete_category(category).await.expect("deleted");
    assert_eq!(kept(h).len(), 2);
    admin.handle.delete_product(courses[2].id).await.expect("deleted");
    assert_eq!(kept(h), Vec::<String>::new());
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_files").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_video_completes_a_lesson_where_that_is_wanted() {
    let h = Harness::start(Kind::Sqlite).await;
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    let lesson = course.first.to_string();
    for (form, on) in [(&[("lesson", lesson.as_str()), ("on", "true")][..], true), (&[("lesson", lesson.as_str())], false)] {
        assert_eq!(admin.call("files/set-auto-complete", form).await.status, 200);
        assert_eq!(admin.handle.lesson_files(course.first).await.expect("files").auto_complete, on);
    }
    assert_eq!(admin.handle.lesson_files(course.first).await.expect("files").of_kind(FileKind::Video), []);
    h.finish().await;
}
