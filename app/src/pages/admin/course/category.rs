//! The dialog of a category's settings: where it stands and when it opens.

use domain::ProductId;
use domain::view::courses::CategoryOutline;
use leptos::prelude::*;

use crate::api::courses::ChangeCategory;
use crate::components::drip_fields::DripFields;
use crate::components::{Form, Modal, entered};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn CategorySettings(product: ProductId, category: CategoryOutline, outline: Vec<CategoryOutline>, zone: String) -> impl IntoView {
    let t = use_words();
    let change = ServerAction::<ChangeCategory>::new();
    let back = format!("/admin/courses/{product}");
    let CategoryOutline { id, parent, drip, title, .. } = category.clone();
    view! {
        <Modal title=fill(t.sections().settings_of, &[("title", &title)]) close=back.clone()>
            <Form action=change class="">
                <input type="hidden" name="product" value=product.to_string() />
                <input type="hidden" name="id" value=id.to_string() />
                <div class="dialog-body">
                    <ParentField category outline />
                    <DripFields drip nested=parent.is_some() zone />
                </div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary">{t.common().save}</button>
                </footer>
            </Form>
        </Modal>
    }
}

/// The field `parent`: the categories that this one may stand in.
#[component]
fn ParentField(category: CategoryOutline, outline: Vec<CategoryOutline>) -> impl IntoView {
    let t = use_words().sections();
    if outline.iter().any(|other| other.parent == Some(category.id)) {
        return view! { <p class="muted">{t.inside_not}</p> }.into_any();
    }
    let chosen = entered("parent", category.parent.map(|id| id.to_string()).unwrap_or_default());
    let others = outline.into_iter().filter(|other| other.parent.is_none() && other.id != category.id);
    let options = others.map(|other| {
        let id = other.id.to_string();
        let is_chosen = id == chosen;
        view! { <option value=id selected=is_chosen prop:selected=is_chosen>{other.title}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label for="category-parent">{t.inside}</label>
            <p class="hint" id="category-parent-hint">{t.inside_hint}</p>
            <select id="category-parent" name="parent" aria-describedby="category-parent-hint">
                <option value="">{t.inside_none}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
