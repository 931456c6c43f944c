//! Sending many their way in (L8): a job over the contacts that were chosen.

use std::collections::HashSet;

use domain::view::jobs::JobState;
use domain::view::messages::{Sending, SentReport};
use domain::{Channel, ContactId, Destination, Invalid, MessageKind, Problem, Timestamp};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};

use crate::audit::{Action, Subject};
use crate::chosen::Chosen;
use crate::jobs::{self, Job, Kind};
use crate::{AsAdmin, Error, Result};

/// Messages that are written in one transaction.
const BATCH: usize = 250;

/// What is kept of sending to many.
#[derive(Serialize, Deserialize)]
struct Record {
    began_at: Timestamp,
    /// Who is still to be written to; `None` at the end.
    left: Option<Chosen>,
    /// How many contacts were chosen, if they were ticked.
    total: Option<u32>,
    report: SentReport,
}

impl AsAdmin {
    /// Begins to write an e-mail with their link to each of `contacts`, and waits a moment for the end; the id is for
    /// [`AsAdmin::sending`].
    pub async fn send_to_chosen(&self, contacts: Chosen) -> Result<String> {
        let job = Job::create(&self.portal, Kind::Messages).await?;
        let record = Record { began_at: self.portal.now(), total: contacts.total(), left: Some(contacts), report: SentReport::default() };
        job.keep(&record).await?;
        self.resume_sending(job.id()).await?;
        Ok(job.id().to_owned())
    }

    /// Writes to those who are left, unless that is being done, and waits a moment for the end.
    pub async fn resume_sending(&self, id: &str) -> Result<()> {
        let job = Job::of(&self.portal, Kind::Messages, id).ok_or(Problem::NotFound)?;
        let Some(claim) = job.claim() else { return Ok(()) };
        let record: Record = job.record().await?.ok_or(Problem::NotFound)?;
        let me = self.clone();
        jobs::run(claim, async move { me.send_left(&job, record).await }).await;
        Ok(())
    }

    /// How far sending to many is; `None` if it is not known (any more).
    pub async fn sending(&self, id: &str) -> Result<Option<Sending>> {
        let Some(job) = Job::of(&self.portal, Kind::Messages, id) else { return Ok(None) };
        Ok(job.look().await?.map(|(record, running): (Record, bool)| Sending {
            report: record.report,
            total: record.total,
            state: match record.left {
                None => JobState::Finished,
                Some(_) if running => JobState::Running,
                Some(_) => JobState::Interrupted,
            },
        }))
    }

    /// A batch is written whole or not at all, and one that was written but not kept is found written the next time.
    async fn send_left(&self, job: &Job, mut record: Record) -> Result<()> {
        while let Some(left) = record.left.take() {
            let (batch, rest) = self.next_batch(left, BATCH).await?;
            record.report += self.send_batch(record.began_at, batch).await?;
            record.left = rest;
            job.keep(&record).await?;
            self.portal.outbox_filled(Channel::Email);
        }
        Ok(())
    }

    /// Whoever was written to since `began_at` is not written to again.
    async fn send_batch(&self, began_at: Timestamp, ids: Vec<ContactId>) -> Result<SentReport> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (kind, channel, home) = (MessageKind::Login, Channel::Email, Destination::Home);
                    let contacts = store::contacts::hold_all(conn, &ids).await?;
                    let written: HashSet<ContactId> = store::messages::written_to_since(conn, &ids, kind, channel, began_at).await?.into_iter().collect();
                    let mut report = SentReport { missing: domain::count(ids.len() - contacts.len()), ..SentReport::default() };
                    for contact in &contacts {
                        if written.contains(&contact.id) {
                            report.already += 1;
                            continue;
                        }
                        match me.portal.enqueue_link(conn, contact, kind, channel, &home, Some(me.id)).await {
                            Ok(_) => {
                                let subject = Subject::contact(contact).with(format!("{home}, {channel}"));
                                store::audit::insert(conn, &me.event(Action::LinkSent, subject)).await?;
                                report.written += 1;
                            }
                            Err(Error::Problem(Problem::Invalid(Invalid::NoActiveOffer | Invalid::ContactDisabled))) => report.shut_out += 1,
                            Err(error) => return Err(error),
                        }
                    }
                    Ok::<_, Error>(report)
                }
                .boxed()
            })
            .await
    }
}
