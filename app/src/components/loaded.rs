//! What a page waits for: its loading, error and ready states.

use domain::Problem;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Notice;
use super::notice::{Tone, problem_text};
use crate::AppError;
use crate::viewer::{Reload, use_words};

/// Loads what a page shows, on the server while the page is made, and anew when `source`, the address or the data changes.
pub fn page_resource<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, load: impl Fn(S) -> Fut + Send + Sync + 'static) -> Resource<Result<T, AppError>>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let search = use_location().search;
    let reload = expect_context::<Reload>().0;
    Resource::new_blocking(move || (source(), search.get(), reload.get()), move |(source, _, _)| load(source))
}

/// Shows `children` once `resource` is there; a skeleton before, the problem if it cannot be had.
#[component]
pub fn Loaded<T, F, V>(resource: Resource<Result<T, AppError>>, children: F) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let t = use_words();
    let waiting = move || {
        view! {
            <div class="stack" aria-busy="true">
                <p class="visually-hidden" role="status">{t.common.loading}</p>
                <span class="skeleton"></span>
                <span class="skeleton block"></span>
                <span class="skeleton block"></span>
            </div>
        }
    };
    view! {
        <Transition fallback=waiting>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => children(value).into_any(),
                        Err(AppError(problem)) => view! { <Trouble problem /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// A page that cannot be shown, and why. The server answers with the fitting status.
#[component]
pub fn Trouble(problem: Problem) -> impl IntoView {
    let t = use_words();
    set_status(&problem);
    if problem == Problem::NotFound {
        return view! {
            <div class="empty">
                <h1>{t.common.not_found_title}</h1>
                <p>{t.common.not_found_text}</p>
                <div class="actions"><a class="button" href="/">{t.common.to_the_start}</a></div>
            </div>
        }
        .into_any();
    }
    view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }.into_any()
}

#[cfg(feature = "ssr")]
fn set_status(problem: &Problem) {
    use http::StatusCode;
    let status = match problem {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::SignIn => StatusCode::UNAUTHORIZED,
        Problem::Forbidden => StatusCode::FORBIDDEN,
        Problem::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::Conflict => StatusCode::CONFLICT,
        Problem::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Problem::Busy | Problem::Connection => StatusCode::SERVICE_UNAVAILABLE,
        Problem::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn set_status(_: &Problem) {}
