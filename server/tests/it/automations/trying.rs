//! The dry run (A5): what would happen, and nothing does.

use domain::automation::{Condition, SkipReason, Step, Test, Unit};
use domain::time::Span;
use domain::view::automations::{Warning, Would};
use domain::{Definition, Destination};

use super::{granted, mail, start, tag, wait};
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(a_dry_run_sends_nothing_and_masks_the_link, a_dry_run_warns_of_what_time_brings, a_dry_run_says_which_filter_is_in_the_way);

async fn a_dry_run_sends_nothing_and_masks_the_link(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    h.grant(contact, offer, Term::Active).await;
    let bonus = h.offer("A bonus", &[]).await;
    let has_bonus = Condition { not: false, test: Test::Offer(bonus) };
    let question = Step::If { condition: has_bonus, then: vec![tag("lucky")], otherwise: vec![tag("unlucky")] };
    let definition = granted(offer, vec![mail("{{ offer_title }}"), Step::GrantOffer { offer: bonus }, question, wait(1, Unit::Hours), tag("lucky")]);
    let rows = async || {
        let mut rows = 0;
        for table in ["messages", "message_texts", "links", "events", "automation_runs", "run_steps", "grants", "contact_tags", "audit_events"] {
            rows += h.count(&format!("SELECT count(*) AS n FROM {table}")).await;
        }
        rows
    };
    let before = rows().await;
    let dry = admin.handle.dry_run(&definition, contact).await.expect("tried");
    assert_eq!(rows().await, before);

    let Would::Send { address, subject, text } = &dry.steps[0].would else { panic!("{:?}", dry.steps[0]) };
    assert_eq!((address.as_str(), subject.as_str()), ("ada@example.org", "Welding for all"));
    assert!(text.contains("Hello ada") && text.contains("/l/…"), "{text}");
    let walked: Vec<(String, &Would)> = dry.steps.iter().skip(1).map(|step| (step.path.to_string(), &step.would)).collect();
    let until = Would::WaitUntil(h.clock.now() + Span::hours(1));
    assert_eq!(
        walked,
        [
            ("2".to_owned(), &Would::Do),
            ("3".to_owned(), &Would::Answer(true)),
            ("3.yes.1".to_owned(), &Would::Do),
            ("4".to_owned(), &until),
            ("5".to_owned(), &Would::Skip(SkipReason::HasTag)),
        ]
    );
    assert_eq!(dry.steps[5].at, h.clock.now() + Span::hours(1));
}

async fn a_dry_run_warns_of_what_time_brings(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let now = h.clock.now();
    h.grant(contact, offer, Term::Until(now + Span::days(9))).await;
    let elsewhere = Step::Email { subject: "There".to_owned(), body: "[in]({{ login_url }})".to_owned(), destination: Destination::Product("none".to_owned()) };
    let definition = granted(offer, vec![mail("One"), wait(7, Unit::Days), wait(1, Unit::Days), elsewhere, wait(2, Unit::Days), mail("Late")]);
    let dry = admin.handle.dry_run(&definition, contact).await.expect("tried");
    let warnings: Vec<&[Warning]> = dry.steps.iter().map(|step| step.warnings.as_slice()).collect();
    let outlives = Warning::OutlivesLink { sent: domain::StepPath::first(), dead_at: now + Span::days(7) };
    let expected: [&[Warning]; 6] = [&[], &[], &[outlives], &[Warning::LeadsHome], &[], &[Warning::NotEntitled]];
    assert_eq!(warnings, expected);
    assert_eq!(dry.steps[5].would, Would::Skip(SkipReason::NoActiveOffer));
}

async fn a_dry_run_says_which_filter_is_in_the_way(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let filter = |not, tag: &str| Condition { not, test: Test::Tag(tag.to_owned()) };
    let definition = Definition { filters: vec![filter(true, "vip"), filter(false, "member")], ..granted(offer, vec![tag("x")]) };
    let dry = admin.handle.dry_run(&definition, contact).await.expect("tried");
    assert!(!dry.begins() && dry.steps.is_empty());
    assert_eq!(dry.filters.iter().map(|(_, holds)| *holds).collect::<Vec<_>>(), [true, false]);
}
