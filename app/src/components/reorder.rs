//! Putting a list in order: with a mouse by its grips where scripts run, with buttons always.

use leptos::form::ActionForm;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::PostUrl;
use server_fn::request::ClientReq;
use server_fn::{Http, ServerFn};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, FormData, HtmlButtonElement};

use super::Icon;
use crate::AppError;

/// What is being dragged in a list whose places are `K`s, and over which place it is.
#[derive(Clone, Copy)]
pub struct Drag<K: Copy + Send + Sync + 'static> {
    moved: RwSignal<Option<K>>,
    over: RwSignal<Option<K>>,
    ready: RwSignal<bool>,
    fits: fn(K, K) -> bool,
    dropped: Callback<(K, K)>,
}

impl<K: Copy + PartialEq + Send + Sync + 'static> Drag<K> {
    /// `fits` tells whether the first may be dropped on the second; `dropped` is called when it was.
    pub fn new(fits: fn(K, K) -> bool, dropped: impl Fn(K, K) + Send + Sync + 'static) -> Self {
        let ready = RwSignal::new(false);
        Effect::new(move |_| ready.set(true));
        Self { moved: RwSignal::new(None), over: RwSignal::new(None), ready, fits, dropped: Callback::new(move |(moved, on)| dropped(moved, on)) }
    }

    /// The attribute `data-js` of the outermost list.
    pub fn ready(self) -> Option<&'static str> {
        self.ready.get().then_some("")
    }

    fn start(self, place: K, event: &DragEvent) {
        let grip = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            // Firefox drags nothing that carries nothing; it only fails where dragging is over already.
            let _ = transfer.set_data("text/plain", "");
            if let Some(row) = grip.and_then(|grip| grip.closest(".reorder-row").ok().flatten()) {
                transfer.set_drag_image(&row, 0, 0);
            }
        }
        self.moved.set(Some(place));
    }

    fn hover(self, place: K, event: &DragEvent) {
        if self.moved.get_untracked().is_some_and(|moved| moved != place && (self.fits)(moved, place)) {
            event.prevent_default();
            event.stop_propagation();
            if self.over.get_untracked() != Some(place) {
                self.over.set(Some(place));
            }
        }
    }

    fn land(self, place: K, event: &DragEvent) {
        if let Some(moved) = self.moved.get_untracked().filter(|moved| *moved != place && (self.fits)(*moved, place)) {
            event.prevent_default();
            event.stop_propagation();
            self.end();
            self.dropped.run((moved, place));
        }
    }

    fn end(self) {
        self.moved.set(None);
        self.over.set(None);
    }
}

/// A place of a list: what is dragged can be dropped on it.
#[component]
pub fn Place<K: Copy + PartialEq + Send + Sync + 'static>(drag: Drag<K>, at: K, children: Children) -> impl IntoView {
    view! {
        <li
            data-dragging=move || (drag.moved.get() == Some(at)).then_some("")
            data-over=move || (drag.over.get() == Some(at)).then_some("")
            on:dragover=move |event| drag.hover(at, &event)
            on:drop=move |event| drag.land(at, &event)
        >
            {children()}
        </li>
    }
}

/// What a row is dragged by.
#[component]
pub fn Grip<K: Copy + PartialEq + Send + Sync + 'static>(drag: Drag<K>, at: K) -> impl IntoView {
    view! {
        <span class="grip" aria-hidden="true" draggable="true" on:dragstart=move |event| drag.start(at, &event) on:dragend=move |_| drag.end()>
            <Icon name="grip" />
        </span>
    }
}

/// The button that was pressed last: the focus follows it when its row has moved.
#[derive(Clone, Copy)]
pub struct Pressed(RwSignal<Option<String>>);

impl Pressed {
    /// Call it once, outside of what is loaded anew.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }
}

/// Two buttons that send `id` and `step` (`up` or `down`) to the server function of `action`.
#[component]
pub fn MoveButtons<S, O>(
    action: ServerAction<S>,
    id: String,
    /// What the buttons are called.
    up: String,
    down: String,
    first: bool,
    last: bool,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>> + Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    O: 'static,
{
    let Pressed(pressed) = expect_context();
    let (up_id, down_id) = (format!("up-{id}"), format!("down-{id}"));
    let press = |name: String| move |_| pressed.set(Some(name.clone()));
    let (press_up, press_down) = (press(up_id.clone()), press(down_id.clone()));
    Effect::new({
        let (up_id, down_id) = (up_id.clone(), down_id.clone());
        move |_| {
            let other = match pressed.get_untracked() {
                Some(name) if name == up_id => &down_id,
                Some(name) if name == down_id => &up_id,
                _ => return,
            };
            let name = pressed.get_untracked().unwrap_or_default();
            pressed.set(None);
            let other = other.clone();
            // The row that was loaded anew is in the page only with the next frame.
            request_animation_frame(move || focus(&name, &other));
        }
    });
    view! {
        <ActionForm action attr:class="reorder-buttons">
            <input type="hidden" name="id" value=id />
            <button class="button quiet icon-only" id=up_id name="step" value="up" disabled=first aria-label=up on:click=press_up><Icon name="arrow-up" /></button>
            <button class="button quiet icon-only" id=down_id name="step" value="down" disabled=last aria-label=down on:click=press_down><Icon name="arrow-down" /></button>
        </ActionForm>
    }
}

/// Focuses the button, or the other one where it is disabled now.
fn focus(name: &str, other: &str) {
    let find = |id: &str| document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlButtonElement>().ok()).filter(|button| !button.disabled());
    if let Some(button) = find(name).or_else(|| find(other)) {
        // A button that left the page cannot be focused, and need not be.
        let _ = button.focus();
    }
}
