//! Les réglages du portail.

use crate::locales::en::settings::Settings;

pub const WORDS: Settings = Settings {
    title: "Réglages",
    general: "Général",
    branding: "Image de marque",
    modules: "Modules",
    menus: "Menus personnalisés",
    text: "Ils valent pour tout le portail, immédiatement.",
    portal: "Portail",
    name: "Nom",
    name_hint: "Affiché en haut de chaque page et à toute personne qui ouvre un lien magique.",
    description: "Description",
    description_hint: "Une phrase pour qui ajoute le portail à son écran d’accueil.",
    welcome_en: "Texte d’accueil en anglais",
    welcome_fr: "Texte d’accueil en français",
    welcome_hint: "S’affiche au-dessus des formations. Laissez vide pour n’en afficher aucun.",
    links: "Liens magiques",
    ask_first: "Demander d’abord",
    ask_first_text: "La personne qui ouvre un lien appuie sur un bouton avant d’être connectée, dans tous les navigateurs. Sinon, les navigateurs avec scripts la connectent aussitôt.",
    copied_hours: "Durée des liens copiés",
    copied_hint: "En heures, 720 au plus. Pour les liens que vous copiez et transmettez vous-même.",
    sent_days: "Durée des liens envoyés",
    sent_hint: "En jours, 30 au plus. Pour les liens des messages envoyés par le portail.",
    requested_minutes: "Durée des liens demandés",
    requested_hint: "En minutes, 43\u{202f}200 au plus. Pour les liens que l’on demande sur la page de connexion.",
    lifetimes_text: "Un lien garde la durée fixée à sa création.",
};
