//! Automations, with a line for every step.

use domain::automation::{Definition, Recipe, Step, TriggerKind};
use domain::view::audit::Action;
use domain::view::automations::RunQuery;
use domain::{Lang, Problem};
use service::automations::Model;

use super::Log;

pub async fn write(log: &mut Log<'_>) {
    let theo = log.theo().await;
    let wait = Step::Wait { amount: 1, unit: domain::automation::Unit::Days };
    let definition = Definition { steps: vec![wait], ..Definition::blank(TriggerKind::OfferGranted) };
    let id = log.writes(Action::AutomationCreated, theo.create_automation(Model::Recipe(Recipe::Welcome, Lang::En))).await;
    log.writes(Action::AutomationChanged, theo.save_automation(id, definition)).await;
    log.writes(Action::AutomationChanged, theo.rename_automation(id, "Patience")).await;
    log.writes(Action::AutomationPublished, theo.publish_automation(id)).await;

    let contact = log.h.contact("ida@example.org").await;
    let offer = log.h.offer("Patience", &[]).await;
    theo.grant_offer(contact.id, offer, None).await.expect("granted");
    crate::automations::settle(log.h).await;
    let run = theo.runs_of(contact.id, &RunQuery::default()).await.expect("runs").items[0].id;
    log.writes(Action::RunStopped, theo.stop_run(run)).await;

    log.writes(Action::AutomationPaused, theo.pause_automation(id)).await;
    log.writes(Action::AutomationResumed, theo.resume_automation(id)).await;
    log.writes(Action::AutomationDeleted, theo.delete_automation(id)).await;
    let gone = theo.delete_automation(id).await;
    assert!(matches!(gone, Err(service::Error::Problem(Problem::NotFound))));
}
