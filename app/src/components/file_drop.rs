//! A field for a file: picked, or dropped where scripts run.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::Icon;

#[component]
pub fn FileDrop(
    name: &'static str,
    /// File types, as the attribute takes them.
    accept: &'static str,
    title: &'static str,
    #[prop(into)] hint: String,
    /// The address of the picture that is there already.
    #[prop(optional_no_strip)]
    picture: Option<String>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let (Some(input), Some(files)) = (input.get_untracked(), files) {
            input.set_files(Some(&files));
        }
    };
    let on_over = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <label class="file-drop" data-over=move || over.get().then_some("") on:dragover=on_over on:dragleave=move |_| over.set(false) on:drop=on_drop>
            {match picture {
                Some(url) => view! { <img class="cover" src=url alt="" width="640" height="360" /> }.into_any(),
                None => view! { <Icon name="upload" /> }.into_any(),
            }}
            <strong>{title}</strong>
            <span>{hint}</span>
            <input type="file" name=name accept=accept required node_ref=input />
        </label>
    }
}
