//! Importing contacts (I3): a file is kept under a random id between the steps, its rows go in a thousand at a time, and
//! what became of each is reported by line. A bad row never stops the good ones.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use domain::time::Span;
use domain::view::contacts::ContactData;
use domain::view::imports::{BadRow, ContactField, ImportCheck, ImportColumn, ImportOptions, ImportPreview, ImportReport, ImportState, RowProblem};
use domain::{Invalid, Problem, Publication, Timestamp};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use store::Conn;
use store::contacts::Contact;
use store::offers::Offer;

use crate::audit::{Action, Subject};
use crate::contact_files::{Row, Sheet, line};
use crate::{AsAdmin, Error, Portal, Result, contacts};

/// Bytes of an uploaded file at most.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// Rows of an uploaded file at most.
const MOST_ROWS: usize = 200_000;
/// Rows that go in together or not at all.
const BATCH: usize = 1000;
/// Rows a preview shows.
const PREVIEW: usize = 10;
/// Bad rows a page shows; all are in the file to download.
const SHOWN: usize = 100;
/// How long the page that starts an import waits for its end.
const PATIENCE: Duration = Duration::from_secs(5);
/// An import that has not moved for so long has stopped.
const STALLED: Span = Span::minutes(2);
/// Files of an import are cleared away after so long.
const KEPT: Span = Span::days(2);

/// What is kept of an import beside its file.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    file: String,
    headings: Vec<String>,
    /// Set once it has begun; with all bad rows once it has ended.
    report: Option<ImportReport>,
    saved_at: Timestamp,
}

/// The files of one import.
#[derive(Clone)]
struct Files {
    folder: PathBuf,
    id: String,
}

impl Files {
    /// `None` for what cannot be an import's id.
    fn of(portal: &Portal, id: &str) -> Option<Self> {
        let sound = id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        sound.then(|| Self { folder: folder(portal), id: id.to_owned() })
    }

    fn path(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", self.id))
    }

    /// The uploaded file, whether or not its import has begun.
    async fn sheet(&self) -> Result<Sheet> {
        let bytes = match tokio::fs::read(self.path("csv")).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => tokio::fs::read(self.path("run")).await,
            read => read,
        };
        let bytes = bytes.map_err(absent)?;
        blocking(move || Sheet::read(&bytes)).await?.map_err(Error::from)
    }

    async fn record(&self) -> Result<Record> {
        let json = tokio::fs::read(self.path("json")).await.map_err(absent)?;
        Ok(serde_json::from_slice(&json).map_err(anyhow::Error::from)?)
    }

    /// Replaces the record as a whole: who reads it meanwhile sees the old or the new one.
    async fn keep(&self, record: &Record) -> Result<()> {
        let json = serde_json::to_vec(record).map_err(anyhow::Error::from)?;
        let fresh = self.path("new");
        tokio::fs::write(&fresh, json).await.map_err(unexpected)?;
        tokio::fs::rename(fresh, self.path("json")).await.map_err(unexpected)
    }

    /// Takes the file for an import; `false` if another has it already.
    async fn take(&self) -> Result<bool> {
        match tokio::fs::rename(self.path("csv"), self.path("run")).await {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(unexpected(error)),
        }
    }
}

fn folder(portal: &Portal) -> PathBuf {
    portal.data_dir().join("imports")
}

/// An import that is not there any more, or a disk that fails.
fn absent(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound { Problem::NotFound.into() } else { unexpected(error) }
}

fn unexpected(error: std::io::Error) -> Error {
    anyhow::Error::from(error).into()
}

/// Runs what takes a while beside the requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}

/// Good and bad rows of `sheet`, its columns as `chosen` or, if that is empty, as they seem.
async fn sort_out(sheet: Sheet, chosen: Vec<ContactField>) -> Result<(Vec<Row>, Vec<BadRow>)> {
    let columns = if chosen.is_empty() { sheet.guess() } else { chosen };
    if !columns.contains(&ContactField::Email) {
        return Err(Invalid::Csv.into());
    }
    blocking(move || sheet.sort_out(&columns)).await
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// An import that runs.
struct Import {
    portal: Portal,
    /// `None` for the command line.
    admin: Option<AsAdmin>,
    file: String,
    options: ImportOptions,
    offer: Option<Offer>,
}

impl Import {
    async fn new(portal: &Portal, admin: Option<&AsAdmin>, file: &str, options: &ImportOptions) -> Result<Arc<Self>> {
        let offer = match options.offer {
            Some(offer) => Some(store::offers::find(&mut portal.store.read().await?, offer).await?.ok_or(Invalid::Choice)?),
            None => None,
        };
        Ok(Arc::new(Self { portal: portal.clone(), admin: admin.cloned(), file: file.to_owned(), options: options.clone(), offer }))
    }

    /// Imports the good rows; `files` is told of every step.
    async fn run(self: &Arc<Self>, sheet: Sheet, files: Option<&Files>) -> Result<ImportReport> {
        let headings = sheet.headings().to_vec();
        let (rows, bad) = sort_out(sheet, self.options.columns.clone()).await?;
        let mut report = ImportReport { file: self.file.clone(), bad: count(&bad), total: count(&rows), ..ImportReport::default() };
        let keep = async |report: &ImportReport| match files {
            Some(files) => {
                files.keep(&Record { file: self.file.clone(), headings: headings.clone(), report: Some(report.clone()), saved_at: self.portal.now() }).await
            }
            None => Ok(()),
        };
        keep(&report).await?;
        for batch in rows.chunks(BATCH) {
            let (me, batch) = (Arc::clone(self), batch.to_vec());
            let did = self.portal.store.write(move |conn| async move { me.apply(conn, &batch).await }.boxed()).await?;
            report.created += did.created;
            report.updated += did.updated;
            report.kept += did.kept;
            report.granted += did.granted;
            keep(&report).await?;
        }
        report.bad_rows = bad;
        report.state = ImportState::Finished;
        keep(&report).await?;
        Ok(report)
    }

    /// Imports some rows in the transaction of `conn`.
    async fn apply(&self, conn: &mut Conn, rows: &[Row]) -> Result<ImportReport> {
        let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
        let mut there: HashMap<String, Contact> =
            store::contact_lists::by_emails(conn, &emails).await?.into_iter().map(|contact| (contact.email.clone(), contact)).collect();
        let mut report = ImportReport::default();
        for row in rows {
            let contact = match there.remove(row.email.as_str()) {
                None => {
                    report.created += 1;
                    self.portal.add_contact(conn, &self.data(row, None)).await?
                }
                Some(contact) if self.options.update_existing => {
                    report.updated += 1;
                    contacts::overwrite(conn, &contact, &self.data(row, Some(&contact))).await?;
                    store::contact_lists::add_tags(conn, contact.id, &row.tags).await?;
                    contact
                }
                Some(contact) => {
                    report.kept += 1;
                    contact
                }
            };
            report.granted += u32::from(self.grant(conn, &contact).await?);
        }
        let detail = format!("{}: +{}, ~{}, ={}", self.file, report.created, report.updated, report.kept);
        self.audit(conn, Action::ContactsImported, Subject::portal().with(detail)).await?;
        if let Some(offer) = self.offer.as_ref().filter(|_| report.granted > 0) {
            self.audit(conn, Action::GrantsCreated, Subject::new("offer", offer.id, offer.title.as_str()).with(report.granted.to_string())).await?;
        }
        Ok(report)
    }

    /// What the contact of `row` is to be: where the row is silent, what it was.
    fn data(&self, row: &Row, was: Option<&Contact>) -> ContactData {
        let local_part = || row.email.as_str().split('@').next().unwrap_or_default().to_owned();
        ContactData {
            name: row.name.clone().unwrap_or_else(|| was.map_or_else(local_part, |was| was.name.clone())),
            email: row.email.clone(),
            phone: row.phone.clone().or_else(|| was.and_then(|was| was.phone.as_ref()?.parse().ok())),
            lang: row.lang.unwrap_or_else(|| was.map_or(self.options.lang, |was| was.lang)),
            tags: row.tags.clone(),
        }
    }

    /// Grants the chosen offer unless the contact has it; whether it did.
    async fn grant(&self, conn: &mut Conn, contact: &Contact) -> Result<bool> {
        let Some(offer) = &self.offer else { return Ok(false) };
        let now = self.portal.now();
        store::contacts::hold(conn, contact.id).await?;
        if store::grants::has_active(conn, contact.id, offer.id, now).await? {
            return Ok(false);
        }
        store::grants::insert(conn, &self.portal.new_grant(contact.id, offer, now)).await?;
        self.audit(conn, Action::GrantCreated, Subject::contact(contact).with(offer.title.as_str())).await?;
        Ok(true)
    }

    async fn audit(&self, conn: &mut Conn, action: Action, subject: Subject) -> Result<()> {
        let event = match &self.admin {
            Some(admin) => admin.event(action, subject),
            None => self.portal.event_by("command line", action, subject),
        };
        Ok(store::audit::insert(conn, &event).await?)
    }
}

impl Portal {
    /// `latchkey import contacts`: imports the CSV file that `reader` reads; the report has all bad rows.
    ///
    /// # Errors
    /// [`Invalid::Csv`] if it is no CSV file or has no column of addresses, [`Invalid::Choice`] if there is no such offer.
    pub async fn import_contacts(&self, mut reader: impl std::io::Read, file: &str, options: &ImportOptions) -> Result<ImportReport> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(unexpected)?;
        let import = Import::new(self, None, file, options).await?;
        import.run(Sheet::read(&bytes)?, None).await
    }

    /// Clears away the files of old imports.
    pub(crate) async fn tidy_imports(&self) -> Result<()> {
        let mut entries = match tokio::fs::read_dir(folder(self)).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(unexpected)?,
        };
        while let Some(entry) = entries.next_entry().await.map_err(unexpected)? {
            match self.remove_if_old(&entry).await {
                // Another upload clears away too.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                removed => removed.map_err(unexpected)?,
            }
        }
        Ok(())
    }

    async fn remove_if_old(&self, entry: &tokio::fs::DirEntry) -> std::io::Result<()> {
        let changed = entry.metadata().await?.modified()?;
        let micros = changed.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        if Timestamp(micros) + KEPT < self.now() { tokio::fs::remove_file(entry.path()).await } else { Ok(()) }
    }
}

impl AsAdmin {
    fn import_files(&self, id: &str) -> Result<Files> {
        Ok(Files::of(&self.portal, id).ok_or(Problem::NotFound)?)
    }

    /// Keeps a file for the steps that follow; the id is for them.
    ///
    /// # Errors
    /// [`Invalid::FileTooLarge`], [`Invalid::Csv`].
    pub async fn upload_contacts(&self, file: &str, bytes: Vec<u8>) -> Result<String> {
        if bytes.len() > LARGEST {
            return Err(Invalid::FileTooLarge.into());
        }
        let id = BASE32_NOPAD.encode(&self.portal.random.bytes::<16>()).to_lowercase();
        let files = self.import_files(&id)?;
        let (bytes, read) = blocking(move || {
            let read = Sheet::read(&bytes).map(|sheet| (sheet.headings().to_vec(), sheet.rows().count()));
            (bytes, read)
        })
        .await?;
        let (headings, rows) = read?;
        if rows > MOST_ROWS {
            return Err(Invalid::FileTooLarge.into());
        }
        tokio::fs::create_dir_all(&files.folder).await.map_err(unexpected)?;
        self.portal.tidy_imports().await?;
        tokio::fs::write(files.path("csv"), bytes).await.map_err(unexpected)?;
        let file = domain::text::line(file).unwrap_or_else(|| "contacts.csv".to_owned());
        files.keep(&Record { file, headings, report: None, saved_at: self.portal.now() }).await?;
        Ok(id)
    }

    /// The file's columns and first rows.
    pub async fn preview_import(&self, id: &str) -> Result<ImportPreview> {
        let files = self.import_files(id)?;
        let (record, sheet) = (files.record().await?, files.sheet().await?);
        let offers = store::offers::all(&mut self.portal.store.read().await?).await?;
        let headings = sheet.headings();
        let columns = sheet.guess().into_iter().enumerate().map(|(i, guess)| ImportColumn { heading: headings.get(i).cloned().unwrap_or_default(), guess });
        let rows = sheet.rows().take(PREVIEW).filter_map(|(_, row)| row.ok());
        Ok(ImportPreview {
            file: record.file,
            columns: columns.collect(),
            rows: rows.map(|row| (0..sheet.width()).map(|i| row.get(i).unwrap_or_default().to_owned()).collect()).collect(),
            total: u32::try_from(sheet.rows().count()).unwrap_or(u32::MAX),
            offers: offers.into_iter().filter(|offer| offer.state == Publication::Published).map(|offer| (offer.id, offer.title)).collect(),
        })
    }

    /// What the import would do.
    ///
    /// # Errors
    /// [`Invalid::Csv`] if no column holds addresses.
    pub async fn check_import(&self, id: &str, options: &ImportOptions) -> Result<ImportCheck> {
        let files = self.import_files(id)?;
        let (record, sheet) = (files.record().await?, files.sheet().await?);
        let import = Import::new(&self.portal, Some(self), &record.file, options).await?;
        let (rows, mut bad_rows) = sort_out(sheet, options.columns.clone()).await?;
        let mut conn = self.portal.store.read().await?;
        let mut existing = 0;
        for batch in rows.chunks(BATCH) {
            let emails: Vec<&str> = batch.iter().map(|row| row.email.as_str()).collect();
            existing += count(&store::contact_lists::by_emails(&mut conn, &emails).await?);
        }
        let bad = count(&bad_rows);
        bad_rows.truncate(SHOWN);
        Ok(ImportCheck {
            file: record.file,
            new: count(&rows) - existing,
            existing,
            bad,
            bad_rows,
            offer: import.offer.as_ref().map(|offer| offer.title.clone()),
        })
    }

    /// Starts the import, once, and waits a moment for its end; [`AsAdmin::import_report`] tells how far it is.
    pub async fn run_import(&self, id: &str, options: &ImportOptions) -> Result<()> {
        let files = self.import_files(id)?;
        let record = files.record().await?;
        let import = Import::new(&self.portal, Some(self), &record.file, options).await?;
        if !files.take().await? && self.import_report(id).await?.state != ImportState::Interrupted {
            return Ok(());
        }
        let running = tokio::spawn(async move {
            match run(&import, &files).await {
                Ok(()) => {}
                // Nobody may wait for it any more: the record tells, the log says why.
                Err(error) => give_up(&import, &files, error).await,
            }
        });
        // It goes on by itself when this takes longer.
        let _ = tokio::time::timeout(PATIENCE, running).await;
        Ok(())
    }

    /// What the import did so far.
    pub async fn import_report(&self, id: &str) -> Result<ImportReport> {
        let record = self.import_files(id)?.record().await?;
        let mut report = record.report.unwrap_or_else(|| ImportReport { file: record.file, ..ImportReport::default() });
        if report.state == ImportState::Running && record.saved_at + STALLED < self.portal.now() {
            report.state = ImportState::Interrupted;
        }
        report.bad_rows.truncate(SHOWN);
        Ok(report)
    }

    /// All bad rows as CSV: the line, what is wrong in the words of `explain`, and the row as it was. `headings` stand above
    /// the first two.
    pub async fn bad_rows(&self, id: &str, headings: [&str; 2], explain: impl Fn(RowProblem) -> String) -> Result<String> {
        let record = self.import_files(id)?.record().await?;
        let mut text = line(&headings.into_iter().chain(record.headings.iter().map(String::as_str)).collect::<Vec<_>>());
        for row in record.report.map(|report| report.bad_rows).unwrap_or_default() {
            let start = [row.line.to_string(), explain(row.problem)];
            text += &line(&start.into_iter().chain(row.cells).collect::<Vec<_>>());
        }
        Ok(text)
    }
}

async fn run(import: &Arc<Import>, files: &Files) -> Result<()> {
    import.run(files.sheet().await?, Some(files)).await?;
    tokio::fs::remove_file(files.path("run")).await.map_err(unexpected)
}

async fn give_up(import: &Import, files: &Files, error: Error) {
    let problem = error.into_problem();
    tracing::warn!(%problem, "an import stopped before its end");
    let kept = async {
        let mut record = files.record().await?;
        let report = record.report.get_or_insert_with(|| ImportReport { file: import.file.clone(), ..ImportReport::default() });
        report.state = ImportState::Interrupted;
        files.keep(&record).await
    };
    if let Err(error) = kept.await {
        error.into_problem();
    }
}
