//! Where the focus goes once a change has come back, and what is said then: a step that was moved takes it along.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// What was asked for and has not come yet.
#[derive(Clone)]
struct Wanted {
    /// Of these the first that is there and can be focused.
    ids: Vec<String>,
    said: String,
}

/// Hands the focus on over what is loaded anew.
#[derive(Clone, Copy)]
pub struct Follow {
    wanted: RwSignal<Option<Wanted>>,
    said: RwSignal<String>,
}

impl Follow {
    /// Call it once, outside of what is loaded anew.
    pub fn provide() -> Self {
        let follow = Self { wanted: RwSignal::new(None), said: RwSignal::new(String::new()) };
        provide_context(follow);
        follow
    }

    /// What was last said, for a live region.
    pub fn said(self) -> String {
        self.said.get()
    }

    /// Call it when a button is pressed: where the focus goes then, and what is said.
    pub fn to(self, ids: Vec<String>, said: String) {
        self.wanted.set(Some(Wanted { ids, said }));
    }

    /// Call it where what was loaded anew is made.
    pub fn arrive(self) {
        Effect::new(move |_| {
            let Some(Wanted { ids, said }) = self.wanted.get_untracked() else { return };
            self.wanted.set(None);
            // It is in the page only with the next frame.
            request_animation_frame(move || {
                focus_first(&ids);
                self.said.try_set(said);
            });
        });
    }
}

fn focus_first(ids: &[String]) {
    let enabled = |id: &String| document().get_element_by_id(id).filter(|found| !found.has_attribute("disabled"));
    if let Some(element) = ids.iter().find_map(enabled).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // What left the page meanwhile cannot be focused, and need not be.
        let _ = element.focus();
    }
}

/// For a form that was just asked for: focuses its first field.
pub fn focus_on_arrival(form: &'static str) {
    Effect::new(move |_| {
        request_animation_frame(move || {
            let fields = format!("#{form} :is(input:not([type='hidden']), select, textarea)");
            if let Some(field) = document().query_selector(&fields).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                let _ = field.focus();
            }
        });
    });
}
