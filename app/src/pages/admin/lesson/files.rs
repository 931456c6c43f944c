//! The files of a lesson in its editor: the video and its captions, what there is to download, pictures for the text. What is
//! changed here loads nothing else of the page anew, so that an unsaved text stays.

use domain::captions::{LANGUAGES, language};
use domain::view::files::{FileRow, LessonFiles, markdown};
use domain::{FileKind, LessonId, file};
use leptos::context::Provider;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use server_fn::error::ServerFnUrlError;

use super::upload::{JustAdded, UploadForm, Wanted, insert_into_text};
use crate::AppError;
use crate::api::files::{RemoveFile, RenameFile, SetAutoComplete, UploadFile, list_files};
use crate::components::notice::{Tone, problem_text};
use crate::components::{Form, Icon, Notice, once_there, resource};
use crate::locales::fill;
use crate::viewer::{Reload, use_words};

/// The files of the page's lesson, and what makes them load anew.
#[derive(Clone, Copy)]
pub struct FilesOfPage {
    data: Resource<Result<LessonFiles, AppError>>,
    fresh: RwSignal<u32>,
}

impl FilesOfPage {
    /// `id` is the lesson's, from the page's address.
    pub fn load(id: Memo<String>) -> Self {
        let fresh = RwSignal::new(0);
        Self { data: resource(move || (id.get(), fresh.get()), |(id, _)| list_files(id)), fresh }
    }
}

#[component]
pub fn Files(of_page: FilesOfPage) -> impl IntoView {
    let t = use_words();
    let FilesOfPage { data, fresh } = of_page;
    provide_context(JustAdded(RwSignal::new(None)));
    let waiting = || view! { <div class="stack" aria-busy="true"><span class="skeleton block"></span><span class="skeleton block"></span></div> };
    view! {
        <Provider value=Reload(fresh)>
            <UploadTrouble />
            <Transition fallback=waiting>
                {once_there(data, move |loaded| match loaded {
                    Ok(files) => view! { <Cards files /> }.into_any(),
                    Err(AppError(problem)) => view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }.into_any(),
                })}
            </Transition>
        </Provider>
    }
}

/// Why the last file was refused, where no scripts run: the server comes back to the page with the reason in its address.
#[component]
fn UploadTrouble() -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    move || {
        let refused = query.with(|query| query.get("__err").filter(|_| query.get("__path").as_deref() == Some(UploadFile::PATH)));
        refused.map(|error| {
            let AppError(problem) = ServerFnUrlError::<AppError>::decode_err(&error);
            view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }
        })
    }
}

#[component]
fn Cards(files: LessonFiles) -> impl IntoView {
    view! {
        <VideoCard files=files.clone() />
        <DownloadsCard files=files.clone() />
        <PicturesCard files />
    }
}

#[component]
fn VideoCard(files: LessonFiles) -> impl IntoView {
    let m = use_words().media();
    let lesson = files.lesson;
    let videos = files.of_kind(FileKind::Video);
    let there = !videos.is_empty();
    let film = Wanted {
        kind: FileKind::Video,
        accept: ".mp4,.m4v,.webm,video/mp4,video/webm",
        pick: if there { m.video_replace } else { m.video_pick },
        upload: m.video_upload,
        formats: m.video_formats,
        limit: files.limits.video,
    };
    view! {
        <section class="card" aria-labelledby="video-file">
            <header><h2 id="video-file">{m.video}</h2></header>
            <p class="muted">{m.video_text}</p>
            <Rows files=videos />
            <UploadForm lesson wanted=film />
            {there.then(|| view! {
                <AutoComplete lesson on=files.auto_complete />
                <Captions files />
            })}
        </section>
    }
}

#[component]
fn AutoComplete(lesson: LessonId, on: bool) -> impl IntoView {
    let t = use_words();
    let m = t.media();
    let change = ServerAction::<SetAutoComplete>::new();
    view! {
        <Form action=change>
            <input type="hidden" name="lesson" value=lesson.to_string() />
            <label class="check">
                <input type="checkbox" name="on" value="true" checked=on />
                <span>{m.auto_complete}<small>{m.auto_complete_hint}</small></span>
            </label>
            <div class="form-actions"><button class="button">{t.common().save}</button></div>
        </Form>
    }
}

#[component]
fn Captions(files: LessonFiles) -> impl IntoView {
    let m = use_words().media();
    let captions = files.of_kind(FileKind::Captions);
    let none = captions.is_empty();
    let wanted = Wanted {
        kind: FileKind::Captions,
        accept: ".vtt,.srt,text/vtt",
        pick: m.captions_pick,
        upload: m.captions_upload,
        formats: m.captions_formats,
        limit: files.limits.captions,
    };
    view! {
        <h3>{m.captions}</h3>
        {none.then(|| view! { <p class="muted">{m.captions_none}</p> })}
        <Rows files=captions />
        <UploadForm lesson=files.lesson wanted>
            <div class="field">
                <label for="captions-lang">{m.captions_lang}</label>
                <select id="captions-lang" name="lang">
                    {LANGUAGES.into_iter().map(|(code, name)| view! { <option value=code lang=code>{name}</option> }).collect_view()}
                </select>
            </div>
        </UploadForm>
    }
}

#[component]
fn DownloadsCard(files: LessonFiles) -> impl IntoView {
    let m = use_words().media();
    let attachments = files.of_kind(FileKind::Attachment);
    let none = attachments.is_empty();
    let wanted = Wanted {
        kind: FileKind::Attachment,
        accept: "",
        pick: m.attachment_pick,
        upload: m.attachment_upload,
        formats: m.attachment_formats,
        limit: files.limits.attachment,
    };
    view! {
        <section class="card" aria-labelledby="downloads">
            <header><h2 id="downloads">{m.attachments}</h2></header>
            {none.then(|| view! { <p class="muted">{m.attachments_none}</p> })}
            <Rows files=attachments />
            <UploadForm lesson=files.lesson wanted />
        </section>
    }
}

#[component]
fn PicturesCard(files: LessonFiles) -> impl IntoView {
    let m = use_words().media();
    let pictures = files.of_kind(FileKind::Image);
    let wanted = Wanted {
        kind: FileKind::Image,
        accept: ".png,.jpg,.jpeg,.webp,.gif,image/png,image/jpeg,image/webp,image/gif",
        pick: m.picture_pick,
        upload: m.picture_upload,
        formats: m.picture_formats,
        limit: files.limits.image,
    };
    view! {
        <section class="card" aria-labelledby="pictures">
            <header><h2 id="pictures">{m.pictures}</h2></header>
            <p class="muted">{m.pictures_text}</p>
            <Rows files=pictures />
            <UploadForm lesson=files.lesson wanted />
        </section>
    }
}

#[component]
fn Rows(files: Vec<FileRow>) -> impl IntoView {
    (!files.is_empty()).then(|| view! { <ul class="list">{files.into_iter().map(|file| view! { <Row file /> }).collect_view()}</ul> })
}

#[component]
fn Row(file: FileRow) -> impl IntoView {
    let t = use_words();
    let address = format!("{}{}", file::PLACE, file.id);
    let facts = match file.lang.as_deref().and_then(language) {
        Some(language) => format!("{language} · {}", t.size(file.bytes)),
        None => t.size(file.bytes),
    };
    let is_picture = file.kind == FileKind::Image;
    let sign = if is_picture {
        view! { <img class="thumb" src=address.clone() alt="" width="64" height="48" loading="lazy" /> }.into_any()
    } else {
        view! { <Icon name=if file.kind == FileKind::Video { "play" } else { "file" } /> }.into_any()
    };
    view! {
        <li>
            {sign}
            <div class="grow"><a href=address target="_blank" rel="external noopener">{file.name.clone()}</a><p>{facts}</p></div>
            {is_picture.then(|| view! { <Insert file=file.clone() /> })}
            {(file.kind == FileKind::Attachment).then(|| view! { <Rename file=file.clone() /> })}
            <Remove file />
        </li>
    }
}

/// The line that shows a picture, and where scripts run a button that writes it.
#[component]
fn Insert(file: FileRow) -> impl IntoView {
    let m = use_words().media();
    let line = markdown(file.id, &file.name);
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let button = {
        let line = line.clone();
        move || {
            let line = line.clone();
            let name = fill(m.insert_named, &[("name", &file.name)]);
            scripted
                .get()
                .then(|| view! { <button class="button small" type="button" aria-label=name on:click=move |_| insert_into_text(&line)>{m.insert}</button> })
        }
    };
    view! { <code class="line">{line}</code>{button} }
}

#[component]
fn Rename(file: FileRow) -> impl IntoView {
    let m = use_words().media();
    let rename = ServerAction::<RenameFile>::new();
    let field = format!("name-{}", file.id);
    let (title, label) = (fill(m.rename_named, &[("name", &file.name)]), fill(m.new_name, &[("name", &file.name)]));
    view! {
        <details class="unfold">
            <summary class="button small quiet" aria-label=title>{m.rename}</summary>
            <Form action=rename>
                <input type="hidden" name="id" value=file.id.to_string() />
                <div class="field">
                    <label for=field.clone()>{label}</label>
                    <input id=field name="name" required maxlength="120" autocomplete="off" value=file.name.clone() />
                </div>
                <div class="form-actions"><button class="button">{m.rename_now}</button></div>
            </Form>
        </details>
    }
}

#[component]
fn Remove(file: FileRow) -> impl IntoView {
    let m = use_words().media();
    let remove = ServerAction::<RemoveFile>::new();
    let what = match file.kind {
        FileKind::Attachment => m.remove_attachment,
        FileKind::Video => m.remove_video,
        FileKind::Captions => m.remove_captions,
        FileKind::Image => m.remove_image,
    };
    view! {
        <details class="unfold">
            <summary class="button small quiet" aria-label=fill(m.remove_named, &[("name", &file.name)])>{m.remove}</summary>
            <Form action=remove>
                <input type="hidden" name="id" value=file.id.to_string() />
                <p>{what}</p>
                <div class="form-actions"><button class="button danger"><Icon name="trash" />{m.remove_now}</button></div>
            </Form>
        </details>
    }
}
