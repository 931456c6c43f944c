//! The fields of an e-mail or a text message: its text, the variables for it (D3), where its link leads.

use domain::Destination;
use domain::automation::step::StepKind;
use domain::automation::{StepForm, Variable};
use domain::view::automations::AutomationChoices;
use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, EventInit, HtmlInputElement, HtmlTextAreaElement};

use crate::components::{Icon, TextArea, entered};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

const SUBJECT: &str = "subject";
const BODY: &str = "body";

#[component]
pub fn MessageFields(kind: StepKind, form: StepForm, choices: AutomationChoices, variables: Vec<Variable>) -> impl IntoView {
    let s = use_words().steps();
    let is_mail = kind == StepKind::Email;
    // Variables go to where one last wrote.
    let field = RwSignal::new(BODY);
    let heard = move |event: FocusEvent| {
        let id = event.target().and_then(|target| target.dyn_into::<Element>().ok()).map(|found| found.id()).unwrap_or_default();
        if let Some(one) = [SUBJECT, BODY].into_iter().find(|one| *one == id) {
            field.set(one);
        }
    };
    let subject = entered("form[subject]", form.subject);
    let (hint, rows) = if is_mail { (s.body_hint, 12) } else { (s.sms_hint, 4) };
    view! {
        <div class="stack" on:focusin=heard>
            {is_mail.then(|| view! {
                <div class="field">
                    <label for=SUBJECT>{s.subject}</label>
                    <input id=SUBJECT name="form[subject]" maxlength="200" autocomplete="off" value=subject.clone() prop:value=subject />
                </div>
            })}
            <div class="field">
                <label for=BODY>{s.body}</label>
                <p class="hint" id="body-hint">{hint}</p>
                <TextArea id=BODY name="form[body]" rows value=form.body described_by="body-hint" />
            </div>
            <Variables is_mail variables field />
        </div>
        <div class="field">
            <label for="destination">{s.destination}</label>
            <p class="hint" id="destination-hint">{s.destination_hint}</p>
            <Destinations chosen=form.destination choices />
        </div>
    }
}

/// A menu of what can be filled in. Without scripts it can be read and copied.
#[component]
fn Variables(is_mail: bool, variables: Vec<Variable>, field: RwSignal<&'static str>) -> impl IntoView {
    let t = use_words();
    let s = t.steps();
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    view! {
        <details class="variables">
            <summary class="button small"><Icon name="plus" />{s.variables}</summary>
            <p class="hint">{s.variables_hint}</p>
            <ul class="list">
                {variables.into_iter().map(|variable| {
                    let name = t.variable(variable);
                    let text = written(t, variable, is_mail);
                    let shown = text.clone();
                    view! {
                        <li>
                            <span class="grow">{name}</span>
                            <code>{shown}</code>
                            {move || {
                                let text = text.clone();
                                scripted.get().then(|| view! {
                                    <button class="button small" type="button" aria-label=fill(s.insert, &[("name", name)]) on:click=move |_| insert(field.get_untracked(), &text)>
                                        {s.insert_short}
                                    </button>
                                })
                            }}
                        </li>
                    }
                }).collect_view()}
            </ul>
        </details>
    }
}

/// A variable as a text has it. The way in of a mail is a link with words on it.
fn written(t: Words, variable: Variable, is_mail: bool) -> String {
    let braced = variable.written();
    if is_mail && variable == Variable::LoginUrl { format!("[{}]({braced})", t.steps().link_text) } else { braced }
}

/// Puts the text where the cursor of the field is, and the cursor behind it.
fn insert(field: &str, text: &str) {
    let Some(found) = document().get_element_by_id(field) else { return };
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or_default();
    // Fields that are there take text, and their cursor can be put anywhere.
    if let Some(area) = found.dyn_ref::<HtmlTextAreaElement>() {
        let at = area.selection_start().ok().flatten().unwrap_or_default() + length;
        let _ = area.set_range_text(text);
        let _ = area.focus();
        let _ = area.set_selection_range(at, at);
    } else if let Some(input) = found.dyn_ref::<HtmlInputElement>() {
        let at = input.selection_start().ok().flatten().unwrap_or_default() + length;
        let _ = input.set_range_text(text);
        let _ = input.focus();
        let _ = input.set_selection_range(at, at);
    }
    let heard = EventInit::new();
    heard.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &heard) {
        let _ = found.dispatch_event(&event);
    }
}

/// Home, Courses, Communities, every course, lesson and community; and where it leads now, if it is none of them.
#[component]
fn Destinations(chosen: String, choices: AutomationChoices) -> impl IntoView {
    let words = use_words();
    let t = words.links();
    let chosen: Destination = entered("form[destination]", chosen).parse().unwrap_or_default();
    let mut known = false;
    let mut option = |place: Destination, text: String| {
        let is_chosen = place == chosen;
        known |= is_chosen;
        view! { <option value=place.to_string() selected=is_chosen prop:selected=is_chosen>{text}</option> }
    };
    let whole = [
        option(Destination::Home, t.home.to_owned()),
        option(Destination::Courses, t.courses.to_owned()),
        option(Destination::Communities, t.all_communities.to_owned()),
    ];
    let mut products = Vec::new();
    for product in choices.products {
        let mut inside = vec![option(Destination::Product(product.slug.clone()), fill(t.whole_course, &[("title", &product.title)]))];
        for (_, slug, title) in product.lessons {
            inside.push(option(Destination::Lesson(product.slug.clone(), slug), title));
        }
        products.push(view! { <optgroup label=product.title>{inside}</optgroup> });
    }
    let groups: Vec<_> = choices.groups.into_iter().map(|group| option(Destination::Group(group.slug), group.title)).collect();
    let other = (!known).then(|| {
        let text = fill(words.steps().other_place, &[("place", &chosen.path())]);
        view! { <option value=chosen.to_string() selected=true prop:selected=true>{text}</option> }
    });
    view! {
        <select id="destination" name="form[destination]" aria-describedby="destination-hint">
            {whole.into_iter().collect_view()}
            {products}
            {(!groups.is_empty()).then(|| view! { <optgroup label=words.common().communities>{groups}</optgroup> })}
            {other}
        </select>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn a_way_in_is_a_link_in_a_mail_and_an_address_in_a_text_message() {
        let t = Words::of(Lang::En);
        assert_eq!(written(t, Variable::LoginUrl, true), "[Open my space]({{ login_url }})");
        assert_eq!(written(t, Variable::LoginUrl, false), "{{ login_url }}");
        assert_eq!(written(t, Variable::FirstName, true), "{{ first_name }}");
    }
}
