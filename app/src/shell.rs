//! The document around either app: head, theme, and the one line that boots the bundle.

use domain::view::branding::Look;
use domain::view::viewer::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::assets::Assets;
use domain::view::viewer::Viewer;

/// Lets a learner's device say so when it is offline; what the worker keeps is in `server/src/pwa`.
const WORKER: &str = ";addEventListener('load',()=>navigator.serviceWorker?.register('/sw.js').catch(()=>0))";

/// The document. `app` renders inside the body; one that is `installable` can be put on a home screen.
pub fn document<F, V>(assets: &Assets, viewer: &Viewer, look: &Look, installable: bool, app: F) -> impl IntoView + use<F, V>
where
    F: FnOnce() -> V + 'static,
    V: IntoView + 'static,
{
    let Assets { css, js, wasm } = assets.clone();
    let theme = match viewer.theme {
        Theme::Auto => None,
        chosen => Some(chosen.word()),
    };
    let worker = if installable { WORKER } else { "" };
    let boot = format!("import i from'{}';i({{module_or_path:fetch('{}',{{integrity:'{}'}})}}){worker}", js.href, wasm.href, wasm.integrity);
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
    let install = installable.then(|| {
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
