//! Importing contacts (I3): a file is kept beside a job's record between the steps, its rows go in a thousand at a time, and
//! what became of each is reported by line. A bad row never stops the good ones.

use std::collections::HashMap;
use std::sync::Arc;

use domain::view::contacts::ContactData;
use domain::view::imports::{BadRow, ContactField, ImportCheck, ImportColumn, ImportOptions, ImportPreview, ImportReport, RowProblem};
use domain::view::jobs::JobState;
use domain::{ContactId, Invalid, Problem, Publication, count};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use store::Conn;
use store::contacts::Contact;
use store::offers::Offer;

use crate::audit::{Action, Subject};
use crate::contact_files::{Row, Sheet, line};
use crate::grants::published;
use crate::jobs::{self, Job, Kind};
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
/// The kind of file that was uploaded.
const SHEET: &str = "csv";

/// What is kept of an import beside its file.
#[derive(Serialize, Deserialize)]
struct Record {
    file: String,
    headings: Vec<String>,
    /// Set once it has begun: what stopped goes on with them.
    #[serde(default)]
    options: Option<ImportOptions>,
    /// Set once it has begun; with all bad rows once it has ended.
    report: Option<ImportReport>,
}

impl Record {
    fn is_finished(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.state == JobState::Finished)
    }
}

async fn record(job: &Job) -> Result<Record> {
    Ok(job.record().await?.ok_or(Problem::NotFound)?)
}

/// The uploaded file; it is there until it is imported.
async fn sheet(job: &Job) -> Result<Sheet> {
    let bytes = job.read(SHEET).await?.ok_or(Problem::NotFound)?;
    blocking(move || Sheet::read(&bytes)).await?.map_err(Error::from)
}

/// Runs what takes a while beside the requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}

/// What the columns of `sheet` seem to hold, its first rows, and how many there are.
fn sample(sheet: &Sheet) -> (Vec<ImportColumn>, Vec<Vec<String>>, u32) {
    let heading = |i: usize| sheet.headings().get(i).cloned().unwrap_or_default();
    let columns = sheet.guess().into_iter().enumerate().map(|(i, guess)| ImportColumn { heading: heading(i), guess }).collect();
    let rows = sheet.rows().take(PREVIEW).filter_map(|(_, row)| row.ok());
    let rows = rows.map(|row| (0..sheet.width()).map(|i| row.get(i).unwrap_or_default().to_owned()).collect()).collect();
    (columns, rows, count(sheet.rows().count()))
}

/// Good and bad rows of `sheet`, its columns as `chosen` or, if that is empty, as they seem.
async fn sort_out(sheet: Sheet, chosen: Vec<ContactField>) -> Result<(Vec<Row>, Vec<BadRow>)> {
    let columns = if chosen.is_empty() { sheet.guess() } else { chosen };
    if !columns.contains(&ContactField::Email) {
        return Err(Invalid::Csv.into());
    }
    blocking(move || sheet.sort_out(&columns)).await
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
    /// # Errors
    /// [`Problem::NotFound`] if the offer is none, [`Invalid::Draft`] if it is a draft.
    async fn new(portal: &Portal, admin: Option<&AsAdmin>, file: &str, options: &ImportOptions) -> Result<Arc<Self>> {
        let offer = match options.offer {
            Some(offer) => Some(published(&mut portal.store.read().await?, offer).await?),
            None => None,
        };
        Ok(Arc::new(Self { portal: portal.clone(), admin: admin.cloned(), file: file.to_owned(), options: options.clone(), offer }))
    }

    /// Imports the good rows, but for those that are `done` already; the record of `job` is told of every step.
    async fn run(self: &Arc<Self>, sheet: Sheet, done: Option<ImportReport>, job: Option<&Job>) -> Result<ImportReport> {
        let headings = sheet.headings().to_vec();
        let (rows, bad) = sort_out(sheet, self.options.columns.clone()).await?;
        let new = || ImportReport { file: self.file.clone(), bad: count(bad.len()), total: count(rows.len()), ..ImportReport::default() };
        let mut report = done.unwrap_or_else(new);
        let keep = async |report: &ImportReport| match job {
            Some(job) => {
                let (options, report) = (Some(self.options.clone()), Some(report.clone()));
                job.keep(&Record { file: self.file.clone(), headings: headings.clone(), options, report }).await
            }
            None => Ok(()),
        };
        keep(&report).await?;
        let done = usize::try_from(report.done()).unwrap_or(usize::MAX);
        for batch in rows.get(done..).unwrap_or_default().chunks(BATCH) {
            let (me, mut batch) = (Arc::clone(self), batch.to_vec());
            // Two imports that have addresses in common wait for each other's in the same order.
            batch.sort_unstable_by(|a, b| a.email.as_str().cmp(b.email.as_str()));
            let did = self.portal.store.write(move |conn| async move { me.apply(conn, &batch).await }.boxed()).await?;
            report.created += did.created;
            report.updated += did.updated;
            report.kept += did.kept;
            report.granted += did.granted;
            keep(&report).await?;
        }
        report.bad_rows = bad;
        report.state = JobState::Finished;
        keep(&report).await?;
        Ok(report)
    }

    /// Imports some rows in the transaction of `conn`.
    async fn apply(&self, conn: &mut Conn, rows: &[Row]) -> Result<ImportReport> {
        let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
        let known: Vec<ContactId> = store::contact_lists::by_emails(conn, &emails).await?.into_iter().map(|contact| contact.id).collect();
        let there = store::contacts::hold_all(conn, &known).await?;
        let mut there: HashMap<String, Contact> = there.into_iter().map(|contact| (contact.email.clone(), contact)).collect();
        let mut report = ImportReport::default();
        let mut contacts = Vec::with_capacity(rows.len());
        for row in rows {
            let known = there.remove(row.email.as_str());
            contacts.push(self.apply_row(conn, row, known, &mut report).await?);
        }
        let detail = format!("{}: +{}, ~{}, ={}", self.file, report.created, report.updated, report.kept);
        let line = self.portal.event_by_whom(self.admin.as_ref(), Action::ContactsImported, Subject::portal().with(detail));
        store::audit::insert(conn, &line).await?;
        if let Some(offer) = &self.offer {
            let offer = published(conn, offer.id).await?;
            report.granted = self.portal.grant_missing(conn, &offer, &contacts, self.admin.as_ref()).await?;
        }
        Ok(report)
    }

    /// The contact of `row`, held: the `known` one, or a new one.
    async fn apply_row(&self, conn: &mut Conn, row: &Row, known: Option<Contact>, report: &mut ImportReport) -> Result<Contact> {
        let contact = match known {
            Some(contact) => contact,
            None => match self.portal.add_contact(conn, &self.data(row, None)).await? {
                Some(contact) => {
                    report.created += 1;
                    return Ok(contact);
                }
                None => added_meanwhile(conn, row).await?,
            },
        };
        if self.options.update_existing {
            report.updated += 1;
            let data = self.data(row, Some(&contact));
            contacts::overwrite(conn, &contact, &data).await?;
            if contacts::loses_number(conn, &contact, &data).await? {
                store::contacts::raise_link_generation(conn, contact.id, self.portal.now()).await?;
            }
            store::contact_lists::add_tags(conn, contact.id, &row.tags).await?;
        } else {
            report.kept += 1;
        }
        Ok(contact)
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
}

/// The contact whom somebody else has added since the rows were looked up.
async fn added_meanwhile(conn: &mut Conn, row: &Row) -> Result<Contact> {
    let contact = store::contacts::find_by_email(conn, row.email.as_str()).await?.ok_or(Problem::Conflict)?;
    Ok(store::contacts::hold(conn, contact.id).await?.ok_or(Problem::Conflict)?)
}

impl Portal {
    /// `latchkey import contacts`: imports the CSV file that `reader` reads; the report has all bad rows.
    ///
    /// # Errors
    /// [`Invalid::Csv`] if it is no CSV file or has no column of addresses, [`Invalid::Draft`] if the offer is a draft.
    pub async fn import_contacts(&self, mut reader: impl std::io::Read, file: &str, options: &ImportOptions) -> Result<ImportReport> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(anyhow::Error::from)?;
        let import = Import::new(self, None, file, options).await?;
        import.run(Sheet::read(&bytes)?, None, None).await
    }
}

impl AsAdmin {
    fn import_job(&self, id: &str) -> Result<Job> {
        Ok(Job::of(&self.portal, Kind::Import, id).ok_or(Problem::NotFound)?)
    }

    /// Keeps a file for the steps that follow; the id is for them.
    ///
    /// # Errors
    /// [`Invalid::FileTooLarge`], [`Invalid::Csv`].
    pub async fn upload_contacts(&self, file: &str, bytes: Vec<u8>) -> Result<String> {
        if bytes.len() > LARGEST {
            return Err(Invalid::FileTooLarge.into());
        }
        let (bytes, read) = blocking(move || {
            let read = Sheet::read(&bytes).map(|sheet| (sheet.headings().to_vec(), sheet.rows().count()));
            (bytes, read)
        })
        .await?;
        let (headings, rows) = read?;
        if rows > MOST_ROWS {
            return Err(Invalid::FileTooLarge.into());
        }
        let job = Job::create(&self.portal, Kind::Import).await?;
        job.write(SHEET, bytes).await?;
        let file = domain::text::line(file).unwrap_or_else(|| "contacts.csv".to_owned());
        job.keep(&Record { file, headings, options: None, report: None }).await?;
        Ok(job.id().to_owned())
    }

    /// The file's columns and first rows.
    pub async fn preview_import(&self, id: &str) -> Result<ImportPreview> {
        let job = self.import_job(id)?;
        let (record, sheet) = (record(&job).await?, sheet(&job).await?);
        let (columns, rows, total) = blocking(move || sample(&sheet)).await?;
        let offers = store::offers::all(&mut self.portal.store.read().await?).await?;
        Ok(ImportPreview {
            file: record.file,
            columns,
            rows,
            total,
            offers: offers.into_iter().filter(|offer| offer.state == Publication::Published).map(|offer| (offer.id, offer.title)).collect(),
        })
    }

    /// What the import would do.
    ///
    /// # Errors
    /// [`Invalid::Csv`] if no column holds addresses, [`Invalid::Draft`] if the offer is a draft.
    pub async fn check_import(&self, id: &str, options: &ImportOptions) -> Result<ImportCheck> {
        let job = self.import_job(id)?;
        let (record, sheet) = (record(&job).await?, sheet(&job).await?);
        let import = Import::new(&self.portal, Some(self), &record.file, options).await?;
        let (rows, mut bad_rows) = sort_out(sheet, options.columns.clone()).await?;
        let mut existing = 0;
        for batch in rows.chunks(BATCH) {
            let emails: Vec<&str> = batch.iter().map(|row| row.email.as_str()).collect();
            let mut conn = self.portal.store.read().await?;
            existing += count(self.portal.store.at_length(store::contact_lists::by_emails(&mut conn, &emails)).await?.len());
            drop(conn);
            // Others want to read too.
            tokio::task::yield_now().await;
        }
        let bad = count(bad_rows.len());
        bad_rows.truncate(SHOWN);
        Ok(ImportCheck {
            file: record.file,
            new: count(rows.len()) - existing,
            existing,
            bad,
            bad_rows,
            offer: import.offer.as_ref().map(|offer| offer.title.clone()),
        })
    }

    /// Runs the import, or the rest of one that stopped with the options it began with, unless that is being done or was done,
    /// and waits a moment for its end; [`AsAdmin::import_report`] tells how far it is.
    ///
    /// # Errors
    /// [`Invalid::Draft`] if the offer is a draft.
    pub async fn run_import(&self, id: &str, options: &ImportOptions) -> Result<()> {
        let job = self.import_job(id)?;
        let Some(claim) = job.claim() else { return Ok(()) };
        let record = record(&job).await?;
        if record.is_finished() {
            return Ok(());
        }
        let options = record.options.as_ref().unwrap_or(options);
        let import = Import::new(&self.portal, Some(self), &record.file, options).await?;
        jobs::run(claim, async move {
            import.run(sheet(&job).await?, record.report, Some(&job)).await?;
            job.remove(SHEET).await
        })
        .await;
        Ok(())
    }

    /// What the import did so far.
    pub async fn import_report(&self, id: &str) -> Result<ImportReport> {
        let (record, running): (Record, bool) = self.import_job(id)?.look().await?.ok_or(Problem::NotFound)?;
        let mut report = record.report.unwrap_or_else(|| ImportReport { file: record.file, ..ImportReport::default() });
        if report.state == JobState::Running && !running {
            report.state = JobState::Interrupted;
        }
        report.bad_rows.truncate(SHOWN);
        Ok(report)
    }

    /// All bad rows as CSV: the line, what is wrong in the words of `explain`, and the row as it was. `headings` stand above
    /// the first two.
    pub async fn bad_rows(&self, id: &str, headings: [&str; 2], explain: impl Fn(RowProblem) -> String) -> Result<String> {
        let record = record(&self.import_job(id)?).await?;
        let mut text = line(&headings.into_iter().chain(record.headings.iter().map(String::as_str)).collect::<Vec<_>>());
        for row in record.report.map(|report| report.bad_rows).unwrap_or_default() {
            let start = [row.line.to_string(), explain(row.problem)];
            text += &line(&start.into_iter().chain(row.cells).collect::<Vec<_>>());
        }
        Ok(text)
    }
}
