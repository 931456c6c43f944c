//! Who looks at the page. The server knows from the request; the browser gets the same with an admins' page.

use domain::view::viewer::{Viewer, Who};
use domain::{Lang, Timestamp};
use leptos::prelude::*;

use crate::locales::Words;

/// Puts the viewer into the context of everything below. Call it once, at the root of an app.
pub fn provide_viewer() -> Viewer {
    let viewer = SharedValue::new(current).into_inner();
    provide_context(Clock { page: viewer.now, booted: browser_millis() });
    provide_context(Words::of(viewer.lang));
    provide_context(viewer.clone());
    provide_context(Reload(RwSignal::new(0)));
    viewer
}

pub fn use_viewer() -> Viewer {
    expect_context()
}

/// The words of the viewer's language.
pub fn use_words() -> Words {
    use_context().unwrap_or(Words::of(Lang::En))
}

/// The server's time, carried on in the browser.
#[derive(Clone, Copy)]
struct Clock {
    page: Timestamp,
    booted: Option<i64>,
}

pub fn use_now() -> Timestamp {
    let Some(clock) = use_context::<Clock>() else { return Timestamp(0) };
    match (clock.booted, browser_millis()) {
        (Some(booted), Some(now)) => Timestamp(clock.page.0 + (now - booted) * 1000),
        _ => clock.page,
    }
}

/// Counts the changes made from this page: what was loaded before the last one is loaded anew.
#[derive(Clone, Copy)]
pub struct Reload(pub RwSignal<u32>);

#[cfg(feature = "ssr")]
fn current() -> Viewer {
    crate::api::guard::viewer()
}

#[cfg(not(feature = "ssr"))]
fn current() -> Viewer {
    use domain::view::viewer::{Header, Theme};
    Viewer {
        who: Who::Nobody,
        lang: Lang::En,
        theme: Theme::Auto,
        portal: String::new(),
        logo: None,
        header: Header::default(),
        now: Timestamp(0),
        refused: None,
        asked: None,
    }
}

/// Milliseconds since the page was opened, in a browser.
fn browser_millis() -> Option<i64> {
    #[cfg(feature = "hydrate")]
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds are enough")]
    return Some(window().performance()?.now() as i64);
    #[cfg(not(feature = "hydrate"))]
    None
}

/// Leaves this page for another as the browser does it, so that who looks at it is found out anew. Only in a browser.
pub fn open(href: &str) {
    if let Err(error) = window().location().set_href(href) {
        leptos::logging::error!("{error:?}");
    }
}

/// The name to call a viewer by.
pub fn name(who: &Who) -> &str {
    match who {
        Who::Nobody => "",
        Who::Contact { name, .. } | Who::Preview { name, .. } | Who::Admin { name, .. } => name,
    }
}
