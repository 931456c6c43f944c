//! QR codes, drawn as SVG to stand inside a page.

use qrcode::QrCode;
use qrcode::render::svg::Color;

use crate::Result;

/// Dark on white, whatever the page's theme: not every camera reads the inverse.
pub(crate) fn svg(text: &str) -> Result<String> {
    let code = QrCode::new(text).map_err(anyhow::Error::from)?;
    let file = code.render::<Color<'_>>().min_dimensions(220, 220).dark_color(Color("#000")).light_color(Color("#fff")).build();
    // The prolog of a file has no place inside a page.
    Ok(file.split_once("?>").map_or(file.as_str(), |(_, svg)| svg).to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_qr_code_is_an_element_of_the_page() {
        assert!(super::svg("https://portal.example/l/abc").unwrap().trim_start().starts_with("<svg"));
    }
}
