//! Whom a broadcast is for, and how many that are: counted as one chooses where scripts run, else when it is saved.

use std::time::Duration;

use domain::view::broadcasts::{AudienceForm, BroadcastChoices, SeenKind};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, FormData, HtmlFormElement};

use crate::AppError;
use crate::api::broadcasts::count_audience;
use crate::components::notice::problem_text;
use crate::components::{entered, entered_all};
use crate::locales::Words;
use crate::viewer::use_words;

/// How long to wait for the next change before counting.
const PAUSE: Duration = Duration::from_millis(300);

const OFFERS: &str = "audience[offers][]";
const TAGS: &str = "audience[tags][]";
const PRODUCT: &str = "audience[product]";
const LEAST: &str = "audience[least]";
const MOST: &str = "audience[most]";
const SEEN: &str = "audience[seen]";
const DAYS: &str = "audience[days]";

#[component]
pub fn AudienceFields(form: AudienceForm, choices: BroadcastChoices, count: Option<u32>) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let live = LiveCount::new(count);
    let offers: Vec<String> = entered_all(OFFERS).unwrap_or_else(|| form.offers.iter().map(ToString::to_string).collect());
    let tags = entered_all(TAGS).unwrap_or_else(|| form.tags.clone());
    let BroadcastChoices { offers: all_offers, tags: all_tags, products, .. } = choices;
    let all_offers: Vec<(String, String)> = all_offers.into_iter().map(|(id, title)| (id.to_string(), title)).collect();
    // A tag that nobody has any more stays chosen until it is taken away.
    let gone = tags.iter().filter(|tag| !all_tags.contains(tag)).cloned().collect::<Vec<_>>();
    let all_tags: Vec<(String, String)> = all_tags.into_iter().chain(gone).map(|tag| (tag.clone(), tag)).collect();
    let courses: Vec<(String, String)> = products.into_iter().map(|(id, _, title)| (id.to_string(), title)).collect();
    view! {
        <section class="card" id="audience" aria-labelledby="whom" on:input=move |event| live.ask(&event)>
            <header><div><h2 id="whom">{b.whom}</h2><p>{b.whom_text}</p></div></header>
            <div class="stack">
                <Boxes name=OFFERS legend=b.any_offer hint=b.any_offer_hint choices=all_offers chosen=offers />
                <Boxes name=TAGS legend=b.any_tag hint=b.any_tag_hint choices=all_tags chosen=tags />
                <Reached form=form.clone() courses />
                <LastSeen form />
                <p role="status"><strong>{move || live.text(t)}</strong></p>
            </div>
        </section>
    }
}

/// Nothing where there is nothing to choose.
#[component]
fn Boxes(name: &'static str, legend: &'static str, hint: &'static str, choices: Vec<(String, String)>, chosen: Vec<String>) -> impl IntoView {
    (!choices.is_empty()).then(|| {
        let list = choices.into_iter().map(|(value, label)| {
            let is_chosen = chosen.contains(&value);
            view! { <li><label class="check"><input type="checkbox" name=name value=value checked=is_chosen /><span>{label}</span></label></li> }
        });
        view! { <fieldset class="field"><legend>{legend}</legend><p class="hint">{hint}</p><ul class="choices">{list.collect_view()}</ul></fieldset> }
    })
}

#[component]
fn Reached(form: AudienceForm, courses: Vec<(String, String)>) -> impl IntoView {
    let b = use_words().broadcasts();
    let chosen = entered(PRODUCT, form.product);
    let options = courses.into_iter().map(|(id, title)| {
        let is_chosen = id == chosen;
        view! { <option value=id selected=is_chosen prop:selected=is_chosen>{title}</option> }
    });
    view! {
        <div class="field">
            <label for="audience-course">{b.course}</label>
            <select id="audience-course" name=PRODUCT><option value="">{b.no_course}</option>{options.collect_view()}</select>
        </div>
        <div class="fields">
            <div class="field">
                <label for="audience-least">{b.least}</label>
                <input class="short" id="audience-least" name=LEAST type="number" min="0" max="100" inputmode="numeric" value=entered(LEAST, form.least) />
            </div>
            <div class="field">
                <label for="audience-most">{b.most}</label>
                <input class="short" id="audience-most" name=MOST type="number" min="0" max="100" inputmode="numeric" value=entered(MOST, form.most) />
            </div>
        </div>
    }
}

#[component]
fn LastSeen(form: AudienceForm) -> impl IntoView {
    let b = use_words().broadcasts();
    let chosen = entered(SEEN, form.seen);
    let word = |kind: SeenKind| match kind {
        SeenKind::Never => b.seen_never,
        SeenKind::Within => b.seen_within,
        SeenKind::NotFor => b.seen_not_for,
    };
    let options = SeenKind::ALL.iter().map(|kind| {
        let is_chosen = kind.word() == chosen;
        view! { <option value=kind.word() selected=is_chosen prop:selected=is_chosen>{word(*kind)}</option> }
    });
    view! {
        <div class="fields">
            <div class="field">
                <label for="audience-seen">{b.seen}</label>
                <select id="audience-seen" name=SEEN><option value="">{b.seen_any}</option>{options.collect_view()}</select>
            </div>
            <div class="field">
                <label for="audience-days">{b.days}</label>
                <input class="short" id="audience-days" name=DAYS type="number" min="1" max="3650" inputmode="numeric" value=entered(DAYS, form.days) />
            </div>
        </div>
    }
}

/// How many it is for: first what the page came with. All of it is signals: cheap to copy.
#[derive(Clone, Copy)]
struct LiveCount {
    answer: RwSignal<Option<Result<u32, AppError>>>,
    /// What was asked last: an answer to anything else is of the past.
    asked: RwSignal<Option<AudienceForm>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl LiveCount {
    fn new(count: Option<u32>) -> Self {
        let live = Self { answer: RwSignal::new(count.map(Ok)), asked: RwSignal::new(None), timer: StoredValue::new(None) };
        on_cleanup(move || live.forget_timer());
        live
    }

    fn forget_timer(self) {
        if let Some(timer) = self.timer.try_get_value().flatten() {
            timer.clear();
        }
    }

    /// Counts once choosing pauses.
    fn ask(self, event: &Event) {
        let form = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|target| target.closest("form").ok().flatten());
        let Some(audience) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).and_then(|form| read(&form)) else { return };
        self.forget_timer();
        self.asked.set(Some(audience.clone()));
        self.timer.set_value(set_timeout_with_handle(move || self.count(audience), PAUSE).ok());
    }

    fn count(self, audience: AudienceForm) {
        spawn_local(async move {
            let answer = count_audience(audience.clone()).await;
            if self.asked.try_get_untracked().flatten() == Some(audience) {
                self.answer.set(Some(answer));
            }
        });
    }

    fn text(self, t: Words) -> Option<String> {
        let b = t.broadcasts();
        Some(match self.answer.get()? {
            Ok(n) => t.count(n, b.count_one, b.count_many),
            Err(AppError(problem)) => problem_text(t, &problem),
        })
    }
}

/// What the form around holds.
fn read(form: &HtmlFormElement) -> Option<AudienceForm> {
    let data = FormData::new_with_form(form).ok()?;
    let one = |name: &str| data.get(name).as_string().unwrap_or_default();
    let all = |name: &str| data.get_all(name).iter().filter_map(|value| value.as_string()).collect::<Vec<String>>();
    Some(AudienceForm {
        offers: all(OFFERS).iter().filter_map(|id| id.parse().ok()).collect(),
        tags: all(TAGS),
        product: one(PRODUCT),
        least: one(LEAST),
        most: one(MOST),
        seen: one(SEEN),
        days: one(DAYS),
    })
}
