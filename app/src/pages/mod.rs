//! The two apps and their route tables. A page is a file: learners' in `learner/`, admins' in `admin/`.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::components::frame::{AdminFrame, LearnerFrame};
use crate::components::loaded::Trouble;
use crate::viewer::provide_viewer;

pub mod admin;
pub mod learner;

/// The learners' side. Every page is complete when it leaves the server (`SsrMode::Async`): it works without scripts.
#[component]
pub fn LearnerApp() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_viewer();
    view! {
        <Router>
            <LearnerFrame>
                <Routes fallback=NotFound>
                    <Route path=path!("/courses") view=learner::courses::CoursesPage ssr=SsrMode::Async />
                </Routes>
            </LearnerFrame>
        </Router>
    }
}

/// The admins' side.
#[component]
pub fn AdminApp() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_viewer();
    view! {
        <Router>
            <AdminFrame>
                <Routes fallback=NotFound>
                    <Route path=path!("/admin/portal/dashboard") view=admin::dashboard::DashboardPage ssr=SsrMode::Async />
                </Routes>
            </AdminFrame>
        </Router>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! { <main id="main" class="page narrow"><Trouble problem=domain::Problem::NotFound /></main> }
}
