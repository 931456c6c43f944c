//! Adding an offer.

use domain::view::offers::OfferForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::offers::{CreateOffer, load_choices};
use crate::components::{Form, Loaded, OfferFields, page_resource};
use crate::viewer::use_words;

#[component]
pub fn OfferNewPage() -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let choices = page_resource(|| (), |()| load_choices());
    let action = ServerAction::<CreateOffer>::new();
    view! {
        <Title text=o.new_title />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/offers">{o.title}</a></nav>
                    <h1>{o.new_title}</h1>
                </div>
            </header>
            <section class="card">
                <Loaded resource=choices let:choices>
                    <Form action>
                        <OfferFields form=OfferForm::empty() choices />
                        <div class="form-actions">
                            <button class="button primary">{o.create}</button>
                            <a class="button quiet" href="/admin/offers">{t.common().cancel}</a>
                        </div>
                    </Form>
                </Loaded>
            </section>
        </main>
    }
}
