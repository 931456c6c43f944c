//! Shows this page as it is now, in place: the server renders it anew, and only what differs is put into the page. So a film plays on,
//! what was typed stays, and so do the focus and the place that one has scrolled to.

use leptos::ev::click;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, Element, MouseEvent, Node, Response, SupportedType};

/// The name of the function with which the line that boots the bundle takes over islands that have come into the page.
const TAKE_OVER: &str = "islands";

/// What is left alone as long as it is the same in both: a film, say, that the server would have begin elsewhere by now.
const KEEP: &str = "data-keep";

/// Follows links that are marked with `data-stay` in place: what they change is a part of this page.
pub fn stay_for_marked_links() {
    let clicks = window_event_listener(click, |event: MouseEvent| {
        let link = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|target| target.closest("a[data-stay]").ok().flatten());
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.default_prevented();
        if let Some(to) = link.filter(|_| !elsewhere).and_then(|link| link.get_attribute("href")) {
            event.prevent_default();
            show(to, false);
        }
    });
    on_cleanup(move || clicks.remove());
}

/// Goes on to that address of this portal; without one, shows this page as it is now.
pub fn go(to: Option<&str>) {
    match to {
        Some(to) if path_of(to) != path() => load(to),
        Some(to) => show(to.to_owned(), true),
        None => show(here(), false),
    }
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The address of this page, without what a form that was refused before the scripts came has put into it.
fn here() -> String {
    let search = window().location().search().unwrap_or_default();
    let kept: Vec<&str> = search.trim_start_matches('?').split('&').filter(|part| !part.is_empty() && !part.starts_with("__")).collect();
    if kept.is_empty() { path() } else { format!("{}?{}", path(), kept.join("&")) }
}

/// Loads a page as the browser does.
fn load(to: &str) {
    if let Err(error) = window().location().assign(to) {
        leptos::logging::error!("{error:?}");
    }
}

/// Shows this page at that address of it; and what it has to say, if something was `done`.
fn show(to: String, done: bool) {
    spawn_local(async move {
        match fetch(&to).await.ok().flatten() {
            Some(page) if is_like_this(&page) => put(&page, &to, done),
            _ => load(to.split('#').next().unwrap_or_default()),
        }
    });
}

/// The page at that address; none if it is not there, or another one.
async fn fetch(to: &str) -> Result<Option<Document>, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(to)).await?.dyn_into()?;
    if !response.ok() || response.redirected() {
        return Ok(None);
    }
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    DomParser::new()?.parse_from_string(&html, SupportedType::TextHtml).map(Some)
}

/// Whether nothing but the page's own part is different: not the language, say.
fn is_like_this(page: &Document) -> bool {
    let facts = |document: &Document| {
        let root = document.document_element()?;
        Some((root.get_attribute("lang"), root.get_attribute("data-theme"), document.query_selector("main").ok()??.get_attribute("class")))
    };
    facts(page).is_some_and(|theirs| facts(&document()).is_some_and(|mine| mine == theirs))
}

fn put(page: &Document, to: &str, done: bool) {
    let part = |document: &Document| document.query_selector("main").ok().flatten();
    let (Some(old), Some(new)) = (part(&document()), part(page)) else { return load(to) };
    let held = document().active_element().filter(|held| old.contains(Some(held)));
    let place = held.as_ref().map(|held| held.get_bounding_client_rect().top());
    if change(&old, &new).is_err() {
        return load(to);
    }
    // What comes or goes above it moves nothing under the reader's hands.
    if let (Some(held), Some(place)) = (held.filter(|held| held.is_connected()), place) {
        window().scroll_by_with_x_and_y(0.0, held.get_bounding_client_rect().top() - place);
    }
    document().set_title(&page.title());
    // Refused only for an address of another site.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(to)));
    if let Some(take_over) = window().get(TAKE_OVER) {
        // What an island says of itself when it cannot be taken over is on the console.
        let _ = take_over.unchecked_into::<web_sys::js_sys::Function>().call0(&JsValue::NULL);
    }
    if done {
        bring_into_view(to);
    }
}

/// Brings into view what the address names, or the top of the page, where it says what was done.
fn bring_into_view(to: &str) {
    match to.split_once('#').and_then(|(_, id)| document().get_element_by_id(id)) {
        Some(named) => named.scroll_into_view(),
        None => window().scroll_to_with_x_and_y(0.0, 0.0),
    }
}

/// Makes `old` what `new` is, and leaves alone what is the same.
fn change(old: &Element, new: &Element) -> Result<(), JsValue> {
    attributes(old, new)?;
    let mut at = old.first_child();
    let mut next = new.first_child();
    while let Some(fresh) = next {
        next = fresh.next_sibling();
        let Some(found) = place_of(at.as_ref(), &fresh) else {
            old.insert_before(&fresh, at.as_ref())?;
            continue;
        };
        while let Some(gone) = at.filter(|gone| !gone.is_same_node(Some(&found))) {
            at = gone.next_sibling();
            old.remove_child(&gone)?;
        }
        at = found.next_sibling();
        update(&found, fresh)?;
    }
    while let Some(gone) = at {
        at = gone.next_sibling();
        old.remove_child(&gone)?;
    }
    Ok(())
}

/// Which of the nodes from `at` on `fresh` is the new form of: the next one if it can be, else one that is surely it.
fn place_of(at: Option<&Node>, fresh: &Node) -> Option<Node> {
    let at = at?;
    if is_alike(at, fresh) {
        return Some(at.clone());
    }
    // A message is never an older one: what is between would be lost.
    let element = fresh.dyn_ref::<Element>().filter(|element| !element.class_list().contains("banner"))?;
    let certain = element.has_attribute("id") || element.has_attribute("class");
    std::iter::successors(at.next_sibling(), Node::next_sibling).find(|node| node.is_equal_node(Some(fresh)) || (certain && is_alike(node, fresh)))
}

/// Whether one node can become the other.
fn is_alike(one: &Node, other: &Node) -> bool {
    match (one.dyn_ref::<Element>(), other.dyn_ref::<Element>()) {
        (Some(one), Some(other)) => {
            let same = |name: &str| one.get_attribute(name) == other.get_attribute(name);
            // What a thing is stands first, how it is after that. (`className` of a drawing is no text.)
            let kind = |element: &Element| element.get_attribute("class").and_then(|class| class.split(' ').next().map(ToOwned::to_owned));
            one.tag_name() == other.tag_name() && kind(one) == kind(other) && ["id", "action", "data-component", KEEP].into_iter().all(same)
        }
        _ => one.node_type() == other.node_type(),
    }
}

fn update(old: &Node, fresh: Node) -> Result<(), JsValue> {
    let (Some(before), Some(after)) = (old.dyn_ref::<Element>(), fresh.dyn_ref::<Element>()) else {
        old.set_node_value(fresh.node_value().as_deref());
        return Ok(());
    };
    if before.has_attribute(KEEP) || before.is_equal_node(Some(after)) {
        return Ok(());
    }
    if before.tag_name() == "LEPTOS-ISLAND" {
        // It is alive: made of its properties, and of what has happened since.
        if before.get_attribute("data-props") != after.get_attribute("data-props") {
            before.replace_with_with_node_1(after)?;
        }
        return Ok(());
    }
    change(before, after)
}

fn attributes(old: &Element, new: &Element) -> Result<(), JsValue> {
    // What somebody has opened stays open.
    let theirs = |name: &str| name == "open" && old.tag_name() == "DETAILS";
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) && !theirs(&name) {
            old.remove_attribute(&name)?;
        }
    }
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value && !theirs(&name) {
            old.set_attribute(&name, &value.unwrap_or_default())?;
        }
    }
    Ok(())
}
