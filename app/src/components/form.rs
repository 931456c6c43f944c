//! A form that changes something: a plain one without scripts, instant with them.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::PostUrl;
use server_fn::request::ClientReq;
use server_fn::{Http, ServerFn};
use web_sys::FormData;

use super::Notice;
use super::notice::{Tone, problem_text};
use crate::AppError;
use crate::viewer::{Reload, use_words};

/// Sends its fields to the server function of `action`. Says above the fields what went wrong; what they hold stays.
/// After a success whatever the page has loaded is loaded anew.
#[component]
pub fn Form<S, O>(action: ServerAction<S>, #[prop(optional)] class: Option<&'static str>, children: Children) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>> + Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    O: 'static,
{
    view! {
        <ActionForm action attr:class=class.unwrap_or("stack") attr:aria-busy=move || action.pending().get().then_some("true")>
            <Outcome action />
            {children()}
        </ActionForm>
    }
}

/// Says what went wrong with the last call of `action`. After a success whatever the page has loaded is loaded anew.
#[component]
pub fn Outcome<S>(action: ServerAction<S>) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let t = use_words();
    let reload = expect_context::<Reload>().0;
    let (value, version) = (action.value(), action.version());
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let address = move || (path.get_untracked(), search.get_untracked());
    // What is loaded anew may hold this very component: only a call that ended since it is there counts.
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) && value.with_untracked(|value| matches!(value, Some(Ok(_)))) {
            let here = address();
            // The server may have sent to another address, which loads by itself: the router goes there with the next frame.
            request_animation_frame(move || {
                if address() == here {
                    reload.update(|n| *n += 1);
                }
            });
        }
        now
    });
    move || {
        value
            .with(|value| match value {
                Some(Err(AppError(problem))) => Some(problem_text(t, problem)),
                _ => None,
            })
            .map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })
    }
}
