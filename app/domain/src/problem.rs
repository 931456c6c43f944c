//! What can go wrong, as the reader of a page is told. The words for each are in the app's locales.

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Problem {
    /// Not there, or not for this reader: the two are never told apart.
    NotFound,
    /// The reader was banned from this group.
    Banned,
    /// Nobody is signed in.
    SignIn,
    /// The input cannot be used, and why.
    Invalid(Invalid),
    /// Somebody else changed it first.
    Conflict,
    /// A lesson of the reader's that they cannot open (yet), and what opens it.
    Closed(crate::drip::Gate),
    /// An automation that cannot be kept or published as it is, and all that is wrong with it.
    Flawed(Vec<crate::Fault>),
    /// What a message is to say cannot be filled in.
    Text(crate::TextFault),
    /// Too many tries; how many seconds to wait.
    TooMany { seconds: u32 },
    /// The database or the disk cannot serve now; try again.
    Busy,
    /// A mistake of ours; the log has it under this reference.
    Internal { reference: String },
    /// The browser could not reach the server, or did not understand it.
    Connection,
}

/// Which input cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Invalid {
    /// A form field could not be read.
    Form,
    /// A NUL, which PostgreSQL keeps in no text.
    Character,
    /// A required text is missing.
    Required,
    TooLong,
    Email,
    EmailTaken,
    Phone,
    Date,
    Choice,
    Destination,
    Number,
    Password,
    PasswordTooShort,
    /// The new password is one that is guessed early.
    PasswordCommon,
    PasswordsDiffer,
    /// The new password is the address itself.
    PasswordIsAddress,
    /// The password that a change asks for.
    CurrentPassword,
    Code,
    /// The code of a message with a sign-in link, or the address that it is for.
    SignInCode,
    /// The code is right, and no active offer is behind it.
    NothingOpen,
    SetupLink,
    /// A portal keeps one admin at least.
    LastAdmin,
    /// The contact has no active offer, so a link would open nothing.
    NoActiveOffer,
    /// The contact is disabled.
    ContactDisabled,
    /// The contact has no phone number to send a text message to.
    NoPhone,
    Url,
    /// No `#rrggbb`.
    Colour,
    /// White text on the colour could not be read.
    ColourTooPale,
    /// The portal inside itself.
    OwnAddress,
    File,
    FileTooLarge,
    /// Not a kind of file that lessons have.
    FileKind,
    /// The file is not what its name says.
    FileMismatch,
    /// The captions hold no cue that can be read.
    Captions,
    Csv,
    EmptyOffer,
    SlugTaken,
    InUse,
    Draft,
    /// The contact has that offer already.
    AlreadyGranted,
    /// The day is over already.
    PastDate,
    /// A time that is over.
    PastTime,
    /// A broadcast that says nothing in any language.
    NoText,
    /// A broadcast that is for nobody.
    NoRecipient,
    /// There is nothing to send mail with.
    NoMailServer,
    /// Sections nest one level deep.
    Nesting,
    /// Who only looks on writes nothing.
    LookingOn,
    /// The group's moderators have taken the right to write away.
    Muted,
    /// A channel shows no more pinned posts.
    TooManyPinned,
    /// Nobody is known by that address.
    UnknownContact,
    /// A lesson with a quiz is completed by passing it.
    QuizFirst,
    /// The quiz is over: passed, or no try is left.
    QuizOver,
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Problem {}
