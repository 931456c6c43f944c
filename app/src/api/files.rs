//! Files of lessons, for admins who look after them. A script that calls one of these stays on its page: an unsaved text there
//! must not be lost.

use domain::view::files::{LessonFiles, Uploaded};
use domain::{FileId, LessonId};
use leptos::prelude::*;
use server_fn::codec::{MultipartData, MultipartFormData};

use crate::AppError;

/// `lesson` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "files/list")]
pub async fn list_files(lesson: String) -> Result<LessonFiles, AppError> {
    let admin = super::guard::admin()?;
    let lesson = lesson.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.lesson_files(lesson).await)
}

/// A form with `lesson`, `kind` and, for captions, `lang`, and after them the file as `file`.
#[server(prefix = "/fn", endpoint = "files/upload", input = MultipartFormData)]
pub async fn upload_file(form: MultipartData) -> Result<Uploaded, AppError> {
    let admin = super::guard::admin()?;
    let (product, lesson, uploaded) = receive(&admin, form).await?;
    super::guard::open(&format!("/admin/courses/{product}/lessons/{lesson}?done=file-added"));
    Ok(uploaded)
}

#[server(prefix = "/fn", endpoint = "files/rename")]
pub async fn rename_file(id: FileId, name: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (product, lesson) = super::guard::told(admin.rename_file(id, &name).await)?;
    super::guard::open(&format!("/admin/courses/{product}/lessons/{lesson}?done=file-renamed"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "files/remove")]
pub async fn remove_file(id: FileId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (product, lesson) = super::guard::told(admin.remove_file(id).await)?;
    super::guard::open(&format!("/admin/courses/{product}/lessons/{lesson}?done=file-removed"));
    Ok(())
}

/// `on` is there if the end of the video is to complete the lesson.
#[server(prefix = "/fn", endpoint = "files/set-auto-complete")]
pub async fn set_auto_complete(lesson: LessonId, #[server(default)] on: bool) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let product = super::guard::told(admin.set_auto_complete(lesson, on).await)?;
    super::guard::open(&format!("/admin/courses/{product}/lessons/{lesson}?done=saved"));
    Ok(())
}

/// Bytes of a field that is no file.
#[cfg(feature = "ssr")]
const LONGEST_FIELD: usize = 100;

/// Hands the file on as it comes.
#[cfg(feature = "ssr")]
async fn receive(admin: &service::AsAdmin, form: MultipartData) -> Result<(domain::ProductId, LessonId, Uploaded), AppError> {
    use domain::Invalid;
    use service::files::Upload;
    let unreadable = |_| AppError::from(Invalid::Form);
    let mut fields = form.into_inner().ok_or(Invalid::Form)?;
    let (mut lesson, mut kind, mut lang) = (None, None, String::new());
    while let Some(mut field) = fields.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let (lesson, kind) = (lesson.ok_or(Invalid::Form)?, kind.ok_or(Invalid::Form)?);
            let upload = Upload { lesson, kind, lang, name: field.file_name().unwrap_or_default().to_owned() };
            let (product, uploaded) = super::guard::told(admin.add_file(upload, field).await)?;
            return Ok((product, lesson, uploaded));
        }
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
            text.extend_from_slice(&chunk);
            if text.len() > LONGEST_FIELD {
                return Err(Invalid::Form.into());
            }
        }
        let text = String::from_utf8(text).map_err(|_| Invalid::Form)?;
        match name.as_str() {
            "lesson" => lesson = text.parse().ok(),
            "kind" => kind = text.parse().ok(),
            "lang" => lang = text,
            _ => {}
        }
    }
    Err(Invalid::Required.into())
}
