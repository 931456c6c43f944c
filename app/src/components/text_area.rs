//! A text of several lines to edit.

use leptos::prelude::*;

use super::entered;

/// Like `<textarea>`, which Leptos writes without escaping what is inside: never use that with a text of somebody's.
#[component]
pub fn TextArea(
    id: &'static str,
    name: &'static str,
    value: String,
    rows: u32,
    /// The id of the hint.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// Hears of every change.
    #[prop(optional)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let value = entered(name, value);
    let escaped = escape(&value);
    let heard = move |event| {
        if let Some(heard) = on_change {
            heard.run(event_target_value(&event));
        }
    };
    view! { <textarea id=id name=name rows=rows.to_string() aria-describedby=described_by prop:value=value inner_html=escaped on:input=heard></textarea> }
}

/// What goes inside of a `<textarea>`. HTML leaves the first line break of a `<textarea>` out, so one more is put before.
pub fn escape(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn case_63_a_text_stays_inside_its_field() {
        assert_eq!(super::escape("</textarea><script>&"), "\n&lt;/textarea&gt;&lt;script&gt;&amp;");
    }
}
