//! What a page waits for: its loading, error and ready states.

use domain::Problem;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::MouseEvent;

use super::closed::Closed;
use super::frame::{address, sign_in_for};
use super::notice::{Tone, problem_text};
use super::{Icon, Notice};
use crate::AppError;
use crate::viewer::{Reload, open, use_words};

/// Loads what a page shows, on the server while the page is made, and anew when `source`, the address or the data changes.
pub fn page_resource<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    load: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Resource<Result<T, AppError>>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let reload = expect_context::<Reload>().0;
    let asked = Memo::new(move |before: Option<&(String, S, String, u32)>| {
        let now = (path.get(), source(), search.get(), reload.get());
        match before {
            // On the way to another page: what this one shows may be gone already.
            Some(before) if before.0 != now.0 && before.1 == now.1 => before.clone(),
            _ => now,
        }
    });
    resource(move || asked.get(), move |(_, source, _, _)| load(source))
}

/// Loads once for each `source`, on the server before the page leaves it.
pub fn resource<S, T, Fut>(source: impl Fn() -> S + Send + Sync + 'static, load: impl Fn(S) -> Fut + Send + Sync + 'static) -> Resource<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    let resource = ArcResource::new(source, load);
    if let Some(page) = Owner::current_shared_context() {
        // The page waits for it, even where what asked for it is thrown away at once: it must not be gone before it was begun.
        let kept = resource.clone();
        page.defer_stream(Box::pin(async move {
            kept.ready().await;
            drop(kept);
        }));
    }
    resource.into()
}

/// The value of `resource` once it is there. Never, if the part of the page that it belongs to is made anew meanwhile:
/// the view that waits for it still stands for a moment then, and is thrown away.
#[cfg(not(feature = "ssr"))]
async fn value_of<T>(resource: Resource<T>) -> T
where
    T: Clone + Send + Sync + 'static,
{
    if !resource.is_disposed() {
        let value = resource.await;
        if !resource.is_disposed() {
            return value;
        }
    }
    std::future::pending().await
}

/// The value of `resource` once it is there. The `Transition` around whoever asks is not told what it waits for: here it waits
/// for its children anyway, and it can miss that something has ended, and wait for ever, when two threads meet at its count
/// (`reactive_graph` 0.2.16 gives up writing where a lock is taken).
#[cfg(feature = "ssr")]
async fn value_of<T>(resource: Resource<T>) -> T
where
    T: Clone + Send + Sync + 'static,
{
    use leptos::reactive::computed::ScopedFuture;
    use leptos::reactive::computed::suspense::SuspenseContext;

    let apart = Owner::new().with(|| {
        provide_context(SuspenseContext { tasks: ArcRwSignal::default() });
        ScopedFuture::new(resource.into_future())
    });
    apart.await
}

/// What `view` makes of the value of `resource` once it is there, and of each later one: the inside of a `Transition`.
#[cfg(not(feature = "ssr"))]
pub fn once_there<T, V>(resource: Resource<T>, view: impl Fn(T) -> V + Clone + Send + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || {
        let view = view.clone();
        Suspend::new(async move {
            let value = value_of(resource).await;
            view(value)
        })
    }
}

/// What `view` makes of the value of `resource` once it is there. A page is made once: a closure would be asked for its view three
/// times over, and all that the view loads with it.
#[cfg(feature = "ssr")]
pub fn once_there<T, V>(resource: Resource<T>, view: impl Fn(T) -> V + Clone + Send + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        let value = value_of(resource).await;
        view(value)
    })
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
            // The portal's name, until the page knows its own title.
            <Title text="" />
            <div class="stack" aria-busy="true">
                <p class="visually-hidden" role="status">{t.common().loading}</p>
                <span class="skeleton"></span>
                <span class="skeleton block"></span>
                <span class="skeleton block"></span>
            </div>
        }
    };
    view! {
        <Transition fallback=waiting>
            {once_there(resource, move |loaded| match loaded {
                Ok(value) => children(value).into_any(),
                Err(AppError(problem)) => view! { <Trouble problem /> }.into_any(),
            })}
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
            <Title text=t.common().not_found_title />
            <div class="empty">
                <Icon name="search" />
                <h1>{t.common().not_found_title}</h1>
                <p>{t.common().not_found_text}</p>
                <div class="actions"><a class="button" href="/" rel="external">{t.common().to_the_start}</a></div>
            </div>
        }
        .into_any();
    }
    if let Problem::Closed(gate) = problem {
        return view! { <Closed gate /> }.into_any();
    }
    if problem == Problem::Banned {
        return view! {
            <Title text=t.communities().banned_title />
            <div class="empty">
                <Icon name="ban" />
                <h1>{t.communities().banned_title}</h1>
                <p>{problem_text(t, &problem)}</p>
                <div class="actions"><a class="button" href="/" rel="external">{t.common().to_the_start}</a></div>
            </div>
        }
        .into_any();
    }
    if problem == Problem::SignIn {
        go_to_sign_in();
    }
    let way_on = match problem {
        Problem::SignIn => view! { <a class="button" href=way_in() rel="external">{t.common().sign_in}</a> }.into_any(),
        _ => view! { <TryAgain /> }.into_any(),
    };
    view! {
        <Title text="" />
        <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice>
        <p>{way_on}</p>
    }
    .into_any()
}

/// Loads what the page shows anew; the whole page without scripts.
#[component]
fn TryAgain() -> impl IntoView {
    let location = use_location();
    let reload = expect_context::<Reload>().0;
    // As it came: the router would escape it its own way.
    let here = move || address(&location.pathname.get(), &location.search.get());
    let again = move |event: MouseEvent| {
        event.prevent_default();
        reload.update(|n| *n += 1);
    };
    view! { <a class="button" href=here rel="external" on:click=again>{use_words().common().try_again}</a> }
}

/// Where whoever looks at this page signs in.
fn way_in() -> String {
    way_in_from(&use_location())
}

fn way_in_from(location: &Location) -> String {
    let path = location.pathname.get_untracked();
    let sign_in = if path.starts_with("/admin/") { crate::api::admins::SIGN_IN } else { "/sign-in" };
    sign_in_for(sign_in, &path, &location.search.get_untracked())
}

/// The session ended while the page was open: to the sign-in page of this side, and back from there.
fn go_to_sign_in() {
    let location = use_location();
    Effect::new(move |_| open(&format!("{}&reason=ended", way_in_from(&location))));
}

/// Gives the answer the status of a problem that the page tells in its own words.
#[cfg(feature = "ssr")]
pub fn set_status(problem: &Problem) {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(crate::api::guard::status(problem));
    }
}

#[cfg(not(feature = "ssr"))]
pub fn set_status(_: &Problem) {}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use any_spawner::Executor;
    use futures_util::StreamExt as _;
    use leptos::tachys::view::RenderHtml as _;

    use super::*;

    /// A page that is loaded at once, or `waits`, with a part that loads by itself; how often that was.
    async fn page(waits: bool) -> (String, usize) {
        let loads = Arc::new(AtomicUsize::new(0));
        let owner = Owner::new();
        let counted = Arc::clone(&loads);
        let page = owner.with(move || {
            let outer = resource(
                || (),
                move |()| async move {
                    if waits {
                        tokio::task::yield_now().await;
                    }
                },
            );
            view! {
                <Transition>
                    {once_there(outer, move |()| {
                        let loads = Arc::clone(&counted);
                        let inner = resource(|| (), move |()| {
                            let loads = Arc::clone(&loads);
                            async move {
                                loads.fetch_add(1, Ordering::Relaxed);
                                tokio::task::yield_now().await;
                            }
                        });
                        view! { <Transition>{once_there(inner, |()| "all there")}</Transition> }
                    })}
                </Transition>
            }
            .to_html_stream_in_order()
        });
        let html = page.collect::<Vec<String>>().await.concat();
        (html, loads.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn each_part_of_a_page_is_loaded_once() {
        // Another test may have begun already.
        let _ = Executor::init_tokio();
        for waits in [false, true] {
            let (html, loads) = page(waits).await;
            assert!(html.contains("all there"), "{html}");
            assert_eq!(loads, 1);
        }
    }
}
