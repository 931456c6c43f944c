//! A menu entry: changed, deleted.

use domain::view::menus::MenuEdit;
use domain::{Lang, MenuId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::menus::{ChangeMenu, DeleteMenu, load_menu_entry};
use crate::components::menu_fields::MenuFields;
use crate::components::{Done, Form, Icon, Loaded, Modal, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn MenuPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id").unwrap_or_default());
    let data = page_resource(id, load_menu_entry);
    view! { <main id="main" class="page narrow"><Loaded resource=data let:entry><Body entry /></Loaded></main> }
}

#[component]
fn Body(entry: MenuEdit) -> impl IntoView {
    let words = use_words();
    let t = words.menus();
    let query = use_query_map();
    let MenuEdit { id, slug, form, offers } = entry;
    let label = match words.lang {
        Lang::En => form.label_en.clone(),
        Lang::Fr => form.label_fr.clone(),
    };
    let title = label.clone();
    let asked = move || (query.with(|query| query.get("dialog")).as_deref() == Some("delete")).then(|| view! { <DeleteDialog id title=title.clone() /> });
    let action = ServerAction::<ChangeMenu>::new();
    view! {
        <Title text=label.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=words.common().breadcrumb><a href="/admin/portal/menus">{t.title}</a></nav>
                <h1>{label}</h1>
                <p>{fill(t.place, &[("path", &format!("/menu/{slug}"))])}</p>
            </div>
        </header>
        <Done texts=vec![("saved", words.common().saved)] />
        <section class="card" aria-labelledby="details">
            <header><h2 id="details">{t.details}</h2></header>
            <Form action>
                <input type="hidden" name="id" value=id.to_string() />
                <MenuFields form offers />
                <div class="form-actions"><button class="button primary">{words.common().save}</button></div>
            </Form>
        </section>
        <section class="card" aria-labelledby="danger">
            <header><div><h2 id="danger">{t.danger}</h2><p>{t.danger_text}</p></div></header>
            <p><a class="button danger" href=format!("/admin/portal/menus/{id}?dialog=delete") data-noscroll=true><Icon name="trash" />{t.delete}</a></p>
        </section>
        {asked}
    }
}

#[component]
fn DeleteDialog(id: MenuId, title: String) -> impl IntoView {
    let words = use_words();
    let t = words.menus();
    let action = ServerAction::<DeleteMenu>::new();
    let back = format!("/admin/portal/menus/{id}");
    view! {
        <Modal title=fill(t.delete_title, &[("title", &title)]) close=back.clone() small=true>
            <Form action>
                <div class="dialog-body">
                    <input type="hidden" name="id" value=id.to_string() />
                    <p>{t.delete_text}</p>
                </div>
                <footer><a class="button quiet" href=back data-noscroll=true>{words.common().cancel}</a><button class="button primary danger">{t.delete}</button></footer>
            </Form>
        </Modal>
    }
}
