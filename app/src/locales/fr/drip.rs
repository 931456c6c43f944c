//! Ce qui n’est pas encore ouvert.

use crate::locales::en::drip::Drip;

pub const WORDS: Drip = Drip {
    locked: "Verrouillée",
    locked_mark: "Verrouillée\u{a0}:",
    opens: "s’ouvre le {when}",
    opens_after: "s’ouvre {n} jour après votre première visite de la formation",
    opens_after_many: "s’ouvre {n} jours après votre première visite de la formation",
    closed_title: "Cette leçon n’est pas encore ouverte",
    closed_opens: "Ouverture le {when}.",
    closed_after: "Elle s’ouvre {n} jour après votre première visite de la formation.",
    closed_after_many: "Elle s’ouvre {n} jours après votre première visite de la formation.",
    closed_locked: "Votre formateur a verrouillé cette leçon. Elle s’ouvrira dès qu’il la déverrouillera.",
    back: "Retour à la formation",
    waiting: "Rien d’autre n’est ouvert pour l’instant. Les leçons ci-dessous disent quand elles s’ouvrent.",
};
