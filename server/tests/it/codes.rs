//! The code that comes with a link: typed with its address it signs in, once, and for a while.

use domain::time::Span;
use domain::view::contacts::ContactForm;
use domain::{Invalid, Problem};

use crate::actors::Answer;
use crate::database::lines;
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Manner};
use crate::sign_in_by_email::{ask, asking, refusal, sent, type_code};
use crate::world::Term;

both_databases!(
    case_22_a_code_opens_a_session_of_its_own,
    case_48_a_code_is_used_once,
    case_48_five_wrong_guesses_kill_a_code,
    case_48_a_code_is_bound_to_its_address,
    case_48_a_newer_code_kills_the_older_one,
    case_48_a_code_lives_a_quarter_of_an_hour,
    case_48_a_code_dies_with_its_link,
    case_48_who_cannot_prove_a_code_is_told_the_same_whatever_the_reason,
    case_50_a_message_that_is_sent_again_carries_the_same_code,
    case_30_a_code_opens_nothing_without_an_offer,
    an_admin_who_types_a_code_stays_one,
);

const WRONG: Problem = Problem::Invalid(Invalid::SignInCode);

/// Another code than that one.
pub fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().expect("digits") + 1) % 1_000_000)
}

async fn case_22_a_code_opens_a_session_of_its_own(h: &Harness) {
    let server = MailServer::start().await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let before = h.learner(&bob).await;
    let old = before.cookie("latchkey").expect("a session");
    let (_, mail) = asking(h, &server, &h.anonymous()).await;
    let typed = type_code(&before, "ada@example.org", &mail.code()).await;
    let new = typed.sets("latchkey").expect("a session");
    assert_ne!(new, old);
    assert_eq!(h.sessions().await, 1, "whose browser it was before is signed out");
    assert!(h.portal.learner(&old).await.expect("the database answers").is_none());

    let planted = h.anonymous();
    planted.plant("latchkey", &old);
    assert!(!planted.is_signed_in().await);
}

async fn case_48_a_code_is_used_once(h: &Harness) {
    let server = MailServer::start().await;
    let (_, mail) = asking(h, &server, &h.anonymous()).await;
    let (one, two) = (h.anonymous(), h.anonymous());
    let code = mail.code();
    let (one, two) = tokio::join!(type_code(&one, "ada@example.org", &code), type_code(&two, "ada@example.org", &code));
    assert_eq!([&one, &two].iter().filter(|answer| answer.signs_in()).count(), 1, "{one:?} {two:?}");
    assert_eq!(refusal(&type_code(&h.anonymous(), "ada@example.org", &code).await), WRONG);
    assert_eq!(h.sessions().await, 1);
    assert!(h.anonymous().open(&mail.token()).await.signs_in(), "its link opens other devices still");
}

async fn case_48_five_wrong_guesses_kill_a_code(h: &Harness) {
    let server = MailServer::start().await;
    let browser = h.anonymous();
    let (_, mail) = asking(h, &server, &browser).await;
    let code = mail.code();
    for _ in 0..4 {
        assert_eq!(refusal(&type_code(&browser, "ada@example.org", &other(&code)).await), WRONG);
    }
    for unreadable in ["", "12345", "abcdef", "1234567"] {
        assert_eq!(refusal(&type_code(&browser, "ada@example.org", unreadable).await), WRONG, "no guess, and refused the same");
    }
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert!(type_code(&browser, "ada@example.org", &spaced).await.signs_in(), "the fifth is right");

    h.clock.advance(Span::minutes(1));
    ask(h, &browser, "ada@example.org", "").await;
    let code = sent(h, &server).await.code();
    let (browser, wrong) = (h.anonymous(), other(&code));
    futures_util::future::join_all((0..20).map(|_| type_code(&browser, "ada@example.org", &wrong))).await;
    assert_eq!(h.count("SELECT CAST(tries AS BIGINT) AS n FROM sign_in_codes").await, 5, "of twenty at once five are looked at");
    assert_eq!(refusal(&type_code(&browser, "ada@example.org", &code).await), WRONG);
    assert_eq!(h.sessions().await, 1);
}

async fn case_48_a_code_is_bound_to_its_address(h: &Harness) {
    let server = MailServer::start().await;
    h.entitled("bob@example.org").await;
    let (_, mail) = asking(h, &server, &h.anonymous()).await;
    for email in ["bob@example.org", "nobody@example.org"] {
        assert_eq!(refusal(&type_code(&h.anonymous(), email, &mail.code()).await), WRONG, "{email}");
    }
    assert!(type_code(&h.anonymous(), "ada@example.org", &mail.code()).await.signs_in(), "on a browser that never asked");
}

async fn case_48_a_newer_code_kills_the_older_one(h: &Harness) {
    let server = MailServer::start().await;
    let browser = h.anonymous();
    let (_, older) = asking(h, &server, &browser).await;
    h.clock.advance(Span::minutes(1));
    ask(h, &browser, "ada@example.org", "").await;
    let newer = sent(h, &server).await;
    assert_eq!(server.received().len(), 2);
    if older.code() != newer.code() {
        assert_eq!(refusal(&type_code(&browser, "ada@example.org", &older.code()).await), WRONG);
    }
    assert!(type_code(&browser, "ada@example.org", &newer.code()).await.signs_in());
    assert!(h.anonymous().open(&older.token()).await.signs_in(), "the older link lives on");
}

async fn case_48_a_code_lives_a_quarter_of_an_hour(h: &Harness) {
    let server = MailServer::start().await;
    let (_, mail) = asking(h, &server, &h.anonymous()).await;
    h.run_sql(&format!("UPDATE links SET expires_at = {}", (h.clock.now() + Span::days(1)).0)).await;
    h.clock.advance(Span::seconds(15 * 60 - 1));
    h.run_sql("UPDATE contacts SET state = 'disabled'").await;
    assert_eq!(refusal(&type_code(&h.anonymous(), "ada@example.org", &mail.code()).await), WRONG, "a disabled contact's opens nothing");
    h.run_sql("UPDATE contacts SET state = 'joined'").await;
    h.clock.advance(Span::seconds(1));
    assert_eq!(refusal(&type_code(&h.anonymous(), "ada@example.org", &mail.code()).await), WRONG);

    h.clock.advance(Span::hours(1));
    ask(h, &h.anonymous(), "ada@example.org", "").await;
    let mail = sent(h, &server).await;
    h.clock.advance(Span::seconds(15 * 60 - 1));
    assert!(type_code(&h.anonymous(), "ada@example.org", &mail.code()).await.signs_in());
}

async fn case_48_a_code_dies_with_its_link(h: &Harness) {
    let server = MailServer::start().await;
    let admin = h.admin("chief@example.org").await;
    let (contact, mut mail) = asking(h, &server, &h.anonymous()).await;
    for how in ["regenerated", "revoked", "access", "address"] {
        let links = admin.handle.links_of(contact.id).await.expect("links");
        let mut email = "ada@example.org";
        match how {
            "regenerated" => {
                admin.handle.regenerate_link(links[0].id).await.expect("a new one");
            }
            "revoked" => {
                admin.handle.revoke_link(links[0].id).await.expect("revoked");
            }
            "access" => admin.handle.revoke_access(contact.id).await.expect("revoked"),
            _ => {
                let (name, phone, tags) = ("Ada".to_owned(), String::new(), String::new());
                email = "new@example.org";
                let form = ContactForm { name, email: email.to_owned(), phone, language: "en".to_owned(), tags };
                admin.handle.change_contact(contact.id, &form).await.expect("changed");
            }
        }
        for address in ["ada@example.org", email] {
            assert_eq!(refusal(&type_code(&h.anonymous(), address, &mail.code()).await), WRONG, "{how}");
        }
        h.clock.advance(Span::minutes(20));
        ask(h, &h.anonymous(), email, "").await;
        mail = sent(h, &server).await;
    }
    assert_eq!((h.sessions().await, mail.recipients[0].as_str()), (0, "new@example.org"));
    assert!(type_code(&h.anonymous(), "new@example.org", &mail.code()).await.signs_in(), "only what was sent before is dead");
}

async fn case_48_who_cannot_prove_a_code_is_told_the_same_whatever_the_reason(h: &Harness) {
    let server = MailServer::start().await;
    h.contact("no-offer@example.org").await;
    let mut codes = Vec::new();
    for email in ["wrong@example.org", "used@example.org", "killed@example.org", "revoked@example.org"] {
        h.entitled(email).await;
        ask(h, &h.anonymous(), email, "").await;
        codes.push(sent(h, &server).await.code());
    }
    assert!(type_code(&h.anonymous(), "used@example.org", &codes[1]).await.signs_in());
    h.run_sql(
        "UPDATE sign_in_codes SET tries = 5 WHERE contact_id IN (SELECT id FROM contacts WHERE email = 'killed@example.org');
         UPDATE contacts SET link_generation = 7 WHERE email = 'revoked@example.org'",
    )
    .await;
    let mut answers = Vec::new();
    for (email, code) in [
        ("wrong@example.org", other(&codes[0])),
        ("used@example.org", codes[1].clone()),
        ("killed@example.org", codes[2].clone()),
        ("revoked@example.org", codes[3].clone()),
        ("no-offer@example.org", "000000".to_owned()),
        ("unknown@example.org", "000000".to_owned()),
        ("unknown@example.org", "no code".to_owned()),
    ] {
        h.clock.advance(Span::seconds(1));
        let browser = h.anonymous();
        let answer = type_code(&browser, email, &code).await;
        let plain = browser.post("/fn/session/enter-code", &[("email", email), ("code", &code)]).await;
        let asked = |answer: &Answer| answer.set_cookies().join(" ").replace(&app::address::escape(email), "ADDRESS");
        answers.push((answer.status, answer.body.clone(), asked(&answer), plain.status, plain.location().to_owned(), asked(&plain)));
        if code != "no code" {
            let tried = lines(&h.store, "SELECT value AS line FROM settings WHERE key = 'last_tried'").await;
            assert_eq!(tried, [h.clock.now().0.to_string()], "{email}: something is written for whoever tries");
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

async fn case_50_a_message_that_is_sent_again_carries_the_same_code(h: &Harness) {
    let server = MailServer::start().await;
    server.will([Manner::HangsUp]);
    let (_, first) = asking(h, &server, &h.anonymous()).await;
    h.clock.advance(Span::minutes(1));
    let second = sent(h, &server).await;
    assert_eq!(server.received().len(), 2);
    assert_eq!((first.token(), first.code(), first.header("Message-ID")), (second.token(), second.code(), second.header("Message-ID")));
    assert!(type_code(&h.anonymous(), "ada@example.org", &first.code()).await.signs_in());
}

async fn case_30_a_code_opens_nothing_without_an_offer(h: &Harness) {
    let server = MailServer::start().await;
    let browser = h.anonymous();
    let (contact, mail) = asking(h, &server, &browser).await;
    h.run_sql("DELETE FROM grants").await;
    assert_eq!(refusal(&type_code(&browser, "ada@example.org", &mail.code()).await), Problem::Invalid(Invalid::NothingOpen));
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    h.grant(contact.id, offer, Term::Active).await;
    assert!(type_code(&browser, "ada@example.org", &mail.code()).await.signs_in(), "once there is one, the same code works");
}

async fn an_admin_who_types_a_code_stays_one(h: &Harness) {
    let server = MailServer::start().await;
    let admin = h.admin("chief@example.org").await;
    let (_, mail) = asking(h, &server, &admin.browser).await;
    let typed = type_code(&admin, "ada@example.org", &mail.code()).await;
    assert!(typed.status == 200 && !typed.signs_in() && typed.location() == "/", "{typed:?}");
    assert_eq!(h.sessions().await, 0);
    assert!(type_code(&h.anonymous(), "ada@example.org", &mail.code()).await.signs_in(), "and the code is good still");
}
