//! Contacts, for admins.

use domain::view::contacts::{ContactDetail, ContactForm, ContactList, ContactQuery};
use domain::view::imports::{ImportCheck, ImportOptions, ImportPreview, ImportReport};
use domain::{ContactId, SessionId};
use leptos::prelude::*;
use server_fn::codec::{MultipartData, MultipartFormData};

use crate::AppError;

#[server(prefix = "/fn", endpoint = "contacts/list")]
pub async fn list_contacts(query: ContactQuery) -> Result<ContactList, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.contact_list(&query).await)
}

/// Whether there is such a contact. `id` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "contacts/find")]
pub async fn find_contact(id: String) -> Result<ContactId, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.find_contact(id).await)
}

#[server(prefix = "/fn", endpoint = "contacts/show")]
pub async fn show_contact(id: String) -> Result<ContactDetail, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.contact(id).await)
}

#[server(prefix = "/fn", endpoint = "contacts/create")]
pub async fn create_contact(form: ContactForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let id = super::guard::told(admin.create_contact(&form).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=created"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/change")]
pub async fn change_contact(id: ContactId, form: ContactForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_contact(id, &form).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/disable")]
pub async fn disable_contact(id: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.disable_contact(id).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=disabled"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/enable")]
pub async fn enable_contact(id: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.enable_contact(id).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=enabled"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/delete")]
pub async fn delete_contact(id: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_contact(id).await)?;
    leptos_axum::redirect("/admin/contacts?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/sign-out-device")]
pub async fn sign_out_device(id: ContactId, device: SessionId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.sign_contact_out(id, Some(device)).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=signed-out"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/sign-out-everywhere")]
pub async fn sign_out_everywhere(id: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.sign_contact_out(id, None).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{id}?done=signed-out"));
    Ok(())
}

/// Takes a CSV file and goes on to its columns. A file that cannot be used sends back to the first step, which says why.
#[server(prefix = "/fn", endpoint = "contacts/upload", input = MultipartFormData)]
pub async fn upload_contacts(form: MultipartData) -> Result<(), AppError> {
    use domain::{Invalid, Problem};
    let admin = super::guard::admin()?;
    let uploaded = match file_of(form).await {
        Ok((name, bytes)) => super::guard::told(admin.upload_contacts(&name, bytes).await),
        Err(problem) => Err(problem),
    };
    let next = match uploaded {
        Ok(id) => format!("file={id}"),
        Err(AppError(Problem::Invalid(Invalid::FileTooLarge))) => "problem=large".to_owned(),
        Err(AppError(Problem::Invalid(Invalid::Csv | Invalid::Required | Invalid::Form))) => "problem=csv".to_owned(),
        Err(problem) => return Err(problem),
    };
    leptos_axum::redirect(&format!("/admin/contacts/import?{next}"));
    Ok(())
}

/// Name and bytes of the form's file; reads no more than a file may have.
#[cfg(feature = "ssr")]
async fn file_of(form: MultipartData) -> Result<(String, Vec<u8>), AppError> {
    use domain::Invalid;
    let unreadable = |_| AppError::from(Invalid::Form);
    let mut fields = form.into_inner().ok_or(Invalid::Form)?;
    while let Some(mut field) = fields.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
            if bytes.len() + chunk.len() > service::contact_import::LARGEST {
                return Err(Invalid::FileTooLarge.into());
            }
            bytes.extend_from_slice(&chunk);
        }
        return Ok((name, bytes));
    }
    Err(Invalid::Required.into())
}

#[server(prefix = "/fn", endpoint = "contacts/preview-import")]
pub async fn preview_import(file: String) -> Result<ImportPreview, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.preview_import(&file).await)
}

#[server(prefix = "/fn", endpoint = "contacts/check-import")]
pub async fn check_import(file: String, options: ImportOptions) -> Result<ImportCheck, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.check_import(&file, &options).await)
}

#[server(prefix = "/fn", endpoint = "contacts/import")]
pub async fn run_import(file: String, options: ImportOptions) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.run_import(&file, &options).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/import?file={file}&step=report"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "contacts/show-import")]
pub async fn show_import(file: String) -> Result<ImportReport, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.import_report(&file).await)
}
