//! Writing to many, with a line for every step.

use domain::view::audit::Action;
use domain::{Channel, Suppression, Timestamp};
use futures_util::FutureExt as _;
use store::consents::Suppressed;

use super::{Log, id_in};

pub async fn send(log: &mut Log<'_>) {
    let (contact, _) = log.h.entitled("una@example.org").await;
    let made = log.does("broadcasts/create", &[("name", "News")], Action::BroadcastCreated).await;
    let id = id_in(&made, "/admin/broadcasts/");
    let this = [("id", id.as_str())];
    let form = [("form[name]", "News"), ("form[subject_en]", "News"), ("form[body_en]", "Hello"), ("form[destination]", "home"), ("audience[product]", "")];
    let form: Vec<(&str, &str)> = this.into_iter().chain(form).collect();
    log.does("broadcasts/change", &form, Action::BroadcastChanged).await;
    log.h.portal.channel_goes(Channel::Email);
    log.does("broadcasts/send-test", &[this[0], ("lang", "en")], Action::BroadcastTested).await;
    log.does("broadcasts/schedule", &[this[0], ("at", "2027-01-01T09:00")], Action::BroadcastScheduled).await;
    log.does("broadcasts/unschedule", &this, Action::BroadcastUnscheduled).await;
    log.does("broadcasts/start", &this, Action::BroadcastStarted).await;
    log.does("broadcasts/pause", &this, Action::BroadcastPaused).await;
    log.does("broadcasts/resume", &this, Action::BroadcastResumed).await;
    log.does("broadcasts/stop", &this, Action::BroadcastStopped).await;
    let unused = log.does("broadcasts/create", &[("name", "Nothing")], Action::BroadcastCreated).await;
    log.does("broadcasts/delete", &[("id", &id_in(&unused, "/admin/broadcasts/"))], Action::BroadcastDeleted).await;

    let bounced = Suppressed {
        contact_id: contact.id,
        address: contact.email.clone(),
        reason: Suppression::HardBounce,
        detail: "550 5.1.1 no such user".to_owned(),
        at: Timestamp(0),
    };
    log.h.write(move |conn| async move { store::consents::suppress(conn, &bounced).await }.boxed()).await;
    log.does("broadcasts/lift-suppression", &[("contact", &contact.id.to_string())], Action::SuppressionLifted).await;
}
