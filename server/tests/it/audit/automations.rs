//! Automations, with a line for every step.

use domain::AutomationId;
use domain::view::audit::Action;
use domain::view::automations::RunQuery;

use super::{Log, id_in};

/// What the address of an automation begins with.
const PAGE: &str = "/admin/automations/";

pub async fn write(log: &mut Log<'_>) {
    let offer = log.h.offer("Patience", &[]).await;
    let recipe = log.does("automations/use-recipe", &[("recipe", "welcome")], Action::AutomationCreated).await;
    let copy = log.does("automations/duplicate", &[("id", &id_in(&recipe, PAGE))], Action::AutomationCreated).await;
    log.does("automations/delete", &[("id", &id_in(&copy, PAGE))], Action::AutomationDeleted).await;

    let blank = log.does("automations/create", &[("name", "Mine"), ("kind", "signed-up")], Action::AutomationCreated).await;
    let id = id_in(&blank, PAGE);
    log.does("automations/rename", &[("id", &id), ("name", "Patience")], Action::AutomationChanged).await;
    edit(log, &id, &format!("offer/{offer}")).await;

    let this = [("id", id.as_str())];
    log.does("automations/publish", &this, Action::AutomationPublished).await;
    let contact = log.h.contact("ida@example.org").await;
    let theo = log.theo().await;
    theo.grant_offer(contact.id, offer, None).await.expect("granted");
    crate::automations::settle(log.h).await;
    let run = theo.runs_of(contact.id, &RunQuery::default()).await.expect("runs").items[0].id.to_string();
    log.does("automations/stop-run", &[("id", &id), ("run", &run)], Action::RunStopped).await;
    log.does("automations/pause", &this, Action::AutomationPaused).await;
    log.does("automations/resume", &this, Action::AutomationResumed).await;
}

/// Every button of the editor, until two waits are left.
async fn edit(log: &mut Log<'_>, id: &str, offer: &str) {
    log.does("automations/set-trigger", &[("id", id), ("form[kind]", "offer-granted"), ("form[offer]", offer)], Action::AutomationChanged).await;
    let filter = [("id", id), ("place", "0"), ("condition[about]", offer)];
    log.does("automations/set-filter", &filter, Action::AutomationChanged).await;
    log.does("automations/remove-filter", &[("id", id), ("place", "1")], Action::AutomationChanged).await;

    let question = [("id", id), ("at", "1"), ("kind", "if"), ("condition[about]", "tag"), ("condition[tag]", "vip")];
    log.does("automations/add-step", &question, Action::AutomationChanged).await;
    let wait = [("id", id), ("at", "2"), ("kind", "wait"), ("form[amount]", "1"), ("form[unit]", "days")];
    log.does("automations/add-step", &wait, Action::AutomationChanged).await;
    let longer = [("id", id), ("at", "2"), ("kind", "wait"), ("form[amount]", "2"), ("form[unit]", "days")];
    log.does("automations/change-step", &longer, Action::AutomationChanged).await;
    log.does("automations/move-step", &[("id", id), ("at", "2"), ("step", "up")], Action::AutomationChanged).await;
    log.does("automations/duplicate-step", &[("id", id), ("at", "1")], Action::AutomationChanged).await;
    log.does("automations/remove-step", &[("id", id), ("at", "3")], Action::AutomationChanged).await;

    let draft = id.parse::<AutomationId>().expect("an id");
    let steps = log.theo().await.automation(draft).await.expect("the draft").definition.steps;
    let wait = domain::automation::Step::Wait { amount: 2, unit: domain::automation::Unit::Days };
    assert_eq!(steps, [wait.clone(), wait]);
}
