//! The document around either app: head, theme, and the one line that boots the bundle.

use domain::view::viewer::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::assets::Assets;
use domain::view::viewer::Viewer;

/// The document. `app` renders inside the body.
pub fn document<F, V>(assets: &Assets, viewer: &Viewer, app: F) -> impl IntoView + use<F, V>
where
    F: FnOnce() -> V + 'static,
    V: IntoView + 'static,
{
    let Assets { css, js, wasm } = assets.clone();
    let theme = match viewer.theme {
        Theme::Auto => None,
        chosen => Some(chosen.word()),
    };
    let boot = format!("import i from'{}';i({{module_or_path:fetch('{}',{{integrity:'{}'}})}})", js.href, wasm.href, wasm.integrity);
    view! {
        <!DOCTYPE html>
        <html lang=viewer.lang.word() data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#15171b" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css.href integrity=css.integrity />
                <link rel="modulepreload" href=js.href integrity=js.integrity />
                <script type="module" nonce=use_nonce()>{boot}</script>
                <MetaTags />
            </head>
            <body>{app()}</body>
        </html>
    }
}
