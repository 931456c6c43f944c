//! Automations: what is wrong with one.

crate::locales::words! { Automations {
    at_trigger: "Trigger",
    at_filter: "Filter {n}",
    at_step: "Step {path}",
    yes: "yes",
    no: "no",
    no_steps: "Nothing is done yet. Add a step.",
    too_many_steps: "An automation has 50 steps at most.",
    too_many_filters: "An automation has ten filters at most.",
    too_deep: "A question stands in three others at most. Move this step out.",
    missing: "A text is missing.",
    too_long: "The text is too long.",
    wait: "Wait a minute at least and a year at most.",
    days: "Choose 1 to 365 days.",
    percent: "Choose 1 to 100 percent.",
    address: "Enter a complete address that starts with https://.",
    subject: "This trigger is not about that. Choose again.",
    gone: "What was chosen here is gone. Choose something else.",
    draft: "The offer is a draft. Publish it, or choose another one.",
    template: "Line {line} cannot be read: {what}",
    variable: "Line {line}: there is no {name} here. Choose a variable from the menu.",
} }
