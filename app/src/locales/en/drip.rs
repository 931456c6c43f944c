//! What is not open yet.

crate::locales::words! { Drip {
    locked: "Locked",
    locked_mark: "Locked:",
    opens: "opens on {when}",
    opens_after: "opens {n} day after you first open the course",
    opens_after_many: "opens {n} days after you first open the course",
    closed_title: "This lesson is not open yet",
    closed_opens: "Opens on {when}.",
    closed_after: "Opens {n} day after you first open the course.",
    closed_after_many: "Opens {n} days after you first open the course.",
    closed_locked: "Your trainer has locked this lesson. It opens when they unlock it.",
    back: "Back to the course",
    waiting: "Nothing else is open yet. The lessons below say when they open.",
} }
