//! Adding a menu entry.

use domain::view::menus::MenuForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::menus::{CreateMenu, list_menu_offers};
use crate::components::menu_fields::MenuFields;
use crate::components::{Form, Loaded, page_resource};
use crate::viewer::use_words;

#[component]
pub fn MenuNewPage() -> impl IntoView {
    let words = use_words();
    let t = words.menus();
    let offers = page_resource(|| (), |()| list_menu_offers());
    let action = ServerAction::<CreateMenu>::new();
    view! {
        <Title text=t.new />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=words.common().breadcrumb><a href="/admin/portal/menus">{t.title}</a></nav>
                    <h1>{t.new}</h1>
                </div>
            </header>
            <section class="card" aria-label=t.new>
                <Loaded resource=offers let:offers>
                    <Form action>
                        <MenuFields form=MenuForm::empty() offers />
                        <div class="form-actions">
                            <button class="button primary">{t.create}</button>
                            <a class="button quiet" href="/admin/portal/menus">{words.common().cancel}</a>
                        </div>
                    </Form>
                </Loaded>
            </section>
        </main>
    }
}
