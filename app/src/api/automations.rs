//! Automations, for admins: the list, the editor, the dry run, what became of each.

use domain::automation::form::{ConditionForm, StepForm, TriggerForm};
use domain::automation::step::StepKind;
use domain::automation::{Recipe, TriggerKind};
use domain::view::Page;
use domain::view::automations::{AutomationCard, AutomationChoices, AutomationList, DryRun, RunCard, RunQuery, RunRow, Runs};
use domain::view::courses::Step as Way;
use domain::{AutomationId, ContactId, RunId, StepPath};
use leptos::prelude::*;

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::pages::admin::automation::open::{Open, page};

#[server(prefix = "/fn", endpoint = "automations/list")]
pub async fn list_automations() -> Result<AutomationList, AppError> {
    super::guard::told(super::guard::admin()?.automations().await)
}

/// What the editor shows; with `choices`, what its menus offer too. `id` as the address has it.
#[server(prefix = "/fn", endpoint = "automations/edit")]
pub async fn edit_automation(id: String, choices: bool) -> Result<(AutomationCard, Option<AutomationChoices>), AppError> {
    let admin = super::guard::admin()?;
    let card = super::guard::told(admin.automation(known(&id)?).await)?;
    let choices = if choices { Some(super::guard::told(admin.automation_choices().await)?) } else { None };
    Ok((card, choices))
}

/// Makes a draft that begins with that and does nothing yet, and goes on with what exactly it begins with.
#[server(prefix = "/fn", endpoint = "automations/create")]
pub async fn create_automation(name: String, kind: TriggerKind) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let id = super::guard::told(admin.create_automation(service::automations::Model::Blank(name, kind)).await)?;
    leptos_axum::redirect(&Open::Trigger.href(id));
    Ok(())
}

/// Makes a draft from a ready-made one, in the reader's language.
#[server(prefix = "/fn", endpoint = "automations/use-recipe")]
pub async fn use_recipe(recipe: Recipe) -> Result<(), AppError> {
    let lang = super::guard::visit()?.lang;
    made(service::automations::Model::Recipe(recipe, lang)).await
}

#[server(prefix = "/fn", endpoint = "automations/duplicate")]
pub async fn duplicate_automation(id: AutomationId) -> Result<(), AppError> {
    made(service::automations::Model::Copy(id)).await
}

#[server(prefix = "/fn", endpoint = "automations/rename")]
pub async fn rename_automation(id: AutomationId, name: String) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.rename_automation(id, &name).await)?;
    leptos_axum::redirect(&format!("{}?done=renamed", page(id)));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/publish")]
pub async fn publish_automation(id: AutomationId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.publish_automation(id).await)?;
    leptos_axum::redirect(&format!("{}?done=published", page(id)));
    Ok(())
}

/// `back` is the page that the form stands on.
#[server(prefix = "/fn", endpoint = "automations/pause")]
pub async fn pause_automation(id: AutomationId, #[server(default)] back: String) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.pause_automation(id).await)?;
    leptos_axum::redirect(&came_from(&back, id, "paused"));
    Ok(())
}

/// `back` is the page that the form stands on.
#[server(prefix = "/fn", endpoint = "automations/resume")]
pub async fn resume_automation(id: AutomationId, #[server(default)] back: String) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.resume_automation(id).await)?;
    leptos_axum::redirect(&came_from(&back, id, "resumed"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/delete")]
pub async fn delete_automation(id: AutomationId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.delete_automation(id).await)?;
    leptos_axum::redirect("/admin/automations?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/set-trigger")]
pub async fn set_trigger(id: AutomationId, form: TriggerForm) -> Result<(), AppError> {
    let trigger = form.parse()?;
    change(id, move |draft| {
        draft.trigger = trigger;
        Some(())
    })
    .await?;
    leptos_axum::redirect(&Open::Trigger.saved(id));
    Ok(())
}

/// Sets the filter in that place, counted from 1; 0 adds one.
#[server(prefix = "/fn", endpoint = "automations/set-filter")]
pub async fn set_filter(id: AutomationId, place: usize, condition: ConditionForm) -> Result<(), AppError> {
    let condition = condition.parse()?;
    let place = change(id, move |draft| draft.set_filter(place, condition)).await?;
    leptos_axum::redirect(&Open::Filter(place).saved(id));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/remove-filter")]
pub async fn remove_filter(id: AutomationId, place: usize) -> Result<(), AppError> {
    change(id, move |draft| draft.remove_filter(place)).await?;
    leptos_axum::redirect(&format!("{}?done=filter-removed", page(id)));
    Ok(())
}

/// Puts a step at `at`, before the one that stands there.
#[server(prefix = "/fn", endpoint = "automations/add-step")]
pub async fn add_step(
    id: AutomationId,
    at: StepPath,
    kind: StepKind,
    #[server(default)] form: StepForm,
    #[server(default)] condition: ConditionForm,
) -> Result<(), AppError> {
    let step = form.parse(kind, &condition)?;
    let place = at.clone();
    change(id, move |draft| draft.insert(&place, step).then_some(())).await?;
    leptos_axum::redirect(&Open::Step(at).saved(id));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/change-step")]
pub async fn change_step(
    id: AutomationId,
    at: StepPath,
    kind: StepKind,
    #[server(default)] form: StepForm,
    #[server(default)] condition: ConditionForm,
) -> Result<(), AppError> {
    let step = form.parse(kind, &condition)?;
    let place = at.clone();
    change(id, move |draft| draft.replace(&place, step).then_some(())).await?;
    leptos_axum::redirect(&Open::Step(at).saved(id));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/move-step")]
pub async fn move_step(id: AutomationId, at: StepPath, step: Way) -> Result<(), AppError> {
    let to = change(id, move |draft| draft.shift(&at, step.into())).await?;
    leptos_axum::redirect(&format!("{}#{}", page(id), Open::Step(to).anchor()));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/duplicate-step")]
pub async fn duplicate_step(id: AutomationId, at: StepPath) -> Result<(), AppError> {
    let copy = change(id, move |draft| draft.duplicate(&at)).await?;
    leptos_axum::redirect(&Open::Step(copy).href(id));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "automations/remove-step")]
pub async fn remove_step(id: AutomationId, at: StepPath) -> Result<(), AppError> {
    change(id, move |draft| draft.remove(&at)).await?;
    leptos_axum::redirect(&format!("{}?done=step-removed", page(id)));
    Ok(())
}

/// What its draft would do for a contact now. `id` as the address has it.
#[server(prefix = "/fn", endpoint = "automations/dry-run")]
pub async fn load_dry_run(id: String, contact: ContactId) -> Result<DryRun, AppError> {
    let admin = super::guard::admin()?;
    let draft = super::guard::told(admin.automation(known(&id)?).await)?.definition;
    super::guard::told(admin.dry_run(&draft, contact).await)
}

/// A page of its runs, newest first. `id` as the address has it.
#[server(prefix = "/fn", endpoint = "automations/runs")]
pub async fn list_runs(id: String, query: RunQuery) -> Result<Runs, AppError> {
    super::guard::told(super::guard::admin()?.runs(known(&id)?, &query).await)
}

/// What automations did for a contact, newest first.
#[server(prefix = "/fn", endpoint = "automations/runs-of-contact")]
pub async fn runs_of_contact(contact: ContactId) -> Result<Page<RunRow>, AppError> {
    super::guard::told(super::guard::admin()?.runs_of(contact, &RunQuery::default()).await)
}

/// One run, step by step. `run` as the address has it.
#[server(prefix = "/fn", endpoint = "automations/run")]
pub async fn show_run(run: String) -> Result<RunCard, AppError> {
    let run: RunId = run.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(super::guard::admin()?.run(run).await)
}

#[server(prefix = "/fn", endpoint = "automations/stop-run")]
pub async fn stop_run(id: AutomationId, run: RunId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.stop_run(run).await)?;
    leptos_axum::redirect(&format!("{}/runs/{run}?done=stopped", page(id)));
    Ok(())
}

/// An id of an address: one that is no id is the id of nothing.
#[cfg(feature = "ssr")]
fn known(id: &str) -> Result<AutomationId, domain::Problem> {
    id.parse().map_err(|_| domain::Problem::NotFound)
}

/// The page that a form says it stands on, if it is one of those that have it.
#[cfg(feature = "ssr")]
fn came_from(back: &str, id: AutomationId, done: &str) -> String {
    let path = if back == "list" { "/admin/automations".to_owned() } else { page(id) };
    format!("{path}?done={done}")
}

/// Makes a draft and goes there.
#[cfg(feature = "ssr")]
async fn made(model: service::automations::Model) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let id = super::guard::told(admin.create_automation(model).await)?;
    leptos_axum::redirect(&format!("{}?done=created", page(id)));
    Ok(())
}

/// Changes a draft: `change` does it, and tells what came of it; nothing, if there was nothing there to change.
#[cfg(feature = "ssr")]
async fn change<T: Send + 'static>(id: AutomationId, change: impl FnOnce(&mut domain::Definition) -> Option<T> + Send + 'static) -> Result<T, AppError> {
    super::guard::told(super::guard::admin()?.change_draft(id, change).await)
}
