//! *Then*: the steps, in the order in which they are done. A question has two branches, each a list of its own.

use std::sync::Arc;

use domain::automation::check::DEEPEST_QUESTION;
use domain::automation::step::StepKind;
use domain::automation::{Branch, ConditionForm, Spot, Step, StepForm, StepPath};
use domain::view::courses::Step as Way;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::fields::StepFields;
use super::focus::{Follow, focus_on_arrival};
use super::open::{Open, page};
use super::{Draft, Flaws, PartActions};
use crate::api::automations::{AddStep, ChangeStep};
use crate::components::{Form, Icon};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Steps(draft: Arc<Draft>, steps: Vec<Step>) -> impl IntoView {
    let e = use_words().editor();
    let list = list(&draft, steps, &StepPath::first(), e.add_step.to_owned());
    view! { <section class="stack tight" aria-labelledby="then"><h2 id="then">{e.then}</h2>{list}</section> }
}

/// The steps from `first` on, with a way to add one before each and, called `add`, behind them all.
fn list(draft: &Arc<Draft>, steps: Vec<Step>, first: &StepPath, add: String) -> AnyView {
    let last = steps.len();
    let place = |n: usize| StepPath { place: n, ..first.clone() };
    let items: Vec<_> = (1..).zip(steps).map(|(n, step)| view! { <Item draft=Arc::clone(draft) step path=place(n) ends=(n == 1, n == last) /> }).collect();
    let end = place(last + 1);
    view! { <ol class="steps">{items}<li><Add draft=Arc::clone(draft) at=end label=add /></li></ol> }.into_any()
}

#[component]
fn Item(
    draft: Arc<Draft>,
    step: Step,
    path: StepPath,
    /// Whether it is the first and the last of its list.
    ends: (bool, bool),
) -> impl IntoView {
    let t = use_words();
    let here = Open::Step(path.clone());
    let is_open = draft.open == here;
    let href = if is_open { format!("{}#{}", page(draft.id), here.anchor()) } else { here.href(draft.id) };
    let sentence = t.step(&step, &draft.titles);
    let faults = draft.faults_at(&Spot::Step(path.clone()));
    let before = fill(t.editor().add_before, &[("path", &t.step_path(&path))]);
    let branches = Branch::ALL.iter().filter_map(|branch| step.branch(*branch).map(|steps| (*branch, steps.to_vec())));
    let branches: Vec<_> = branches.map(|(branch, steps)| view! { <BranchList draft=Arc::clone(&draft) path=path.clone() branch steps /> }).collect();
    let question = !branches.is_empty();
    view! {
        <li>
            <Add draft=Arc::clone(&draft) at=path.clone() label=before between=true />
            <div class="card step" id=here.anchor()>
                <div class="step-head">
                    <Icon name=icon(step.kind()) />
                    <a class="grow" href=href aria-expanded=is_open.to_string() data-noscroll=true>{sentence.clone()}</a>
                    <Tools draft=Arc::clone(&draft) path=path.clone() sentence ends />
                </div>
                <Flaws faults />
                {is_open.then(|| view! { <Change draft=Arc::clone(&draft) path=path.clone() step /> })}
            </div>
            {question.then(|| view! { <div class="branches">{branches}</div> })}
        </li>
    }
}

#[component]
fn BranchList(draft: Arc<Draft>, path: StepPath, branch: Branch, steps: Vec<Step>) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let (word, add) = match branch {
        Branch::Yes => (e.if_yes, e.add_under_yes),
        Branch::No => (e.if_no, e.add_under_no),
    };
    let id = format!("branch-{path}-{branch}");
    let label = fill(add, &[("path", &t.step_path(&path))]);
    let inside = list(&draft, steps, &path.into_branch(branch), label);
    view! { <section class="branch" aria-labelledby=id.clone()><h3 id=id.clone()>{word}</h3>{inside}</section> }
}

const fn icon(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Email => "mail",
        StepKind::Sms => "phone",
        StepKind::Wait => "clock",
        StepKind::If => "help",
        StepKind::GrantOffer => "gift",
        StepKind::RevokeOffer => "lock",
        StepKind::AddTag | StepKind::RemoveTag => "tag",
        StepKind::Webhook => "globe",
    }
}

/// Moving a step among its neighbours, doubling it, taking it out. The focus stays with it.
#[component]
fn Tools(draft: Arc<Draft>, path: StepPath, sentence: String, ends: (bool, bool)) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let follow = expect_context::<Follow>();
    let named = |text: &str| fill(text, &[("sentence", &sentence)]);
    let (up, down, more) = (named(e.move_up), named(e.move_down), named(e.actions_for_step));
    let moves = |way: Way| {
        let place = match way {
            Way::Up => path.place.saturating_sub(1),
            Way::Down => path.place + 1,
        };
        let to = StepPath { place, ..path.clone() };
        let other = if way == Way::Up { Way::Down } else { Way::Up };
        let said = fill(e.moved, &[("path", &t.step_path(&to))]);
        move |_| follow.to(vec![format!("{way}-{to}"), format!("{other}-{to}"), format!("more-{to}")], said.clone())
    };
    let (move_up, move_down) = (moves(Way::Up), moves(Way::Down));
    let (up_id, down_id) = (format!("up-{path}"), format!("down-{path}"));
    let copy = path.behind();
    let said = fill(e.duplicated, &[("path", &t.step_path(&copy))]);
    let doubled = move |_| follow.to(vec![format!("more-{copy}")], said.clone());
    let (id, at) = (draft.id, path.to_string());
    let fields = move || view! { <input type="hidden" name="id" value=id.to_string() /><input type="hidden" name="at" value=at.clone() /> };
    let same = fields.clone();
    view! {
        <ActionForm action=draft.actions.shift attr:class="reorder-buttons">
            {fields()}
            <button class="button quiet icon-only" id=up_id name="step" value="up" disabled=ends.0 aria-label=up on:click=move_up><Icon name="arrow-up" /></button>
            <button class="button quiet icon-only" id=down_id name="step" value="down" disabled=ends.1 aria-label=down on:click=move_down><Icon name="arrow-down" /></button>
        </ActionForm>
        <details class="menu end" name="step">
            <summary class="button quiet icon-only" id=format!("more-{path}") aria-label=more><Icon name="more" /></summary>
            <div class="menu-panel">
                <ActionForm action=draft.actions.duplicate>{same()}<button on:click=doubled><Icon name="copy" />{e.duplicate}</button></ActionForm>
                <a class="danger" href=format!("{}?dialog=delete-step&at={path}", page(id)) data-noscroll=true><Icon name="trash" />{e.delete_more}</a>
            </div>
        </details>
    }
}

#[component]
fn Change(draft: Arc<Draft>, path: StepPath, step: Step) -> impl IntoView {
    let action = ServerAction::<ChangeStep>::new();
    let kind = step.kind();
    let condition = match &step {
        Step::If { condition, .. } => ConditionForm::from(condition),
        _ => ConditionForm::default(),
    };
    view! {
        <Form action>
            <input type="hidden" name="id" value=draft.id.to_string() />
            <input type="hidden" name="at" value=path.to_string() />
            <input type="hidden" name="kind" value=kind.word() />
            <StepFields kind form=StepForm::from(&step) condition choices=draft.choices.clone() variables=draft.variables.clone() />
            <PartActions draft=Arc::clone(&draft) />
        </Form>
    }
}

/// A menu of what can be put here, or the form for what was chosen of it.
#[component]
fn Add(
    draft: Arc<Draft>,
    at: StepPath,
    label: String,
    /// Stands between two steps, where there is less room.
    #[prop(optional)]
    between: bool,
) -> impl IntoView {
    let t = use_words();
    if let Open::NewStep(place, kind) = &draft.open
        && *place == at
    {
        let kind = *kind;
        return view! { <New draft at kind /> }.into_any();
    }
    let id = draft.id;
    let deepest = at.depth() >= DEEPEST_QUESTION;
    let kinds = StepKind::ALL.iter().filter(move |kind| !(deepest && **kind == StepKind::If)).map(|kind| {
        let href = Open::NewStep(at.clone(), *kind).href(id);
        view! { <a href=href data-noscroll=true><Icon name=icon(*kind) />{t.step_kind(*kind)}</a> }
    });
    let kinds = kinds.collect_view();
    view! {
        <details class="menu add-step" name="step">
            <summary class=if between { "button small quiet icon-only" } else { "button small" } id=format!("add-{at}") aria-label=label>
                <Icon name="plus" />{(!between).then_some(t.editor().add_step)}
            </summary>
            <div class="menu-panel">{kinds}</div>
        </details>
    }
    .into_any()
}

#[component]
fn New(draft: Arc<Draft>, at: StepPath, kind: StepKind) -> impl IntoView {
    let t = use_words();
    let action = ServerAction::<AddStep>::new();
    focus_on_arrival("step-new");
    let follow = expect_context::<Follow>();
    let said = fill(t.editor().added, &[("path", &t.step_path(&at))]);
    let focused = format!("more-{at}");
    view! {
        <div class="card step" id="step-new">
            <div class="step-head"><Icon name=icon(kind) /><strong class="grow">{t.step_kind(kind)}</strong></div>
            <Form action>
                <input type="hidden" name="id" value=draft.id.to_string() />
                <input type="hidden" name="at" value=at.to_string() />
                <input type="hidden" name="kind" value=kind.word() />
                <StepFields kind form=StepForm::default() condition=ConditionForm::default() choices=draft.choices.clone() variables=draft.variables.clone() />
                <div class="form-actions">
                    <button class="button" on:click=move |_| follow.to(vec![focused.clone()], said.clone())>{t.editor().add_it}</button>
                    <a class="button quiet" href=format!("{}#add-{at}", page(draft.id)) data-noscroll=true>{t.common().cancel}</a>
                </div>
            </Form>
        </div>
    }
}
