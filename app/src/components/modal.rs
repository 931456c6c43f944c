//! A dialog: a panel in the page without scripts, a modal one with them.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlElement, MouseEvent};

use super::Icon;
use crate::viewer::use_words;

/// Shows `children` (a `.dialog-body` and a `footer`, inside a form or not) in a dialog for as long as it is rendered.
/// Whoever closes it, by the cross or with Escape, goes to `close`: that an address has a dialog is the page's decision.
#[component]
pub fn Modal(
    /// The heading, which names the dialog.
    title: String,
    /// Where to go when it is closed.
    close: String,
    /// For a confirmation.
    #[prop(optional)]
    small: bool,
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let address = close.clone();
    let leave = move |_| navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    view! { <Panel title close small leave=Callback::new(leave)>{children()}</Panel> }
}

/// The dialog itself; `leave` is what closes it where scripts run, and is given it.
#[component]
pub fn Panel(title: String, close: String, small: bool, leave: Callback<HtmlDialogElement>, children: Children) -> impl IntoView {
    let t = use_words().common();
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if !dialog.matches(":modal").unwrap_or(false) {
            dialog.close();
            // Fails only for a dialog that left the page meanwhile.
            let _ = dialog.show_modal();
            focus_useful(&dialog);
        }
    });
    // Gives the focus back to where it was.
    on_cleanup(move || {
        if let Some(dialog) = node.try_get_untracked().flatten() {
            dialog.close();
        }
    });
    let on_cancel = move |event: web_sys::Event| {
        if let Some(dialog) = node.get_untracked().filter(|dialog| event.target().as_ref() == Some(dialog.as_ref())) {
            event.prevent_default();
            leave.run(dialog);
        }
    };
    // A browser may close a dialog without asking first.
    let on_close = move |_| {
        if let Some(dialog) = node.try_get_untracked().flatten().filter(|dialog| dialog.is_connected() && !dialog.open()) {
            leave.run(dialog);
        }
    };
    let address = close.clone();
    // The ways out are links, for who has no scripts.
    let on_click = move |event: MouseEvent| {
        let link = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|target| target.closest("a[href]").ok().flatten());
        if link.is_some_and(|link| link.get_attribute("href").as_ref() == Some(&address))
            && !(event.ctrl_key() || event.meta_key() || event.shift_key())
            && let Some(dialog) = node.get_untracked()
        {
            event.prevent_default();
            leave.run(dialog);
        }
    };
    view! {
        <dialog
            class=if small { "dialog small" } else { "dialog" }
            aria-labelledby="dialog-title"
            open=true
            node_ref=node
            on:cancel=on_cancel
            on:close=on_close
            on:click=on_click
        >
            <header>
                <h2 id="dialog-title">{title}</h2>
                <a class="button quiet icon-only" href=close aria-label=t.close data-noscroll="true"><Icon name="close" /></a>
            </header>
            {children()}
        </dialog>
    }
}

/// What to focus in a dialog, the best first: what asks for it, a field, what copies, what goes on, and where that would
/// destroy something, the way back.
const USEFUL: [&str; 5] = [
    "[autofocus]",
    ".dialog-body :is(input:not([type='hidden'], [readonly]), select, textarea)",
    ".dialog-body .copy",
    "footer .primary:not(.danger)",
    "footer .quiet",
];

fn focus_useful(dialog: &Element) {
    let found = USEFUL.into_iter().find_map(|selector| dialog.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // What left the page meanwhile cannot be focused, and need not be.
        let _ = element.focus();
    }
}

/// For what comes into a dialog after it was opened: focuses the most useful there.
pub fn focus_on_arrival() {
    Effect::new(move |_| {
        request_animation_frame(|| {
            if let Some(dialog) = document().query_selector("dialog:modal").ok().flatten() {
                focus_useful(&dialog);
            }
        });
    });
}
