//! Captions: `WebVTT` as it is, `SubRip` (SRT) turned into it. <https://www.w3.org/TR/webvtt1/>

use crate::Invalid;

/// The languages that captions may be in, each in its own words.
pub const LANGUAGES: [(&str, &str); 12] = [
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
    ("pl", "Polski"),
    ("ar", "العربية"),
    ("ja", "日本語"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
];

/// What a language is called.
pub fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// A captions file as `WebVTT`.
///
/// # Errors
/// `Invalid::Captions` unless it is UTF-8 with one cue at least.
pub fn to_webvtt(file: &[u8]) -> Result<String, Invalid> {
    let text = std::str::from_utf8(file).map_err(|_| Invalid::Captions)?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(Invalid::Captions);
    }
    let first = text.lines().next().unwrap_or_default();
    let webvtt = first == "WEBVTT" || first.starts_with("WEBVTT ") || first.starts_with("WEBVTT\t");
    let lines: Vec<String> = text.lines().map(|line| timing(line).unwrap_or_else(|| line.to_owned())).collect();
    if !lines.iter().any(|line| is_timing(line)) {
        return Err(Invalid::Captions);
    }
    let body = lines.join("\n");
    Ok(if webvtt { format!("{body}\n") } else { format!("WEBVTT\n\n{}\n", body.trim_start()) })
}

/// A line like `00:01:02,500 --> 00:01:04,000` as `WebVTT` writes it; `None` for another line.
fn timing(line: &str) -> Option<String> {
    let (from, rest) = line.split_once("-->")?;
    let (until, settings) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let (from, until) = (instant(from.trim())?, instant(until)?);
    // SubRip's coordinates mean nothing here.
    let settings = if settings.contains("X1:") { "" } else { settings.trim() };
    Some(format!("{from} --> {until} {settings}").trim_end().to_owned())
}

fn is_timing(line: &str) -> bool {
    timing(line).is_some()
}

/// `1:02,5` as `00:01:02.500`.
fn instant(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once([',', '.'])?;
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        [minutes, seconds] => ("0", *minutes, *seconds),
        _ => return None,
    };
    let good = digits(hours, 4) && digits(minutes, 2) && digits(seconds, 2) && digits(fraction, 3);
    good.then(|| format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}.{fraction:0<3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_subrip_into_webvtt() {
        let srt = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\nHello,\r\nAda.\r\n\r\n2\r\n00:01:00,5 --> 00:01:02,000 X1:1 X2:2\r\nBye.\r\n";
        let vtt = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nHello,\nAda.\n\n2\n00:01:00.500 --> 00:01:02.000\nBye.\n";
        assert_eq!(to_webvtt(srt.as_bytes()).as_deref(), Ok(vtt));
        assert_eq!(to_webvtt(vtt.as_bytes()).as_deref(), Ok(vtt), "WebVTT stays as it is");
        let placed = "WEBVTT - a film\n\n00:01.000 --> 00:02.000 line:0\nUp here\n";
        assert!(to_webvtt(placed.as_bytes()).unwrap().contains("00:00:01.000 --> 00:00:02.000 line:0"));
    }

    #[test]
    fn refuses_what_holds_no_captions() {
        for wrong in
            [&b""[..], b"WEBVTT\n", b"Hello", b"<svg onload=alert(1)>", b"\xff\xfe1\0", b"1\n00:00 --> 00:01\nx", b"WEBVTT\n\n00:01.000 --> 00:02.000\n\0"]
        {
            assert_eq!(to_webvtt(wrong), Err(Invalid::Captions), "{wrong:?}");
        }
    }

    #[test]
    fn languages_have_names() {
        assert_eq!(language("fr"), Some("Français"));
        assert_eq!(language("xx"), None);
    }
}
