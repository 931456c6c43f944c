//! Videos in lessons: what people paste, as the address of a player that may be framed and that tells its host the least.

/// Where players come from: the content security policy lets no other be framed.
pub const PLAYERS: [&str; 3] = [YOUTUBE, VIMEO, WISTIA];
const YOUTUBE: &str = "https://www.youtube-nocookie.com";
const VIMEO: &str = "https://player.vimeo.com";
const WISTIA: &str = "https://fast.wistia.net";

/// The player of a YouTube, Vimeo or Wistia video, from the address of its page, a share link or a player's address; `None`
/// for anything else.
pub fn player(text: &str) -> Option<String> {
    let (host, path, query) = parts(text.trim())?;
    let mut steps = path.split('/').filter(|step| !step.is_empty());
    let first = steps.next()?;
    match host.strip_prefix("www.").or(host.strip_prefix("m.")).unwrap_or(&host) {
        "youtu.be" => youtube(first),
        "youtube.com" | "youtube-nocookie.com" => match first {
            "watch" => youtube(parameter(query, "v")?),
            "embed" | "shorts" | "live" => youtube(steps.next()?),
            _ => None,
        },
        "vimeo.com" => vimeo(first, steps.next().or(parameter(query, "h"))),
        "player.vimeo.com" if first == "video" => vimeo(steps.next()?, parameter(query, "h")),
        host if host.ends_with(".wistia.com") || host == "fast.wistia.net" => match (first, steps.next()?) {
            ("medias", id) => wistia(id),
            ("embed", "iframe" | "medias") => wistia(steps.next()?),
            _ => None,
        },
        _ => None,
    }
}

/// The host in lower case, the path and the query of an https address.
fn parts(url: &str) -> Option<(String, &str, &str)> {
    let scheme = url.get(..8)?;
    if !scheme.eq_ignore_ascii_case("https://") {
        return None;
    }
    let rest = url[8..].split('#').next()?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/')?;
    Some((host.to_ascii_lowercase(), path, query))
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn youtube(id: &str) -> Option<String> {
    let good = id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    good.then(|| format!("{YOUTUBE}/embed/{id}"))
}

/// `key` belongs to a video that is not listed; `dnt` keeps Vimeo from following its viewers.
fn vimeo(id: &str, key: Option<&str>) -> Option<String> {
    if !is_word(id, 5..=12) || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match key {
        None => Some(format!("{VIMEO}/video/{id}?dnt=1")),
        Some(key) => is_word(key, 6..=32).then(|| format!("{VIMEO}/video/{id}?h={key}&dnt=1")),
    }
}

fn wistia(id: &str) -> Option<String> {
    is_word(id, 8..=16).then(|| format!("{WISTIA}/embed/iframe/{id}"))
}

fn is_word(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{PLAYERS, player};

    #[test]
    fn knows_the_three_hosts() {
        let youtube = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ";
        for url in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            " https://youtube.com/watch?list=x&v=dQw4w9WgXcQ&t=3s ",
            "HTTPS://M.YouTube.com/watch?v=dQw4w9WgXcQ#x",
            "https://youtu.be/dQw4w9WgXcQ?si=abc",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
            youtube,
        ] {
            assert_eq!(player(url).as_deref(), Some(youtube), "{url}");
        }
        let vimeo = "https://player.vimeo.com/video/76979871?dnt=1";
        for url in ["https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871", vimeo] {
            assert_eq!(player(url).as_deref(), Some(vimeo), "{url}");
        }
        let unlisted = "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1";
        for url in ["https://vimeo.com/76979871/8272103f6e", unlisted] {
            assert_eq!(player(url).as_deref(), Some(unlisted), "{url}");
        }
        let wistia = "https://fast.wistia.net/embed/iframe/e4a27b971d";
        for url in ["https://home.wistia.com/medias/e4a27b971d", "https://fast.wistia.com/embed/iframe/e4a27b971d", wistia] {
            assert_eq!(player(url).as_deref(), Some(wistia), "{url}");
        }
        for (player, host) in [youtube, vimeo, wistia].into_iter().zip(PLAYERS) {
            assert!(player.starts_with(&format!("{host}/")), "{player} may be framed");
        }
    }

    #[test]
    fn case_63_refuses_every_other_address() {
        for url in [
            "",
            "https://",
            "https://youtube.com",
            "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "javascript:alert(1)//youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
            "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
            "https://evilyoutube.com/watch?v=dQw4w9WgXcQ",
            "https://wistia.com.evil.example/medias/e4a27b971d",
            "https://www.youtube.com/watch?v=dQw4w9WgX\"Q",
            "https://www.youtube.com/watch?v=dQw4w9WgXc",
            "https://youtu.be/../x",
            "https://vimeo.com/about",
            "https://vimeo.com/76979871/\"onload=",
            "https://ééééé/éé",
        ] {
            assert_eq!(player(url), None, "{url}");
        }
    }
}
