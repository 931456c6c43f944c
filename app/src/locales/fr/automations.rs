//! Les automatisations : ce qui ne va pas.

use crate::locales::en::automations::Automations;

pub const WORDS: Automations = Automations {
    at_trigger: "Déclencheur",
    at_filter: "Filtre {n}",
    at_step: "Étape {path}",
    yes: "oui",
    no: "non",
    no_steps: "Rien ne se passe encore. Ajoutez une étape.",
    too_many_steps: "Une automatisation compte 50 étapes au plus.",
    too_many_filters: "Une automatisation compte dix filtres au plus.",
    too_deep: "Une question se place dans trois autres au plus. Sortez cette étape.",
    missing: "Il manque un texte.",
    too_long: "Le texte est trop long.",
    wait: "Attendez au moins une minute et au plus un an.",
    days: "Choisissez entre 1 et 365 jours.",
    percent: "Choisissez entre 1 et 100\u{a0}%.",
    address: "Saisissez une adresse complète qui commence par https://.",
    subject: "Ce déclencheur ne porte pas là-dessus. Choisissez à nouveau.",
    gone: "Ce qui était choisi ici n’existe plus. Choisissez autre chose.",
    draft: "L’offre est un brouillon. Publiez-la ou choisissez-en une autre.",
    template: "La ligne {line} est illisible\u{a0}: {what}",
    variable: "Ligne {line}\u{a0}: {name} n’existe pas ici. Choisissez une variable dans le menu.",
};
