//! Forms with a picture.

use domain::Invalid;
use server_fn::codec::MultipartData;

use crate::AppError;

/// The field `key` and the picture in the field `file` of a form; keeps no more than a picture may have.
pub async fn with_picture(form: MultipartData, key: &str, file: &str) -> Result<(String, Vec<u8>), AppError> {
    let unreadable = |_| AppError::from(Invalid::Form);
    let mut fields = form.into_inner().ok_or(Invalid::Form)?;
    let (mut word, mut bytes, mut too_large) = (None, Vec::new(), false);
    while let Some(mut field) = fields.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == key {
            word = Some(field.text().await.map_err(unreadable)?);
        } else if name == file {
            // What is too much is read and dropped: a browser hears no answer before it has sent everything.
            while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                too_large = too_large || bytes.len() + chunk.len() > service::courses::MOST_COVER_BYTES;
                if !too_large {
                    bytes.extend_from_slice(&chunk);
                }
            }
        }
    }
    if too_large {
        return Err(Invalid::FileTooLarge.into());
    }
    if bytes.is_empty() {
        return Err(Invalid::Required.into());
    }
    Ok((word.ok_or(Invalid::Form)?, bytes))
}
