//! Writing automations: what is refused and why, ready-made ones, copies.

use domain::automation::{AutomationState, Fault, Flaw, Recipe, Spot, Step, TriggerKind};
use domain::{Destination, Lang, Problem};
use service::Error;
use service::automations::Model;

use super::{granted, mail, on, publish, start, tag};
use crate::harness::{Harness, both_databases};

both_databases!(
    an_unknown_variable_is_refused_with_its_step_and_line,
    a_draft_may_be_unfinished_and_is_not_published,
    a_ready_made_one_is_published_as_it_is,
    a_copy_is_a_draft_of_its_own,
    changes_made_at_once_are_all_kept,
);

fn faults<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<Fault> {
    match refused {
        Err(Error::Problem(Problem::Flawed(faults))) => faults,
        other => panic!("refused, and why: {other:?}"),
    }
}

fn at(path: &str) -> Spot {
    Spot::Step(path.parse().expect("a path"))
}

async fn an_unknown_variable_is_refused_with_its_step_and_line(h: &Harness) {
    let (admin, _, offer) = start(h).await;
    let id = admin.handle.create_automation(Model::Blank("Mine".to_owned(), TriggerKind::OfferGranted)).await.expect("a draft");
    let says = |body: &str| Step::Email { subject: "Hello".to_owned(), body: body.to_owned(), destination: Destination::Home };
    let wrong = granted(offer, vec![tag("x"), says("Hello\n\n{{ lesson_title }}"), says("{{ name")]);
    let found = faults(admin.handle.save_automation(id, wrong).await);
    assert_eq!(found[0], Fault { at: at("2"), what: Flaw::Variable { line: 3, name: "lesson_title".to_owned() } }, "there is no lesson in that event");
    assert_eq!(found[1].at, at("3"));
    let subject = granted(offer, vec![Step::Email { subject: "{{ login_url }}".to_owned(), body: "x".to_owned(), destination: Destination::Home }]);
    assert!(matches!(faults(admin.handle.save_automation(id, subject).await)[0].what, Flaw::Variable { .. }), "no link in a subject");
    assert!(admin.handle.automation(id).await.expect("a draft").definition.steps.is_empty(), "nothing was kept");
}

async fn a_draft_may_be_unfinished_and_is_not_published(h: &Harness) {
    let (admin, _, _) = start(h).await;
    let id = admin.handle.create_automation(Model::Blank("Mine".to_owned(), TriggerKind::SignedUp)).await.expect("a draft");
    assert_eq!(faults(admin.handle.publish_automation(id).await), [Fault { at: Spot::Whole, what: Flaw::NoSteps }]);
    let gone = h.id();
    admin.handle.save_automation(id, on(TriggerKind::SignedUp, vec![mail(""), Step::GrantOffer { offer: gone }])).await.expect("kept");
    let card = admin.handle.automation(id).await.expect("a draft");
    assert_eq!(card.faults, [Fault { at: at("1"), what: Flaw::Missing }, Fault { at: at("2"), what: Flaw::Gone }]);
    assert_eq!(faults(admin.handle.publish_automation(id).await), card.faults);
    assert_eq!(card.row.state, AutomationState::Draft);
    assert!(admin.handle.create_automation(Model::Blank(" ".to_owned(), TriggerKind::SignedUp)).await.is_err(), "it has a name");
}

async fn a_ready_made_one_is_published_as_it_is(h: &Harness) {
    let (admin, _, _) = start(h).await;
    for recipe in Recipe::ALL {
        for lang in Lang::ALL {
            let id = admin.handle.create_automation(Model::Recipe(*recipe, *lang)).await.expect("a draft");
            admin.handle.publish_automation(id).await.unwrap_or_else(|error| panic!("{recipe} {lang}: {error}"));
        }
    }
    let list = admin.handle.automations().await.expect("the list").automations;
    assert_eq!(list.len(), Recipe::ALL.len() * Lang::ALL.len());
    assert!(list.iter().all(|row| row.state == AutomationState::Published && row.version == Some(1) && !row.is_changed));
    assert!(list.iter().any(|row| row.name == "Bienvenue dans votre formation"));
}

async fn a_copy_is_a_draft_of_its_own(h: &Harness) {
    let (admin, _, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![tag("x")])).await;
    let copy = admin.handle.create_automation(Model::Copy(id)).await.expect("a copy");
    admin.handle.rename_automation(copy, "Another").await.expect("renamed");
    let card = admin.handle.automation(copy).await.expect("a draft");
    assert_eq!((card.row.name.as_str(), card.row.state, card.row.version), ("Another", AutomationState::Draft, None));
    assert_eq!(card.definition, granted(offer, vec![tag("x")]));
    assert_eq!(card.titles.offer(offer), Some("Welding for all"));
}

async fn changes_made_at_once_are_all_kept(h: &Harness) {
    let (admin, _, _) = start(h).await;
    let id = admin.handle.create_automation(Model::Blank("Mine".to_owned(), TriggerKind::SignedUp)).await.expect("a draft");
    let add = |n: usize| {
        admin.handle.change_draft(id, move |draft| {
            draft.steps.push(tag(&n.to_string()));
            Some(())
        })
    };
    let done = futures_util::future::join_all((0..8).map(add)).await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!(admin.handle.automation(id).await.expect("a draft").definition.steps.len(), 8);
    let nothing = admin.handle.change_draft(id, |draft| draft.remove_filter(1)).await;
    assert!(matches!(nothing, Err(Error::Problem(Problem::Conflict))), "{nothing:?}");
}
