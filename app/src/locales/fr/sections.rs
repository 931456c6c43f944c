//! La place d’une catégorie, le moment où elle s’ouvre, et le fuseau des jours.

use crate::locales::en::sections::Sections;

pub const WORDS: Sections = Sections {
    locked_hint: "Les apprenants voient qu’elle existe\u{a0}; seuls les admins l’ouvrent.",
    settings_of: "Réglages de {title}",
    inside: "Dans la catégorie",
    inside_none: "Aucune autre catégorie",
    inside_hint: "Une catégorie peut se trouver dans une autre et en former une section.",
    inside_not: "D’autres catégories se trouvent dans celle-ci\u{a0}; elle ne peut donc pas entrer dans une autre. Sortez-les d’abord.",
    opens: "Ouverture",
    at_once: "Tout de suite",
    after_grant: "Quelques jours après l’attribution de l’accès",
    after_grant_hint: "Si plusieurs offres contiennent cette formation, la plus ancienne encore active compte.",
    after_first_access: "Quelques jours après la première visite de l’apprenant",
    on_date: "À une date",
    on_date_hint: "À 00 h 00 dans le fuseau horaire du portail, {zone}.",
    days: "Jours",
    date: "Date",
    both: "Une catégorie placée dans une autre s’ouvre quand les deux sont ouvertes.",
    opens_after_grant: "S’ouvre {n} jour après le début de l’accès",
    opens_after_grant_many: "S’ouvre {n} jours après le début de l’accès",
    opens_after_first: "S’ouvre {n} jour après la première visite",
    opens_after_first_many: "S’ouvre {n} jours après la première visite",
    opens_on: "S’ouvre le {date}",
    saved: "La catégorie est modifiée.",
    goes_too: "{n} catégorie qui s’y trouve disparaît avec elle.",
    goes_too_many: "{n} catégories qui s’y trouvent disparaissent avec elle.",
    time_zone: "Fuseau horaire",
    time_zone_text: "Une catégorie qui s’ouvre à une date s’y ouvre à 00 h 00.",
    time_zone_label: "Les jours commencent à l’heure de",
    time_zone_save: "Enregistrer le fuseau",
};
