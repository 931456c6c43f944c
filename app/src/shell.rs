//! The document around either app: head, theme, and the one line that boots the bundle.

use domain::view::branding::Look;
use domain::view::viewer::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::assets::Assets;
use domain::view::viewer::Viewer;

/// The two sides of a portal, which differ in what scripts do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Scripts take over the islands; a device can have the portal on its home screen.
    Learner,
    /// Scripts take over the whole page.
    Admin,
}

/// Hands its islands to the learners' bundle, by name: the number after it comes from how a compiler prints code, and server and
/// bundle may have two. `islands()` takes over those that come into the page later. Says when it is done: browser tests wait for it.
const ISLANDS: &str = ".then(()=>{let n=k=>k.replace(/_\\d+$/,''),f={};for(let k in m)f[n(k)]=m[k];\
    (globalThis.islands=()=>{for(let e of document.querySelectorAll('leptos-island:not([data-live])'))\
    try{e.dataset.live='';f[n(e.dataset.component)](e)}catch(x){console.error(x)}})();document.documentElement.dataset.hydrated=''})";

/// Lets a learner's device say so when it is offline; what the worker keeps is in `server/src/pwa`.
const WORKER: &str = ";addEventListener('load',()=>navigator.serviceWorker?.register('/sw.js').catch(()=>0))";

/// The document of a side. `app` renders inside the body.
pub fn document<F, V>(assets: &Assets, viewer: &Viewer, look: &Look, side: Side, app: F) -> impl IntoView + use<F, V>
where
    F: FnOnce() -> V + 'static,
    V: IntoView + 'static,
{
    let Assets { css, js, wasm } = assets.clone();
    let theme = match viewer.theme {
        Theme::Auto => None,
        chosen => Some(chosen.word()),
    };
    let learners = side == Side::Learner;
    let after = if learners { format!("{ISLANDS}{WORKER}") } else { String::new() };
    let boot = format!("import i,*as m from'{}';i({{module_or_path:fetch('{}',{{integrity:'{}'}})}}){after}", js.href, wasm.href, wasm.integrity);
    if learners && let Some(page) = Owner::current_shared_context() {
        // Nothing but islands is taken over: what the page was made of stays on the server.
        page.set_is_hydrating(false);
    }
    let style = look.style.clone();
    let icon = match look.favicon.clone() {
        Some(href) => view! { <link rel="icon" href=href type="image/png" /> }.into_any(),
        None => view! { <link rel="icon" href="/favicon.svg" type="image/svg+xml" /> }.into_any(),
    };
    let around = if let Some(colour) = look.theme {
        view! { <meta name="theme-color" content=colour.to_string() /> }.into_any()
    } else {
        let in_scheme = |media: &'static str, colour: &'static str| leptos::html::meta().name("theme-color").content(colour).attr("media", media);
        (in_scheme("(prefers-color-scheme: light)", "#ffffff"), in_scheme("(prefers-color-scheme: dark)", "#15171b")).into_any()
    };
    let install = learners.then(|| {
        view! {
            <link rel="manifest" href="/manifest.webmanifest" />
            <link rel="apple-touch-icon" href="/app-icon/apple.png" />
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=viewer.lang.word() data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                {around}
                {icon}
                {install}
                <link rel="stylesheet" href=css.href integrity=css.integrity />
                {(!style.is_empty()).then(|| view! { <style nonce=use_nonce() inner_html=style></style> })}
                <link rel="modulepreload" href=js.href integrity=js.integrity />
                <script type="module" nonce=use_nonce()>{boot}</script>
                <MetaTags />
            </head>
            <body>{app()}</body>
        </html>
    }
}
