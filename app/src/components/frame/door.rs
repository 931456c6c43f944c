//! The door of a side: who is not signed in goes to its sign-in page, and comes back from there.

use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::viewer::{open, use_viewer};

/// Sends a stranger who asks for a page that `is_inside` to `sign_in`; whether this is one, to whom nothing is to be shown.
pub fn use_door(sign_in: &'static str, is_inside: fn(&str) -> bool) -> bool {
    let stranger = use_viewer().who == Who::Nobody;
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let outside = stranger && path.with_untracked(|path| is_inside(path));
    if outside {
        send_away(&sign_in_for(sign_in, &path.get_untracked(), &search.get_untracked()));
    }
    Effect::new(move |_| {
        if stranger && path.with(|path| is_inside(path)) {
            open(&sign_in_for(sign_in, &path.get(), &search.get()));
        }
    });
    outside
}

/// Where to sign in, and to come back from there to `path` with its `search`.
pub fn sign_in_for(sign_in: &str, path: &str, search: &str) -> String {
    format!("{sign_in}?next={}", crate::address::escape(&address(path, search)))
}

/// The address of `path` with its `search`.
pub fn address(path: &str, search: &str) -> String {
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

#[cfg(feature = "ssr")]
fn send_away(to: &str) {
    let reason = if crate::api::guard::had_session() { "&reason=ended" } else { "" };
    leptos_axum::redirect(&format!("{to}{reason}"));
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::SEE_OTHER);
    }
}

#[cfg(not(feature = "ssr"))]
fn send_away(_: &str) {}
