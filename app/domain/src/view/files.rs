//! The files of a lesson, as admins look after them and as learners meet them.

use serde::{Deserialize, Serialize};

use crate::{FileId, FileKind, LessonId};

/// The files of a lesson in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonFiles {
    pub lesson: LessonId,
    /// In the order in which they were added.
    pub files: Vec<FileRow>,
    /// Whether the end of the video completes the lesson.
    pub auto_complete: bool,
    pub limits: Limits,
}

impl LessonFiles {
    pub fn of_kind(&self, kind: FileKind) -> Vec<FileRow> {
        self.files.iter().filter(|file| file.kind == kind).cloned().collect()
    }
}

/// A file in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub id: FileId,
    pub kind: FileKind,
    pub name: String,
    pub bytes: u64,
    /// What captions are in, as a code: `en`.
    pub lang: Option<String>,
}

/// The largest file of each kind, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub attachment: u64,
    pub video: u64,
    pub captions: u64,
    pub image: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MB: u64 = 1 << 20;
        Self { attachment: 200 * MB, video: 4096 * MB, captions: MB, image: 8 * MB }
    }
}

impl Limits {
    pub const fn of(&self, kind: FileKind) -> u64 {
        match kind {
            FileKind::Attachment => self.attachment,
            FileKind::Video => self.video,
            FileKind::Captions => self.captions,
            FileKind::Image => self.image,
        }
    }

    /// The largest of them.
    pub fn most(&self) -> u64 {
        FileKind::ALL.iter().map(|kind| self.of(*kind)).max().unwrap_or_default()
    }
}

/// A file that has just been added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    pub id: FileId,
    pub kind: FileKind,
    pub name: String,
}

/// What a text shows a picture with.
pub fn markdown(id: FileId, name: &str) -> String {
    let words = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: String = words.chars().filter(|c| !"[]()\\`<>*_!".contains(*c)).collect();
    format!("![{}]({}{id})", words.trim(), crate::file::PLACE)
}

/// The film and the downloads of a lesson, for whoever may read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub video: Option<Playback>,
    pub downloads: Vec<Download>,
}

/// A film, ready to be played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playback {
    /// Its address, with the second at which the reader left off.
    pub src: String,
    pub captions: Vec<Track>,
    /// Whether its end completes the lesson.
    pub auto_complete: bool,
}

/// Captions in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    pub src: String,
    pub lang: String,
    /// What the language calls itself.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    pub href: String,
    pub name: String,
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pictures_markdown_holds_nothing_else() {
        let id = FileId::MIN;
        assert_eq!(markdown(id, "A cat.png"), format!("![A cat](/files/lessons/{id})"));
        assert_eq!(markdown(id, "](javascript:alert(1)).png"), format!("![javascript:alert1](/files/lessons/{id})"));
    }

    #[test]
    fn the_largest_limit_is_that_of_videos() {
        assert_eq!(Limits::default().most(), 4 << 30);
    }
}
