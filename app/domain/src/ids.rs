//! One id type per table: a UUIDv7, so that ids sort by the time they were made. Stored as 16 bytes.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow), diesel(sql_type = diesel::sql_types::Binary))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// The smallest id: where a list that runs upwards begins.
            pub const MIN: Self = Self(uuid::Uuid::nil());
            /// The largest id: where a list that runs downwards begins.
            pub const MAX: Self = Self(uuid::Uuid::max());

            /// The id below this one: a list that runs upwards from there begins with this one.
            #[must_use]
            pub fn just_before(self) -> Self {
                Self(uuid::Uuid::from_u128(self.0.as_u128().saturating_sub(1)))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.simple().fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.simple())
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { uuid::Uuid::try_parse(text).map(Self) }
        }
        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self { Self(id) }
        }
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
        #[cfg(feature = "diesel")]
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Binary, DB> for $name
        where DB: diesel::backend::Backend, [u8]: diesel::serialize::ToSql<diesel::sql_types::Binary, DB>
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.0.as_bytes().as_slice().to_sql(out)
            }
        }
        #[cfg(feature = "diesel")]
        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Binary, DB> for $name
        where DB: diesel::backend::Backend, Vec<u8>: diesel::deserialize::FromSql<diesel::sql_types::Binary, DB>
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(Self(uuid::Uuid::from_slice(&Vec::<u8>::from_sql(bytes)?)?))
            }
        }
    )*};
}

ids! {
    /// A person known to the portal.
    ContactId,
    /// A course.
    ProductId,
    /// A section of a course.
    CategoryId,
    /// One lesson of a course.
    LessonId,
    /// A file that belongs to a lesson.
    FileId,
    /// A bundle of products that can be granted.
    OfferId,
    /// One contact's access to one offer.
    GrantId,
    /// An entry of the creator's menu.
    MenuId,
    /// One magic link.
    LinkId,
    /// One signed-in device of a contact, or an admin's preview of a contact.
    SessionId,
    /// Someone who runs the portal.
    AdminId,
    /// One signed-in device of an admin.
    AdminSessionId,
    /// One line of the audit log.
    AuditId,
    /// A contact's request for a fresh link or for access.
    RequestId,
    /// A community.
    GroupId,
    /// One room of a community.
    ChannelId,
    /// One post in a channel.
    PostId,
    /// One comment on a post.
    CommentId,
    /// A post or a comment that somebody found out of place.
    ReportId,
    /// The id of a post or of a comment, for what can be done to either.
    TargetId,
    /// The id of a contact or of an admin, for what either can do.
    ActorId,
    /// One question of a lesson's quiz.
    QuestionId,
    /// One try at a quiz.
    AttemptId,
    /// One comment below a lesson.
    LessonCommentId,
    /// A certificate of completion.
    CertificateId,
    /// One e-mail or SMS to one contact.
    MessageId,
    /// What messages say, kept once for all that say it.
    MessageTextId,
    /// What is done when something happens.
    AutomationId,
    /// An automation as it was published once.
    AutomationVersionId,
    /// One contact's way through an automation.
    RunId,
    /// What became of one step of a run.
    RunStepId,
    /// Something that happened to a contact.
    EventId,
    /// A message to many.
    BroadcastId,
}
