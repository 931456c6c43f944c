//! How the portal looks: its pictures and its colours.

use domain::view::branding::{Picture, PictureKind};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use server_fn::error::ServerFnUrlError;

use crate::AppError;
use crate::api::branding::{RemovePicture, SetPicture};
use crate::api::settings::load_settings;
use crate::components::colour_fields::ColourFields;
use crate::components::notice::{Tone, problem_text};
use crate::components::settings_tabs::SettingsTabs;
use crate::components::{Done, Form, Icon, Loaded, Notice, page_resource};
use crate::viewer::{open, use_words};

#[component]
pub fn BrandingPage() -> impl IntoView {
    let t = use_words().branding();
    let settings = page_resource(|| (), |()| load_settings());
    let done = vec![
        ("logo", t.logo_saved),
        ("favicon", t.favicon_saved),
        ("logo-removed", t.logo_removed),
        ("favicon-removed", t.favicon_removed),
        ("colours", t.colours_saved),
    ];
    view! {
        <Title text=t.title />
        <main id="main" class="page narrow">
            <header class="page-header"><div><h1>{t.title}</h1><p>{t.text}</p></div></header>
            <SettingsTabs />
            <Done texts=done />
            <PictureTrouble />
            <Loaded resource=settings let:settings>
                <ColourFields brand=settings.branding.brand accent=settings.branding.accent />
                <PictureCard kind=PictureKind::Logo picture=settings.branding.logo />
                <PictureCard kind=PictureKind::Favicon picture=settings.branding.favicon />
            </Loaded>
        </main>
    }
}

/// A picture is sent as a plain form, with scripts too: a file needs no more.
#[component]
fn PictureCard(kind: PictureKind, picture: Option<Picture>) -> impl IntoView {
    let t = use_words().branding();
    let (title, text, pick, save, remove_it) = match kind {
        PictureKind::Logo => (t.logo, t.logo_text, t.logo_pick, t.logo_save, t.logo_remove),
        PictureKind::Favicon => (t.favicon, t.favicon_text, t.favicon_pick, t.favicon_save, t.favicon_remove),
    };
    let remove = ServerAction::<RemovePicture>::new();
    Effect::new(move |_| {
        if let Some(Ok(page)) = remove.value().get() {
            open(&page);
        }
    });
    let (uploaded, id) = (picture.is_some(), kind.word());
    view! {
        <section class="card" aria-labelledby=id>
            <header><div><h2 id=id>{title}</h2><p>{text}</p></div></header>
            {picture.map(|picture| view! { <p><img class="logo" src=picture.path alt=t.current width=picture.width height=picture.height /></p> })}
            <form class="stack" method="post" action=SetPicture::PATH enctype="multipart/form-data">
                <input type="hidden" name="kind" value=id />
                <div class="field">
                    <label for=format!("{id}-file")>{pick}</label>
                    <p class="hint" id=format!("{id}-hint")>{t.file_hint}</p>
                    <input id=format!("{id}-file") type="file" name="picture" accept="image/png,image/jpeg,image/webp" required aria-describedby=format!("{id}-hint") />
                </div>
                <div class="form-actions"><button class="button"><Icon name="upload" />{save}</button></div>
            </form>
            {uploaded.then(|| view! {
                <Form action=remove>
                    <input type="hidden" name="kind" value=id />
                    <button class="button quiet"><Icon name="trash" />{remove_it}</button>
                </Form>
            })}
        </section>
    }
}

/// Why the last picture was refused: the server comes back to the page with the reason in its address.
#[component]
fn PictureTrouble() -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    move || {
        let refused = query.with(|query| query.get("__err").filter(|_| query.get("__path").as_deref() == Some(SetPicture::PATH)));
        refused.map(|error| {
            let AppError(problem) = ServerFnUrlError::<AppError>::decode_err(&error);
            view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }
        })
    }
}
