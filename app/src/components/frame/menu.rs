//! What scripts add to the menus, which are `<details>` and work without: Escape, a click elsewhere and a new page close
//! them.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

/// Closes the menus of the page, open row menus included. Call it once, in a frame.
pub fn use_closing_menus() {
    let location = use_location();
    Effect::new(move |before: Option<()>| {
        location.pathname.track();
        location.search.track();
        // The first time is no navigation: what was opened before the scripts came stays open.
        if before.is_some() {
            close(&open_menus());
        }
    });
    Effect::new(move |_| close_menus_from_elsewhere());
}

/// Closes the open menus on Escape and on a click elsewhere, from now on. Only in a browser.
pub fn close_menus_from_elsewhere() {
    let keys = window_event_listener(ev::keydown, |event| {
        let open = open_menus();
        if event.key() == "Escape" && !open.is_empty() {
            close(&open);
            if let Some(summary) =
                open.last().and_then(|menu| menu.query_selector("summary").ok().flatten()).and_then(|found| found.dyn_into::<HtmlElement>().ok())
            {
                // Without the focus nothing is lost but comfort.
                let _ = summary.focus();
            }
        }
    });
    let clicks = window_event_listener(ev::click, |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let elsewhere: Vec<Element> = open_menus().into_iter().filter(|menu| !menu.contains(target.as_ref())).collect();
        close(&elsewhere);
    });
    on_cleanup(move || {
        keys.remove();
        clicks.remove();
    });
}

fn open_menus() -> Vec<Element> {
    let Ok(found) = document().query_selector_all("details.menu[open]") else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok()).collect()
}

fn close(menus: &[Element]) {
    for menu in menus {
        // An attribute that is gone already is no error.
        let _ = menu.remove_attribute("open");
    }
}
