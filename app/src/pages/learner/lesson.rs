//! A lesson.

use domain::view::files::{Download, Playback};
use domain::view::learning::{LessonRef, LessonView};
use domain::view::viewer::Who;
use domain::{LessonState, Problem};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

use crate::AppError;
use crate::api::learning::{CompleteLesson, load_lesson};
use crate::components::comments::Comments;
use crate::components::loaded::Trouble;
use crate::components::notice::Tone;
use crate::components::outline::Here;
use crate::components::{Form, Icon, LessonBadge, Notice, Outline, once_there, page_resource};
use crate::islands::{Player, Reading};
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

/// The id of the form that marks a lesson as completed.
const COMPLETES: &str = "complete";

#[component]
pub fn LessonPage() -> impl IntoView {
    let params = use_params_map();
    let slugs = move || params.with(|params| (params.get("product").unwrap_or_default(), params.get("lesson").unwrap_or_default()));
    let data = page_resource(slugs, |(course, lesson)| load_lesson(course, lesson));
    let complete = ServerAction::<CompleteLesson>::new();
    view! {
        <main id="main" class="page lesson">
            <Transition>
                {once_there(data, move |loaded| match loaded {
                    Ok(lesson) => view! { <Lesson lesson complete /> }.into_any(),
                    Err(AppError(problem)) => view! { <NoLesson problem /> }.into_any(),
                })}
            </Transition>
        </main>
    }
}

/// No lesson to show; one that is gone is also not read on later.
#[component]
fn NoLesson(problem: Problem) -> impl IntoView {
    let own = matches!(use_viewer().who, Who::Contact { .. });
    let gone = own && matches!(problem, Problem::NotFound | Problem::Closed(_));
    let path = use_location().pathname.get_untracked();
    view! {
        {gone.then(|| view! { <Reading path title=None /> })}
        <Trouble problem />
    }
}

#[component]
fn Lesson(lesson: LessonView, complete: ServerAction<CompleteLesson>) -> impl IntoView {
    let t = use_words();
    let own = matches!(use_viewer().who, Who::Contact { .. });
    let path = format!("/courses/{}/lessons/{}", lesson.course.slug, lesson.slug);
    let read = own.then(|| lesson.title.clone());
    let position = fill(t.learner().position, &[("section", &lesson.section), ("n", &lesson.position.to_string()), ("all", &lesson.all.to_string())]);
    let done = lesson.steps.is_done();
    let back = format!("/courses/{}", lesson.course.slug);
    // After the last lesson the bar leads there.
    let way_back = lesson.next.is_some().then(|| back.clone());
    view! {
        <Title text=format!("{} · {}", lesson.title, lesson.course.title) />
        {read.map(|title| view! { <Reading path title=Some(title) /> })}
        <nav class="crumbs" aria-label=t.common().breadcrumb><a href=back><Icon name="chevron-left" />{lesson.course.title.clone()}</a></nav>
        <article>
            <header>
                <p class="muted">{position}</p>
                <h1 lang=lesson.lang.word()>{lesson.title.clone()}</h1>
                {(lesson.state != LessonState::Published).then(|| view! { <p><LessonBadge state=lesson.state /></p> })}
            </header>
            {match (lesson.media.video.clone(), lesson.video.clone()) {
                (Some(film), _) => view! { <Film film lesson=lesson.clone() /> }.into_any(),
                (None, Some(src)) => view! { <Video src lesson=lesson.title.clone() /> }.into_any(),
                (None, None) => ().into_any(),
            }}
            <div class="prose" lang=lesson.lang.word() inner_html=lesson.html.clone()></div>
            <Downloads files=lesson.media.downloads.clone() />
            {if done {
                view! { <CourseDone way_back /> }.into_any()
            } else {
                view! { <NextUp lesson=lesson.clone() /> }.into_any()
            }}
        </article>
        <Bar lesson=lesson.clone() complete />
        <Comments course=lesson.course.slug.clone() lesson=lesson.slug.clone() />
        <aside class="outline" aria-label=t.learner().lessons>
            <Outline course=lesson.course.slug sections=lesson.sections here=Here::Reading(lesson.slug) />
        </aside>
    }
}

/// The lesson's own film.
#[component]
fn Film(film: Playback, lesson: LessonView) -> impl IntoView {
    let t = use_words().learner();
    // An admin who looks on leaves no trace.
    let own = matches!(use_viewer().who, Who::Contact { .. });
    // A quiz completes its lesson, and nothing else does.
    let completes = (own && film.auto_complete && !lesson.completed && lesson.quiz.is_none()).then(|| COMPLETES.to_owned());
    let label = fill(t.video_of, &[("lesson", &lesson.title)]);
    let instead = (t.no_video.to_owned(), t.get_video.to_owned());
    let lesson = own.then_some((lesson.course.slug, lesson.slug));
    let keep = film.src.split('#').next().unwrap_or_default().to_owned();
    view! { <div data-keep=keep><Player playback=film label instead lesson completes /></div> }
}

/// The player keeps its place before it arrives.
#[component]
fn Video(src: String, lesson: String) -> impl IntoView {
    let title = fill(use_words().learner().video_of, &[("lesson", &lesson)]);
    let keep = src.clone();
    view! {
        <div class="video" data-keep=keep>
            <iframe title=title src=src allow="fullscreen; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin" {..leptos::attr::loading("lazy")}></iframe>
        </div>
    }
}

#[component]
fn Downloads(files: Vec<Download>) -> impl IntoView {
    let t = use_words();
    (!files.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="downloads">
                <h2 id="downloads">{t.learner().downloads}</h2>
                <ul class="files">
                    {files.into_iter().map(|file| view! {
                        <li><a href=file.href download=file.name.clone()><Icon name="download" />{file.name.clone()}" "<small>{t.size(file.bytes)}</small></a></li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

/// There is nothing to go on with, but the course to go back to.
#[component]
fn CourseDone(way_back: Option<String>) -> impl IntoView {
    let t = use_words().learner();
    view! {
        <Notice tone=Tone::Success>
            <p>{t.course_done}</p>
            {way_back.map(|href| view! { <p><a href=href>{t.back_to_course}</a></p> })}
        </Notice>
    }
}

/// What to go on with, once the lesson is completed.
#[component]
fn NextUp(lesson: LessonView) -> impl IntoView {
    let t = use_words().learner();
    let LessonView { course, completed, next, lang, .. } = lesson;
    next.filter(|_| completed).map(|next| {
        let href = format!("/courses/{}/lessons/{}", course.slug, next.slug);
        view! {
            <section class="next-up" aria-labelledby="next-up">
                <h2 id="next-up">{t.next_up}</h2>
                <a href=href lang=lang.word()><span class="grow">{next.title}</span><Icon name="chevron-right" /></a>
            </section>
        }
    })
}

/// Back, done, on.
#[component]
fn Bar(lesson: LessonView, complete: ServerAction<CompleteLesson>) -> impl IntoView {
    let t = use_words();
    let LessonView { course, slug, completed, quiz, previous, next, .. } = lesson;
    let href = |lesson: &LessonRef| format!("/courses/{}/lessons/{}", course.slug, lesson.slug);
    let previous = match &previous {
        Some(lesson) => {
            view! { <a class="button quiet" rel="prev" href=href(lesson) title=lesson.title.clone()><Icon name="chevron-left" /><span>{t.common().previous}</span></a> }.into_any()
        }
        None => view! { <span></span> }.into_any(),
    };
    let next = match &next {
        Some(lesson) => {
            let class = if completed { "button primary" } else { "button quiet" };
            view! { <a class=class rel="next" href=href(lesson) title=lesson.title.clone()><span>{t.common().next}</span><Icon name="chevron-right" /></a> }
                .into_any()
        }
        None if completed => view! { <a class="button primary" href=format!("/courses/{}", course.slug)>{t.learner().back_to_course}</a> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    let mark = match quiz {
        Some(quiz) => view! { <ToQuiz course=course.slug lesson=slug tried=quiz.tried completed /> }.into_any(),
        None => view! { <Mark course=course.slug lesson=slug completed complete /> }.into_any(),
    };
    view! {
        <nav class="lesson-bar" aria-label=t.learner().lessons>
            {previous}
            {mark}
            {next}
        </nav>
    }
}

/// A lesson with a quiz is completed by passing it.
#[component]
fn ToQuiz(course: String, lesson: String, tried: bool, completed: bool) -> impl IntoView {
    let t = use_words().quizzes();
    let class = if completed { "button" } else { "button primary" };
    let words = if completed && tried { t.see_result } else { t.take };
    view! { <a class=class href=format!("/courses/{course}/lessons/{lesson}/quiz")><Icon name="check" />{words}</a> }
}

/// Marks the lesson as completed, or not; who only looks on is told that it is not theirs to mark.
#[component]
fn Mark(course: String, lesson: String, completed: bool, complete: ServerAction<CompleteLesson>) -> impl IntoView {
    let t = use_words().learner();
    match use_viewer().who {
        Who::Preview { name, .. } => {
            let words = if completed { t.they_completed } else { t.only_they_complete };
            return view! { <p class="muted small">{fill(words, &[("name", &name)])}</p> }.into_any();
        }
        Who::Admin { .. } => return view! { <p class="muted small">{t.only_learners_complete}</p> }.into_any(),
        Who::Nobody | Who::Contact { .. } => {}
    }
    let (class, pressed, words) = if completed { ("button", "true", t.completed) } else { ("button primary", "false", t.mark_complete) };
    view! {
        <Form action=complete id=COMPLETES>
            <input type="hidden" name="course" value=course />
            <input type="hidden" name="lesson" value=lesson />
            <input type="hidden" name="done" value=(!completed).to_string() />
            <button class=class aria-pressed=pressed><Icon name="check" />{words}</button>
        </Form>
    }
    .into_any()
}
