//! The two apps and their route tables. A page is a file: learners' in `learner/`, admins' in `admin/`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::components::frame::{AdminFrame, LearnerFrame};
use crate::components::loaded::Trouble;
use crate::viewer::provide_viewer;

pub mod admin;
#[cfg(feature = "ssr")]
pub mod enter;
pub mod learner;
#[cfg(feature = "ssr")]
pub mod offline;

/// The learners' side. Every page is complete when it leaves the server (`SsrMode::Async`): it works without scripts.
#[component]
pub fn LearnerApp() -> impl IntoView {
    leptos_meta::provide_meta_context();
    let viewer = provide_viewer();
    view! {
        <Title formatter=move |text: String| title(&text, &viewer.portal) />
        <Router>
            <LearnerFrame>
                <Routes fallback=NotFound>
                    <Route path=path!("/courses") view=learner::courses::CoursesPage ssr=SsrMode::Async />
                    <Route path=path!("/courses/:product") view=learner::product::ProductPage ssr=SsrMode::Async />
                    <Route path=path!("/courses/:product/lessons/:lesson") view=learner::lesson::LessonPage ssr=SsrMode::Async />
                    <Route path=path!("/menu/:slug") view=learner::menu::MenuPage ssr=SsrMode::Async />
                    <Route path=path!("/communities") view=learner::communities::CommunitiesPage ssr=SsrMode::Async />
                    <Route path=path!("/communities/:group") view=learner::community::CommunityPage ssr=SsrMode::Async />
                    <Route path=path!("/communities/:group/members") view=learner::community_members::MembersPage ssr=SsrMode::Async />
                    <Route path=path!("/communities/:group/posts/:post") view=learner::community_post::PostPage ssr=SsrMode::Async />
                    <Route path=path!("/communities/:group/:channel") view=learner::community::CommunityPage ssr=SsrMode::Async />
                    <Route path=path!("/courses/:product/lessons/:lesson/quiz") view=learner::quiz::QuizPage ssr=SsrMode::Async />
                    <Route path=path!("/courses/:product/certificate") view=learner::certificate::CertificatePage ssr=SsrMode::Async />
                    <Route path=path!("/certificates/:number") view=learner::verify::VerifyPage ssr=SsrMode::Async />
                    <Route path=path!("/account") view=learner::account::AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=learner::sign_in::SignInPage ssr=SsrMode::Async />
                </Routes>
            </LearnerFrame>
        </Router>
    }
}

/// The admins' side.
#[component]
pub fn AdminApp() -> impl IntoView {
    leptos_meta::provide_meta_context();
    let viewer = provide_viewer();
    view! {
        <Title formatter=move |text: String| title(&text, &viewer.portal) />
        <Router>
            <AdminFrame>
                <Routes fallback=NotFound>
                    <Route path=path!("/admin/set-up/:token") view=admin::set_up::SetUpPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/sign-in") view=admin::sign_in::SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/account") view=admin::account::AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/dashboard") view=admin::dashboard::DashboardPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/settings") view=admin::settings::SettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/branding") view=admin::branding::BrandingPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/modules") view=admin::modules::ModulesPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/menus") view=admin::menus::MenusPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/menus/new") view=admin::menu_new::MenuNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/portal/menus/:id") view=admin::menu::MenuPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/contacts") view=admin::contacts::ContactsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/contacts/new") view=admin::contact_new::ContactNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/contacts/import") view=admin::contact_import::ContactImportPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/contacts/:id") view=admin::contact::ContactPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/contacts/:id/edit") view=admin::contact_edit::ContactEditPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses") view=admin::courses::CoursesPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/new") view=admin::course_new::CourseNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/:id") view=admin::course::CoursePage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/:id/progress") view=admin::course_progress::CourseProgressPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/:id/progress/:contact") view=admin::learner_progress::LearnerProgressPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/:id/lessons/:lesson") view=admin::lesson::LessonPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/courses/:id/lessons/:lesson/quiz") view=admin::quiz::QuizPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/comments") view=admin::comments::CommentsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/offers") view=admin::offers::OffersPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/offers/new") view=admin::offer_new::OfferNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/offers/:id") view=admin::offer::OfferPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/communities") view=admin::communities::CommunitiesPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/communities/:id") view=admin::community::CommunityPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations") view=admin::automations::AutomationsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations/new") view=admin::automation_new::AutomationNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations/:id") view=admin::automation::AutomationPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations/:id/dry-run") view=admin::automation_dry_run::DryRunPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations/:id/runs") view=admin::automation_runs::RunsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/automations/:id/runs/:run") view=admin::automation_run::RunPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/messages") view=admin::messages::MessagesPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/messages/:id") view=admin::message::MessagePage ssr=SsrMode::Async />
                    <Route path=path!("/admin/broadcasts") view=admin::broadcasts::BroadcastsPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/broadcasts/new") view=admin::broadcast_new::BroadcastNewPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/broadcasts/:id") view=admin::broadcast::BroadcastPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/audit") view=admin::audit::AuditPage ssr=SsrMode::Async />
                </Routes>
            </AdminFrame>
        </Router>
    }
}

/// The document's title. On the server it becomes HTML, and `leptos_meta` does not escape it.
fn title(text: &str, portal: &str) -> String {
    let title = if text.is_empty() { portal.to_owned() } else { format!("{text} · {portal}") };
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { title }
}

#[component]
fn NotFound() -> impl IntoView {
    view! { <main id="main" class="page narrow"><Trouble problem=domain::Problem::NotFound /></main> }
}
