//! The variables of a text: a list to read and, where scripts run, a button beside each that puts it where one writes (D3).

use domain::Variable;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, EventInit, HtmlTextAreaElement};

use super::Icon;
use crate::viewer::use_words;

#[component]
pub fn VariableMenu(
    /// The id of the field that they are put into.
    field: &'static str,
) -> impl IntoView {
    let t = use_words();
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let rows = Variable::of_every_message().map(|variable| {
        let written = variable.written();
        let label = format!("{} {written}", t.broadcasts().insert);
        let put = written.clone();
        view! {
            <li>
                <code class="nowrap">{written}</code>
                <span class="grow">{t.variable(variable)}</span>
                <button type="button" class="button small" hidden=move || !scripted.get() aria-label=label on:click=move |_| insert(field, &put)>{t.broadcasts().insert}</button>
            </li>
        }
    });
    view! {
        <details>
            <summary class="link">{t.broadcasts().variables}<Icon name="chevron-down" /></summary>
            <p class="hint">{t.broadcasts().variables_text}</p>
            <ul class="list">{rows.collect_view()}</ul>
        </details>
    }
}

/// Puts `text` in the place of what is selected in the field, and goes on behind it.
fn insert(field: &str, text: &str) {
    let Some(area) = document().get_element_by_id(field).and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
    // Browsers count in UTF-16.
    let held: Vec<u16> = area.value().encode_utf16().collect();
    let place = |at: Result<Option<u32>, JsValue>| at.ok().flatten().and_then(|at| usize::try_from(at).ok()).map_or(held.len(), |at| at.min(held.len()));
    let (from, to) = (place(area.selection_start()), place(area.selection_end()));
    let (before, after) = (String::from_utf16_lossy(&held[..from]), String::from_utf16_lossy(&held[to..]));
    area.set_value(&format!("{before}{text}{after}"));
    let behind = domain::count(from + text.encode_utf16().count());
    // Neither can fail for a field that is in the page.
    let _ = area.set_selection_range(behind, behind);
    let _ = area.focus();
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
        let _ = area.dispatch_event(&event);
    }
}
