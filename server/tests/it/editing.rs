//! What admins change: at the same time as others, and with what it may be.

use domain::view::contacts::ContactForm;
use domain::view::courses::ProductForm;
use domain::{Invalid, Lang, Problem, Publication};
use futures_util::FutureExt as _;
use store::Backend;
use tokio::sync::oneshot;

use crate::harness::{Harness, both_databases};

both_databases!(a_course_keeps_what_somebody_else_changes_meanwhile, a_phone_number_is_one_that_its_country_has,);

async fn a_course_keeps_what_somebody_else_changes_meanwhile(h: &Harness) {
    let course = h.course("welding").await;
    let admin = h.admin("chief@example.org").await;
    let id = course.id;
    let (begin, begun) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let database = h.store.clone();
    let other = tokio::spawn(async move {
        let change = database.write(move |conn| {
            async move {
                store::courses::set_product_position(conn, id, 42).await?;
                store::courses::set_cover(conn, id, Some("/files/covers/new.jpg")).await?;
                begin.send(()).expect("the test waits");
                may_go_on.await.expect("the test goes on");
                Ok::<_, store::Error>(())
            }
            .boxed()
        });
        change.await.expect("it is kept");
    });
    begun.await.expect("the other one has begun");
    let handle = admin.handle.clone();
    let form =
        ProductForm { title: "Welding with care".to_owned(), slug: course.slug.clone(), summary: String::new(), lang: Lang::En, state: Publication::Published };
    let mine = tokio::spawn(async move { handle.change_product(id, form).await });
    somebody_waits(h).await;
    go_on.send(()).expect("the other one waits");
    other.await.expect("no panic");
    mine.await.expect("no panic").expect("changed");

    let product = store::courses::product(&mut h.store.read().await.expect("a connection"), id).await.expect("an answer").expect("the course");
    assert_eq!((product.title.as_str(), product.position, product.cover.as_deref()), ("Welding with care", 42, Some("/files/covers/new.jpg")));
}

/// On PostgreSQL: until a connection waits for another's lock. SQLite has one writer, so that everybody waits anyway.
async fn somebody_waits(h: &Harness) {
    if matches!(h.backend, Backend::Sqlite(_)) {
        return;
    }
    for _ in 0..10_000 {
        if h.count("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").await > 0 {
            return;
        }
    }
    panic!("nobody waits for the lock");
}

async fn a_phone_number_is_one_that_its_country_has(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let form = |phone: &str| ContactForm {
        name: "Ada".to_owned(),
        email: "ada@example.org".to_owned(),
        phone: phone.to_owned(),
        language: "fr".to_owned(),
        tags: String::new(),
    };
    let refused = admin.handle.create_contact(&form("+33 6 39 98 01")).await.expect_err("a digit too few").into_problem();
    assert_eq!(refused, Problem::Invalid(Invalid::Phone));
    let id = admin.handle.create_contact(&form("+33 (0)6 39 98 01 02")).await.expect("a contact");
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts WHERE phone = '+33639980102'").await, 1);
    let shown = admin.handle.contact(id).await.expect("the contact").phone.expect("a number");
    assert_eq!(shown, "+33 6 39 98 01 02");
    admin.handle.change_contact(id, &form(&shown)).await.expect("what is shown can be sent back");
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts WHERE phone = '+33639980102'").await, 1);
}
