//! Finds a contact: as one types, with arrow keys (the ARIA combobox pattern), or with a plain search form without scripts.

use std::time::Duration;

use domain::ContactId;
use domain::text;
use domain::view::links::ContactHit;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::avatar::Avatar;
use super::contact_state::ContactBadge;
use super::notice::{Tone, problem_text};
use super::{Icon, Loaded, Notice, page_resource};
use crate::AppError;
use crate::api::links::search_contacts;
use crate::locales::fill;
use crate::viewer::use_words;

/// How long to wait for the next letter before looking up what was typed.
const PAUSE: Duration = Duration::from_millis(120);

/// The address of a contact that was picked.
type Href = Callback<(ContactId,), String>;

/// Searches contacts and goes to `href` of the one that is picked.
#[component]
pub fn ContactPicker(
    /// What was searched for without scripts.
    typed: String,
    /// The page, and the parameters of its address that stay, for a search without scripts.
    #[prop(into)]
    action: String,
    kept: Vec<(&'static str, &'static str)>,
    #[prop(into)] href: Href,
) -> impl IntoView {
    let t = use_words();
    let box_ = Combobox::new(typed.clone(), href);
    let input = NodeRef::<Input>::new();
    let scripted = RwSignal::new(false);
    Effect::new(move |_| {
        scripted.set(true);
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _ = input.focus();
            });
        }
    });
    Effect::new(move |_| {
        if let Some(option) = box_.active_id().and_then(|id| document().get_element_by_id(&id)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    on_cleanup(move || box_.forget_timer());
    view! {
        <form class="stack" method="get" action=action role="search" on:submit=move |event| if box_.untracked_open() { event.prevent_default() }>
            {kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
            <div class="field combobox">
                <label for="contact">{t.links().contact}</label>
                <div class="search">
                    <Icon name="search" />
                    <input node_ref=input id="contact" name="q" value=typed.clone() autocomplete="off" autofocus=true spellcheck="false" placeholder=t.links().search_by
                        role=move || scripted.get().then_some("combobox")
                        aria-autocomplete=move || scripted.get().then_some("list")
                        aria-controls=move || scripted.get().then_some(LIST)
                        aria-expanded=move || scripted.get().then(|| box_.is_open().to_string())
                        aria-activedescendant=move || box_.active_id()
                        on:input=move |event| box_.type_text(event_target_value(&event))
                        on:keydown=move |event| box_.key(&event) />
                </div>
                <ul class="listbox" id=LIST role="listbox" aria-label=t.links().contacts hidden=move || !box_.is_open()>
                    {move || box_.hits().into_iter().enumerate().map(|(i, hit)| view! { <Choice box_ i hit /> }).collect_view()}
                </ul>
                {move || box_.answer().map(|answer| view! { <Verdict answer typed=box_.typed.get() /> })}
                <noscript inner_html=format!("<button class=\"button\">{}</button>", t.common().search)></noscript>
                <p class="hint" role="status">{move || box_.answer().and_then(Result::ok).map(|hits| found_text(hits.len()))}</p>
            </div>
        </form>
        <Show when=move || !box_.touched.get()><Results typed=typed.clone() href /></Show>
    }
}

const LIST: &str = "contact-list";

/// What the search box knows. All of it is signals: cheap to copy.
#[derive(Clone, Copy)]
struct Combobox {
    typed: RwSignal<String>,
    /// The answer for what is typed, or for what was typed just before.
    found: RwSignal<Option<Result<Vec<ContactHit>, AppError>>>,
    active: RwSignal<usize>,
    touched: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    href: Href,
    go: Callback<(String,)>,
}

impl Combobox {
    fn new(typed: String, href: Href) -> Self {
        let navigate = use_navigate();
        Self {
            typed: RwSignal::new(typed),
            found: RwSignal::new(None),
            active: RwSignal::new(0),
            touched: RwSignal::new(false),
            timer: StoredValue::new(None),
            href,
            go: Callback::new(move |(href,): (String,)| navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() })),
        }
    }

    fn answer(self) -> Option<Result<Vec<ContactHit>, AppError>> {
        self.found.get()
    }

    fn hits(self) -> Vec<ContactHit> {
        self.found.with(|found| found.as_ref().and_then(|answer| answer.as_ref().ok()).cloned()).unwrap_or_default()
    }

    fn count(self) -> usize {
        self.found.with_untracked(|found| found.as_ref().and_then(|answer| answer.as_ref().ok()).map_or(0, Vec::len))
    }

    fn is_open(self) -> bool {
        self.found.with(|found| found.as_ref().is_some_and(|answer| answer.as_ref().is_ok_and(|hits| !hits.is_empty())))
    }

    fn untracked_open(self) -> bool {
        self.count() > 0
    }

    fn active_id(self) -> Option<String> {
        self.is_open().then(|| option_id(self.active.get()))
    }

    fn forget_timer(self) {
        if let Some(timer) = self.timer.try_get_value().flatten() {
            timer.clear();
        }
    }

    /// Looks the text up once typing pauses.
    fn type_text(self, text: String) {
        self.forget_timer();
        self.touched.set(true);
        self.typed.set(text.clone());
        if text.trim().is_empty() {
            self.found.set(None);
            return;
        }
        self.timer.set_value(set_timeout_with_handle(move || self.look_up(text), PAUSE).ok());
    }

    fn look_up(self, text: String) {
        spawn_local(async move {
            let answer = search_contacts(text.clone()).await;
            // Meanwhile something else may be typed, or the box gone: then the answer is to a question of the past.
            if self.typed.try_get_untracked() == Some(text) {
                self.active.set(0);
                self.found.set(Some(answer));
            }
        });
    }

    fn pick(self, i: usize) {
        let picked = self.found.with_untracked(|found| found.as_ref()?.as_ref().ok()?.get(i).map(|hit| hit.id));
        if let Some(id) = picked {
            self.go.run((self.href.run((id,)),));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let (last, active) = (self.count().saturating_sub(1), self.active.get_untracked());
        let to = match event.key().as_str() {
            "ArrowDown" => {
                if active == last {
                    0
                } else {
                    active + 1
                }
            }
            "ArrowUp" => {
                if active == 0 {
                    last
                } else {
                    active - 1
                }
            }
            "Home" => 0,
            "End" => last,
            "Enter" if self.untracked_open() => {
                event.prevent_default();
                return self.pick(active);
            }
            // The first Escape empties the box, the next one is the dialog's.
            "Escape" if !self.typed.with_untracked(String::is_empty) => {
                event.prevent_default();
                if let Some(input) = event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(target).ok()) {
                    input.set_value("");
                }
                return self.type_text(String::new());
            }
            _ => return,
        };
        if self.untracked_open() {
            event.prevent_default();
            self.active.set(to);
        }
    }
}

fn option_id(i: usize) -> String {
    format!("contact-option-{i}")
}

/// `3 contacts found`.
fn found_text(n: usize) -> String {
    let t = use_words();
    t.count(domain::count(n), t.links().found_one, t.links().found_many)
}

/// One contact in the list.
#[component]
fn Choice(box_: Combobox, i: usize, hit: ContactHit) -> impl IntoView {
    let typed = text::words(&box_.typed.get_untracked());
    view! {
        <li role="option" id=option_id(i) aria-selected=move || (box_.active.get() == i).to_string()
            on:mousedown=|event| event.prevent_default() on:click=move |_| box_.pick(i)>
            <Avatar id=hit.id name=hit.name.clone() />
            <span class="who">
                <strong>{marked(&hit.name, &typed)}</strong>
                <small>{marked(&hit.email, &typed)}{hit.phone.map(|phone| format!(" · {phone}"))}</small>
            </span>
            <ContactBadge state=hit.state />
        </li>
    }
}

/// Why there is no list.
#[component]
fn Verdict(answer: Result<Vec<ContactHit>, AppError>, typed: String) -> impl IntoView {
    let t = use_words();
    match answer {
        Ok(hits) if hits.is_empty() => view! { <NothingFound typed /> }.into_any(),
        Ok(_) => ().into_any(),
        Err(AppError(problem)) => view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }.into_any(),
    }
}

#[component]
fn NothingFound(typed: String) -> impl IntoView {
    let t = use_words().links();
    view! { <p class="listbox-empty">{fill(t.no_match, &[("typed", &typed)])}" "<a class="link" href="/admin/contacts/new">{t.add_contact}</a></p> }
}

/// What a search without scripts found: links.
#[component]
fn Results(typed: String, href: Href) -> impl IntoView {
    let t = use_words().links();
    let shown = typed.clone();
    let found = page_resource(
        || (),
        move |()| {
            let typed = typed.clone();
            async move { if typed.trim().is_empty() { Ok(None) } else { search_contacts(typed).await.map(Some) } }
        },
    );
    view! {
        <Loaded resource=found let:answer>
            {answer.map(|hits| if hits.is_empty() {
                view! { <NothingFound typed=shown.clone() /> }.into_any()
            } else {
                view! {
                    <ul class="list" aria-label=t.contacts>
                        {hits.into_iter().map(|hit| view! {
                            <li>
                                <a class="row-link" href=href.run((hit.id,)) data-noscroll=true>
                                    <Avatar id=hit.id name=hit.name.clone() />
                                    <span class="who"><strong>{hit.name.clone()}</strong><small>{hit.email.clone()}</small></span>
                                    <ContactBadge state=hit.state />
                                </a>
                            </li>
                        }).collect_view()}
                    </ul>
                }.into_any()
            })}
        </Loaded>
    }
}

/// The text, with the beginnings of words that a search looked for marked.
fn marked(text: &str, words: &[String]) -> Vec<AnyView> {
    split(text, words).into_iter().map(|(part, hit)| if hit { view! { <mark>{part}</mark> }.into_any() } else { part.into_any() }).collect()
}

/// Cuts `text` where marks begin and end: each part, and whether it is marked.
fn split(text: &str, words: &[String]) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut add = |part: &str, hit: bool| match parts.last_mut() {
        Some((last, was)) if *was == hit => last.push_str(part),
        _ => parts.push((part.to_owned(), hit)),
    };
    for run in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let folded = text::fold(run);
        let longest = words.iter().filter(|word| folded.starts_with(word.as_str())).map(String::len).max().unwrap_or_default();
        // As many letters of the text as it takes to fold to what was typed.
        let end = run.char_indices().map(|(at, c)| at + c.len_utf8()).find(|end| text::fold(&run[..*end]).len() >= longest).unwrap_or(run.len());
        let (hit, rest) = run.split_at(if longest == 0 { 0 } else { end });
        if !hit.is_empty() {
            add(hit, true);
        }
        if !rest.is_empty() {
            add(rest, false);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn marks_the_beginnings_of_words_accents_or_not() {
        let part = |text: &str, hit| (text.to_owned(), hit);
        assert_eq!(split("Élodie Martin", &["elo".to_owned()]), [part("Élo", true), part("die Martin", false)]);
        assert_eq!(split("Ada Adams", &["ada".to_owned()]), [part("Ada", true), part(" ", false), part("Ada", true), part("ms", false)]);
        assert_eq!(split("Œuvrard", &["o".to_owned()]), [part("Œ", true), part("uvrard", false)]);
        assert_eq!(split("Grace", &["ada".to_owned()]), [part("Grace", false)]);
    }
}
