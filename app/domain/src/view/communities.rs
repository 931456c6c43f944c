//! Communities as their members see them.

use serde::{Deserialize, Serialize};

use super::Page;
use crate::{ChannelAccess, ChannelId, CommentId, ContactId, Emoji, GroupRole, PostId, Publication, ReportId, Standing, Timestamp};

/// A group in the list of one's groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCard {
    pub slug: String,
    pub title: String,
    pub description: String,
    /// Only admins meet drafts.
    pub state: Publication,
    /// There is a post that the reader has not seen.
    pub unread: bool,
}

/// A channel of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRef {
    /// What live updates name it by.
    pub id: ChannelId,
    pub slug: String,
    pub title: String,
    pub access: ChannelAccess,
    pub unread: bool,
}

/// What every page of a group shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupHead {
    pub slug: String,
    pub title: String,
    pub description: String,
    pub state: Publication,
    /// Those that the reader may see, in order.
    pub channels: Vec<ChannelRef>,
    /// Where the reader, or whom an admin looks on as, stands.
    pub standing: Standing,
    /// Whether the reader may write here.
    pub writes: bool,
}

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub name: String,
    /// `None` for an admin of the portal.
    pub contact: Option<ContactId>,
    pub standing: Standing,
}

/// A post.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own on the page")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCard {
    pub id: PostId,
    pub title: String,
    /// Harmless HTML; in a feed only the beginning of a long text.
    pub html: String,
    /// The text goes on.
    pub cut: bool,
    pub author: Author,
    pub created_at: Timestamp,
    pub edited: bool,
    pub pinned: bool,
    pub hidden: bool,
    pub comments: u32,
    pub reactions: u32,
    pub mine: bool,
}

/// A channel and its posts, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    pub group: GroupHead,
    /// `None` while the group has no channel that the reader may see.
    pub channel: Option<ChannelRef>,
    /// On the first page only.
    pub pinned: Vec<PostCard>,
    pub page: Page<PostCard>,
}

/// How often a reaction was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reactions {
    pub emoji: Emoji,
    pub count: u32,
    pub mine: bool,
}

/// A comment; one that was removed, or whose author is deleted, keeps its place for the answers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    pub id: CommentId,
    /// `None` for one that is hidden from the reader or removed, or whose author is deleted.
    pub text: Option<CommentText>,
    /// Its author is deleted.
    pub deleted: bool,
    pub reactions: Vec<Reactions>,
    /// The oldest first; an answer has none.
    pub answers: Vec<CommentView>,
    /// There are more answers than these: the thread has all of them.
    pub more_answers: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentText {
    pub html: String,
    /// The Markdown, for who may change it.
    pub source: Option<String>,
    pub author: Author,
    pub created_at: Timestamp,
    pub edited: bool,
    pub hidden: bool,
    pub mine: bool,
}

/// A post with a page of its comments, the oldest first, or with one thread: a comment alone with a page of the answers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    pub group: GroupHead,
    pub channel: ChannelRef,
    pub post: PostCard,
    /// The Markdown, for who may change it.
    pub source: Option<String>,
    pub reactions: Vec<Reactions>,
    /// In a thread that one comment, and the ways to the other pages of its answers.
    pub comments: Page<CommentView>,
    pub thread: Option<CommentId>,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    pub contact: ContactId,
    pub name: String,
    pub role: GroupRole,
    pub banned: bool,
    pub muted: bool,
    pub joined_at: Timestamp,
}

/// Something that a member found out of place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    pub id: ReportId,
    pub post: PostId,
    pub comment: Option<CommentId>,
    /// The reported text.
    pub text: String,
    pub reporter: String,
    pub reason: String,
    pub created_at: Timestamp,
}

/// Who is in a group and, for who moderates, what was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersView {
    pub group: GroupHead,
    pub members: Page<MemberRow>,
    pub reports: Vec<ReportRow>,
}
