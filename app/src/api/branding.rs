//! How the portal looks, for admins.

use domain::view::branding::PictureKind;
use leptos::prelude::*;
use server_fn::codec::{MultipartData, MultipartFormData};

use crate::AppError;

/// The page of it.
pub const PAGE: &str = "/admin/portal/branding";

/// A form with the `kind` and then the picture as `picture`.
#[server(prefix = "/fn", endpoint = "branding/set-picture", input = MultipartFormData)]
pub async fn set_picture(form: MultipartData) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (kind, bytes) = super::uploads::with_picture(form, "kind", "picture").await?;
    let kind: PictureKind = kind.parse()?;
    super::guard::told(admin.set_picture(kind, bytes).await)?;
    leptos_axum::redirect(&format!("{PAGE}?done={kind}"));
    Ok(())
}

/// The answer is the page to open then, since every page shows the pictures.
#[server(prefix = "/fn", endpoint = "branding/remove-picture")]
pub async fn remove_picture(kind: PictureKind) -> Result<String, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.remove_picture(kind).await)?;
    let page = format!("{PAGE}?done={kind}-removed");
    super::guard::open(&page);
    Ok(page)
}

/// Chooses the colours, each `#rrggbb` or empty. The answer is the page to open then: where a colour is too pale for white
/// text nothing is changed, and the page proposes another.
#[server(prefix = "/fn", endpoint = "branding/set-colours")]
pub async fn set_colours(#[server(default)] brand: String, #[server(default)] accent: String) -> Result<String, AppError> {
    let admin = super::guard::admin()?;
    let parsed = |text: &str| if text.trim().is_empty() { Ok(None) } else { text.parse::<domain::Colour>().map(Some) };
    let (brand, accent) = (parsed(&brand)?, parsed(&accent)?);
    let page = if [brand, accent].into_iter().flatten().all(domain::Colour::carries_text) {
        super::guard::told(admin.set_colours(brand, accent).await)?;
        format!("{PAGE}?done=colours")
    } else {
        let typed = |colour: Option<domain::Colour>| colour.map(|colour| crate::address::escape(&colour.to_string())).unwrap_or_default();
        format!("{PAGE}?brand={}&accent={}", typed(brand), typed(accent))
    };
    super::guard::open(&page);
    Ok(page)
}
