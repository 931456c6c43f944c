//! Files of lessons in a bucket, over HTTP: the real program with its real client, which writes, reads by ranges, deletes and clears
//! away. At the other end is [`bucket`], a server of our own, so this shows that the two sides of our own reading of S3's language
//! fit, not that Amazon's or another maker's server does.

mod bucket;

use std::time::Duration;

use http::Method;
use store::Backend;

use self::bucket::{Bucket, NAME};
use crate::actors::Browser;
use crate::lesson_files::{WEBM, form};
use crate::process::{Place, kill};

/// Waiting longer than this for the sweep is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_in_a_bucket_are_written_read_and_cleared_away_over_http() {
    let (bucket, endpoint) = Bucket::serve().await;
    let mut place = Place::new();
    place.settings = vec![
        ("LATCHKEY_FILES_URL", format!("s3://{NAME}/atelier")),
        ("AWS_ENDPOINT", endpoint),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("AWS_REGION", bucket::REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", bucket::KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "a secret".to_owned()),
        ("NO_PROXY", "127.0.0.1".to_owned()),
    ];
    let world = place.world(&Backend::Sqlite(place.database())).await;
    let (contact, course) = world.entitled("ada@example.org").await;
    let (_, secret) = world.signed_in_admin("chief@example.org").await;
    let token = world.link(&contact).await;
    let server = place.serve().await;
    let (admin, learner) = (Browser::new(&place.base()), Browser::new(&place.base()));
    admin.plant("latchkey-admin", &secret);
    assert_eq!(learner.open(&token).await.status, 303);
    let upload = async |kind: &str, name: &str, bytes: &[u8]| {
        let request = admin.request(Method::POST, "/fn/files/upload").header("origin", place.base()).header("accept", "application/json");
        let answer = admin.send(request.multipart(form(course.first, kind, "en", name, bytes.to_vec()))).await;
        assert_eq!(answer.status, 200, "{name}: {} {}", answer.body, place.log());
        serde_json::from_str::<domain::view::files::Uploaded>(&answer.body).expect("a file").id.to_string()
    };

    // More than a part and a piece.
    let long = [WEBM, &vec![b'7'; 6 << 20]].concat();
    let film = upload("video", "a.webm", &long).await;
    let keys = bucket.keys();
    assert_eq!(keys.len(), 2, "the film, and whose it is: {keys:?}");
    assert!(keys[0].starts_with("atelier/lessons/") && keys[1] == "atelier/owner", "{keys:?}");
    assert_eq!(bucket.get(&keys[0]).as_deref(), Some(long.as_slice()));
    assert_eq!(bucket.count("POST uploads"), 1);
    assert!(bucket.count("PUT part") > 1 && bucket.unfinished() == 0, "in parts, of which none is left over");

    let path = format!("/files/lessons/{film}");
    let whole = learner.get(&path).await;
    assert_eq!((whole.status, whole.header("content-length")), (200, long.len().to_string().as_str()));
    assert!(whole.body.ends_with('7') && whole.body.contains("webm and a film after it"));
    let range = learner.request(Method::GET, &path).header("range", "bytes=1048570-3145735");
    let part = learner.send(range).await;
    assert_eq!((part.status, part.body.len()), (206, 2_097_166));
    assert!(part.body.bytes().all(|byte| byte == b'7'));

    let paper = upload("attachment", "a.pdf", b"%PDF-1.4\nA worksheet").await;
    let gone: Vec<String> = bucket.keys().into_iter().filter(|key| !keys.contains(key)).collect();
    assert_eq!(gone.len(), 1);
    assert_eq!(admin.call("files/remove", &[("id", &paper)]).await.status, 200);
    assert_eq!((bucket.get(&gone[0]), bucket.keys()), (None, keys.clone()));
    assert_eq!(learner.get(&format!("/files/lessons/{paper}")).await.status, 404);

    // What is there has been complete for long, but for one; enough for several pages of a list. The last one is found last.
    bucket.age();
    let stray = |n: usize| format!("atelier/lessons/{n:032x}");
    let strays: Vec<String> = (0..5).map(stray).chain(["atelier/lessons/ffffffffffffffffffffffffffffffff".to_owned()]).collect();
    for key in &strays {
        bucket.put(key, b"a stray", true);
    }
    let (young, elsewhere) = (stray(9), "another/lessons/0123456789abcdef0123456789abcdef");
    bucket.put(&young, b"on its way", false);
    bucket.put(elsewhere, b"another portal's", true);
    kill(server).await;
    let server = place.serve().await;
    let swept = tokio::time::timeout(PATIENCE, bucket.until_gone(&strays)).await;
    assert!(swept.is_ok(), "{:?} {}", bucket.keys(), place.log());
    let mut expected = keys.clone();
    expected.extend([young, elsewhere.to_owned()]);
    expected.sort_unstable();
    assert_eq!(bucket.keys(), expected, "what has a row, is young, or is another's stays");
    assert_eq!(learner.get(&path).await.status, 200);
    kill(server).await;
    assert_eq!(bucket.wrong(), Vec::<String>::new());
    assert!(bucket.count("HEAD") > 0 && bucket.count("GET list") > 1);
}
