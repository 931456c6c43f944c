//! Whether learners may comment on a course's lessons.

use domain::ProductId;
use leptos::prelude::*;

use crate::api::comments::{SwitchComments, has_comments};
use crate::components::{Form, Loaded, page_resource};
use crate::viewer::use_words;

#[component]
pub fn CommentsCard(id: ProductId) -> impl IntoView {
    let t = use_words();
    let c = t.comments();
    let data = page_resource(move || id, has_comments);
    let change = ServerAction::<SwitchComments>::new();
    view! {
        <section class="card" aria-labelledby="comments-card">
            <header><h2 id="comments-card">{c.switch_title}</h2></header>
            <Loaded resource=data let:on>
                <Form action=change>
                    <input type="hidden" name="id" value=id.to_string() />
                    <label class="check"><input type="checkbox" name="on" value="true" checked=on prop:checked=on /><span>{c.switch_on}</span></label>
                    <div class="form-actions"><button class="button">{t.common().save}</button></div>
                </Form>
            </Loaded>
        </section>
    }
}
