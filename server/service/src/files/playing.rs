//! A lesson's film and downloads as readers meet them, and where they left off.

use domain::view::files::{Download, Media, Playback, Track};
use domain::{FileId, FileKind, LessonId, captions, file};
use futures_util::FutureExt as _;
use store::Conn;
use store::lesson_files::LessonFile;
use store::video_positions::Position;

use crate::{AsLearner, Error, Result};

/// No film is longer: a day.
const LONGEST: u32 = 24 * 60 * 60;

fn address(id: FileId) -> String {
    format!("{}{id}", file::PLACE)
}

impl AsLearner {
    /// The film and the downloads of a lesson that the reader may read.
    pub(crate) async fn media(&self, conn: &mut Conn, lesson: LessonId) -> Result<Media> {
        let files = store::lesson_files::of_lesson(conn, lesson).await?;
        let of_kind = |kind| files.iter().filter(move |file| file.kind == kind);
        let video = match of_kind(FileKind::Video).next() {
            Some(video) => {
                let left_off = match self.contact() {
                    Some(contact) => store::video_positions::find(conn, contact, lesson).await?.unwrap_or_default(),
                    None => 0,
                };
                // Browsers begin there by themselves (W3C Media Fragments).
                let src = if left_off > 0 { format!("{}#t={left_off}", address(video.id)) } else { address(video.id) };
                let auto_complete = store::lesson_files::auto_completes(conn, lesson).await?;
                Some(Playback { src, captions: of_kind(FileKind::Captions).filter_map(track).collect(), auto_complete })
            }
            None => None,
        };
        let download = |file: &LessonFile| Download { href: address(file.id), name: file.name.clone(), bytes: u64::try_from(file.bytes).unwrap_or_default() };
        Ok(Media { video, downloads: of_kind(FileKind::Attachment).map(download).collect() })
    }

    /// Keeps at which second of a lesson's film the contact is. Who looks on leaves nothing.
    pub async fn keep_video_position(&self, product: &str, lesson: &str, seconds: u32) -> Result<()> {
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let product = me.open_product(conn, &product).await?;
                    let lesson = me.open_lesson(conn, product.id, &lesson).await?;
                    if let Some(contact) = me.acting() {
                        let seconds = i32::try_from(seconds.min(LONGEST)).unwrap_or_default();
                        let position = Position { contact_id: contact, lesson_id: lesson.id, seconds, updated_at: me.portal.now() };
                        store::video_positions::keep(conn, &position).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

fn track(file: &LessonFile) -> Option<Track> {
    let lang = file.lang.clone()?;
    Some(Track { src: address(file.id), label: captions::language(&lang)?.to_owned(), lang })
}
