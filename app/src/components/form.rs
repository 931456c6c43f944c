//! A form that changes something: a plain one without scripts, instant with them, which on learners' pages is the work of
//! `islands::forms`. A plain one that is refused is loaded anew; its fields ask [`entered`] what they held.

use domain::Problem;
use leptos::context::Provider;
use leptos::form::ActionForm;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::PostUrl;
use server_fn::request::ClientReq;
use server_fn::{Http, ServerFn};
use web_sys::FormData;

use super::Notice;
use super::notice::{Tone, problem_text};
use crate::AppError;
use crate::viewer::{Reload, use_viewer, use_words};

/// The fields of the form around, where it was just refused.
#[derive(Clone)]
struct Entries(Option<Vec<(String, String)>>);

impl Entries {
    fn of(function: &str) -> Self {
        let asked = use_query_map().with_untracked(|query| query.get_str("__path") == Some(function));
        Self(use_viewer().refused.filter(|refused| asked && refused.function == function).map(|refused| refused.fields))
    }
}

/// What the field `name` holds: what was typed if the form around was just refused, else `stored`.
pub fn entered(name: &str, stored: impl Into<String>) -> String {
    entered_all(name).and_then(|mut values| values.pop()).unwrap_or_else(|| stored.into())
}

/// The values of every field `name` that was sent, if the form around was just refused.
pub fn entered_all(name: &str) -> Option<Vec<String>> {
    let Entries(fields) = use_context()?;
    Some(fields?.into_iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect())
}

/// Sends its fields to the server function of `action`. Says above the fields what went wrong; what they hold stays.
/// After a success whatever the page has loaded is loaded anew.
#[component]
pub fn Form<S, O>(
    action: ServerAction<S>,
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] id: Option<&'static str>,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>> + Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    O: 'static,
{
    view! {
        <ActionForm action attr:id=id attr:class=class.unwrap_or("stack") attr:aria-busy=move || action.pending().get().then_some("true")>
            <Outcome action />
            <Provider value=Entries::of(S::PATH)>{children()}</Provider>
        </ActionForm>
    }
}

/// Does `then` after each call of `action` that ends well from now on: what is loaded anew may hold whoever asks.
fn after_success<S>(action: ServerAction<S>, then: impl Fn() + 'static)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let (value, version) = (action.value(), action.version());
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) && value.with_untracked(|value| matches!(value, Some(Ok(_)))) {
            then();
        }
        now
    });
}

/// Empties the form that `input` is in after each call of `action` that ends well: it is ready for the next one.
pub fn empty_after<S>(action: ServerAction<S>, input: NodeRef<Input>)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    after_success(action, move || {
        if let Some(form) = input.get_untracked().and_then(|input| input.form()) {
            form.reset();
        }
    });
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
    let value = action.value();
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let address = move || (path.get_untracked(), search.get_untracked());
    after_success(action, move || {
        let here = address();
        // The server may have sent to another address, which loads by itself: the router goes there with the next frame.
        request_animation_frame(move || {
            if address() == here {
                reload.update(|n| *n += 1);
            }
        });
    });
    move || {
        value
            .with(|value| match value {
                Some(Err(AppError(problem))) => Some(problem.clone()),
                _ => None,
            })
            .map(|problem| {
                let flaws = match &problem {
                    Problem::Flawed(faults) => faults.iter().map(|fault| view! { <li>{t.fault(fault)}</li> }).collect_view(),
                    _ => Vec::new(),
                };
                let flawed = !flaws.is_empty();
                view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p>{flawed.then(|| view! { <ul>{flaws}</ul> })}</Notice> }
            })
    }
}
