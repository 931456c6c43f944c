//! What keeps messages of broadcasts from going out.

use std::collections::{HashMap, HashSet};

use domain::{BroadcastId, BroadcastState, ContactId, MessageState, Timestamp, Trouble};
use store::Conn;
use store::messages::{Message, Outcome};

use crate::Result;

/// What is known of the broadcasts and contacts of those messages that were taken.
pub(super) struct Bars {
    states: HashMap<BroadcastId, BroadcastState>,
    unsubscribed: HashSet<ContactId>,
    suppressed: HashSet<ContactId>,
}

/// What becomes of a message that does not go out.
pub(super) enum Bar {
    /// Its broadcast pauses.
    Hold,
    /// Its broadcast was stopped, or its contact is not to get it.
    Cancel(Option<Trouble>),
}

impl Bars {
    pub async fn read(conn: &mut Conn, taken: &[Message]) -> Result<Self> {
        let (mut broadcasts, contacts): (Vec<BroadcastId>, Vec<ContactId>) =
            taken.iter().filter_map(|message| Some((message.broadcast_id?, message.contact_id))).unzip();
        broadcasts.sort_unstable();
        broadcasts.dedup();
        if broadcasts.is_empty() {
            return Ok(Self { states: HashMap::new(), unsubscribed: HashSet::new(), suppressed: HashSet::new() });
        }
        Ok(Self {
            states: store::broadcasts::states(conn, &broadcasts).await?.into_iter().collect(),
            unsubscribed: store::consents::unsubscribed_among(conn, &contacts).await?.into_iter().collect(),
            suppressed: store::consents::suppressed_among(conn, &contacts).await?.into_iter().collect(),
        })
    }

    /// None for what was not written to many: who asks for the way in gets it, whatever else they want, and an address that did not
    /// exist once may exist now.
    pub fn of(&self, message: &Message) -> Option<Bar> {
        let state = self.states.get(&message.broadcast_id?);
        if state == Some(&BroadcastState::Stopped) {
            return Some(Bar::Cancel(None));
        }
        if self.unsubscribed.contains(&message.contact_id) {
            return Some(Bar::Cancel(Some(Trouble::Unsubscribed)));
        }
        if self.suppressed.contains(&message.contact_id) {
            return Some(Bar::Cancel(Some(Trouble::Suppressed)));
        }
        (state == Some(&BroadcastState::Paused)).then_some(Bar::Hold)
    }
}

impl Bar {
    pub async fn put_before(self, conn: &mut Conn, message: &Message, lease: &[u8], now: Timestamp) -> Result<()> {
        match self {
            Self::Hold => store::messages::hold_back(conn, message.id, lease).await?,
            Self::Cancel(trouble) => {
                let outcome = Outcome { state: MessageState::Cancelled, trouble, answer: None, due_at: message.due_at, settled_at: Some(now) };
                store::messages::settle(conn, message.id, lease, &outcome).await?;
            }
        }
        Ok(())
    }
}
