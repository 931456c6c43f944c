//! From a text with variables to what a mail program shows: HTML whose styles are in the elements, since many mail programs drop
//! style sheets, and plain text, both from the same Markdown. An SMS is one line of plain text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use domain::Variable;
use minijinja::{AutoEscape, Environment, HtmlEscape, UndefinedBehavior};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What the variables of a text stand for.
pub(crate) type Values = BTreeMap<&'static str, String>;

/// A message as it goes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// An SMS has none.
    pub subject: String,
    /// A whole document; for an SMS, one that shows it as phones do.
    pub html: String,
    pub text: String,
}

/// How the document around a text looks.
pub(crate) struct Frame<'a> {
    pub lang: &'a str,
    pub portal: &'a str,
    /// `#rrggbb`, dark enough for white text.
    pub colour: &'a str,
    pub footer: &'a str,
    pub opt_out: Option<OptOut<'a>>,
}

/// How to get no more messages like this one.
pub(crate) struct OptOut<'a> {
    /// Why one gets it.
    pub why: &'a str,
    /// What the link is called.
    pub label: &'a str,
    pub url: &'a str,
}

/// Why a text cannot be filled in, and on which of its lines.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub(crate) struct Wrong {
    pub line: usize,
    pub what: String,
    /// The variable that there is not, if that is what is wrong.
    pub unknown: Option<String>,
}

impl From<minijinja::Error> for Wrong {
    fn from(error: minijinja::Error) -> Self {
        Self { line: error.line().unwrap_or(1), what: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned), unknown: None }
    }
}

/// Values go into Markdown as they are: what a contact is called is never a link or a heading.
static BODY: LazyLock<Environment<'static>> = LazyLock::new(|| environment(|text| text.chars().map(quoted).collect()));
/// Into a line, or into a text message, they go as they are.
static LINE: LazyLock<Environment<'static>> = LazyLock::new(|| environment(|text| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()));

fn environment(put: fn(&str) -> String) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(move |out, _, value| {
        if value.is_undefined() {
            return Err(minijinja::ErrorKind::UndefinedError.into());
        }
        Ok(out.write_str(&put(&value.to_string()))?)
    });
    environment
}

/// A character that stands for itself in Markdown, whatever it is.
fn quoted(c: char) -> String {
    if c.is_ascii_punctuation() {
        format!("\\{c}")
    } else if c.is_control() {
        " ".to_owned()
    } else {
        c.to_string()
    }
}

/// Whether the text has a link to fill in, or speaks of one.
pub(crate) fn needs_link(text: &str) -> bool {
    [Variable::LoginUrl, Variable::LinkLife].iter().any(|variable| text.contains(variable.word()))
}

/// Whether a text can be filled in that may have those variables and none besides, whatever they stand for.
pub(crate) fn check(text: &str, known: &[Variable]) -> Result<(), Wrong> {
    let template = BODY.template_from_str(text)?;
    // Those too that stand where rendering does not come by this time.
    let unknown = template.undeclared_variables(false).into_iter().filter(|name| !known.iter().any(|one| one.word() == name.as_str()));
    if let Some((line, name)) = unknown.map(|name| (line_of(text, &name), name)).min() {
        return Err(Wrong { line, what: format!("there is no variable {name}"), unknown: Some(name) });
    }
    // What can be read may still be undoable: a filter that there is not.
    let values: Values = known.iter().map(|variable| (variable.word(), "x".to_owned())).collect();
    template.render(&values)?;
    Ok(())
}

/// The first line, from 1, that names the variable.
fn line_of(text: &str, name: &str) -> usize {
    let names = |line: &str| line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name);
    text.lines().position(|line| line.contains('{') && names(line)).or_else(|| text.lines().position(names)).map_or(1, |at| at + 1)
}

/// A subject or an SMS: plain text, each value on one line.
pub(crate) fn line(text: &str, values: &Values) -> Result<String, Wrong> {
    Ok(LINE.render_str(text, values)?.trim().to_owned())
}

/// A whole SMS.
pub(crate) fn sms(body: &str, values: &Values, frame: &Frame<'_>) -> Result<Written, Wrong> {
    let text = line(body, values)?;
    let url = values.get(Variable::LoginUrl.word()).map_or("", String::as_str);
    let shown = format!("<p style=\"{TEXT};white-space:pre-line\">{}</p>", linked(&text, url, frame.colour));
    Ok(Written { subject: String::new(), html: document(frame.portal, &shown, frame), text })
}

/// A whole e-mail.
pub(crate) fn mail(subject: &str, body: &str, values: &Values, frame: &Frame<'_>) -> Result<Written, Wrong> {
    let subject = line(subject, values)?;
    let markdown = BODY.render_str(body, values)?;
    let events: Vec<Event<'_>> = Parser::new_ext(&markdown, Options::ENABLE_STRIKETHROUGH).collect();
    Ok(Written { html: document(&subject, &html(&events, frame.colour), frame), text: plain(&events, &below(frame)), subject })
}

const TEXT: &str = "margin:0 0 16px;font-size:16px;line-height:1.5";
const TO_TYPE: &str = "margin:24px 0;font-size:32px;line-height:1.2;font-weight:600;letter-spacing:4px;font-family:ui-monospace,Menlo,Consolas,monospace";

/// Whether the paragraph that begins at `at` holds one link and nothing else: it becomes a button.
fn is_button(events: &[Event<'_>], at: usize) -> bool {
    let mut inside = events[at + 1..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph)));
    matches!(inside.next(), Some(Event::Start(Tag::Link { .. }))) && inside.any(|event| matches!(event, Event::End(TagEnd::Link))) && inside.next().is_none()
}

/// Whether the paragraph that begins at `at` holds a piece of code and nothing else: it is what one types, and stands large.
fn is_to_type(events: &[Event<'_>], at: usize) -> bool {
    matches!(events[at + 1..], [Event::Code(_), Event::End(TagEnd::Paragraph), ..])
}

/// Addresses that a mail may lead to.
fn is_safe(url: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Plain text in which `url` can be pressed, as phones make of every address.
fn linked(text: &str, url: &str, colour: &str) -> String {
    if !is_safe(url) {
        return HtmlEscape(text).to_string();
    }
    let link = format!("<a class=\"link\" href=\"{0}\" target=\"_blank\" style=\"color:{colour}\">{0}</a>", HtmlEscape(url));
    text.split(url).map(|piece| HtmlEscape(piece).to_string()).collect::<Vec<_>>().join(&link)
}

fn html(events: &[Event<'_>], colour: &str) -> String {
    let mut out = String::new();
    let mut button = false;
    for (at, event) in events.iter().enumerate() {
        let written = match event {
            Event::Start(Tag::Paragraph) => {
                button = is_button(events, at);
                let style = if button {
                    "margin:24px 0"
                } else if is_to_type(events, at) {
                    TO_TYPE
                } else {
                    TEXT
                };
                write!(out, "<p style=\"{style}\">")
            }
            Event::End(TagEnd::Paragraph) => {
                button = false;
                write!(out, "</p>")
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let size = if *level == HeadingLevel::H1 { 22 } else { 18 };
                write!(out, "<h2 style=\"margin:24px 0 12px;font-size:{size}px;line-height:1.3\">")
            }
            Event::End(TagEnd::Heading(_)) => write!(out, "</h2>"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let url = if is_safe(dest_url) { dest_url.as_ref() } else { "" };
                let style = if button {
                    format!("display:inline-block;padding:14px 24px;border-radius:8px;background:{colour};color:#ffffff;font-weight:600;text-decoration:none")
                } else {
                    format!("color:{colour}")
                };
                let class = if button { "button" } else { "link" };
                write!(out, "<a class=\"{class}\" href=\"{}\" target=\"_blank\" style=\"{style}\">", HtmlEscape(url))
            }
            Event::End(TagEnd::Link) => write!(out, "</a>"),
            Event::Start(Tag::List(start)) => write!(out, "<{} style=\"margin:0 0 16px;padding-left:24px\">", if start.is_some() { "ol" } else { "ul" }),
            Event::End(TagEnd::List(ordered)) => write!(out, "</{}>", if *ordered { "ol" } else { "ul" }),
            Event::Start(Tag::Item) => write!(out, "<li style=\"margin:0 0 8px;font-size:16px;line-height:1.5\">"),
            Event::End(TagEnd::Item) => write!(out, "</li>"),
            Event::Start(Tag::Strong) => write!(out, "<strong>"),
            Event::End(TagEnd::Strong) => write!(out, "</strong>"),
            Event::Start(Tag::Emphasis) => write!(out, "<em>"),
            Event::End(TagEnd::Emphasis) => write!(out, "</em>"),
            Event::Start(Tag::BlockQuote(_)) => write!(out, "<blockquote style=\"margin:0 0 16px;padding-left:16px;border-left:3px solid #d0d5dd\">"),
            Event::End(TagEnd::BlockQuote(_)) => write!(out, "</blockquote>"),
            Event::Text(text) | Event::Code(text) => write!(out, "{}", HtmlEscape(text)),
            Event::SoftBreak => write!(out, " "),
            Event::HardBreak => write!(out, "<br>"),
            Event::Rule => write!(out, "<hr style=\"border:0;border-top:1px solid #d0d5dd;margin:24px 0\">"),
            // Neither markup of the author's own nor pictures: the first is not to be trusted, the second tell who reads.
            _ => Ok(()),
        };
        written.expect("a String takes everything");
    }
    out
}

/// The same as plain text: paragraphs apart, links by their addresses.
fn plain(events: &[Event<'_>], footer: &str) -> String {
    let mut out = String::new();
    let mut links = Vec::new();
    let mut numbers: Vec<Option<u64>> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => links.push((out.len(), dest_url.clone())),
            Event::End(TagEnd::Link) => {
                if let Some((from, url)) = links.pop()
                    && out[from..] != *url
                {
                    out.push_str(":\n");
                    out.push_str(&url);
                }
            }
            Event::Start(Tag::List(start)) => numbers.push(*start),
            Event::End(TagEnd::List(_)) => {
                numbers.pop();
                out.push('\n');
            }
            Event::Start(Tag::Item) => match numbers.last_mut() {
                Some(Some(n)) => {
                    write!(out, "{n}. ").expect("a String takes everything");
                    *n += 1;
                }
                _ => out.push_str("- "),
            },
            Event::End(TagEnd::Item) if !out.ends_with('\n') => out.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => out.push_str("\n\n"),
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Rule => out.push_str("----\n\n"),
            _ => {}
        }
    }
    let body = out.trim_end();
    if footer.is_empty() { format!("{body}\n") } else { format!("{body}\n\n-- \n{footer}\n") }
}

/// What stands below a message in plain text.
fn below(frame: &Frame<'_>) -> String {
    match &frame.opt_out {
        Some(OptOut { why, label, url }) => format!("{}\n{why} {label}:\n{url}", frame.footer),
        None => frame.footer.to_owned(),
    }
}

fn document(subject: &str, body: &str, frame: &Frame<'_>) -> String {
    let Frame { lang, portal, colour, footer, opt_out } = frame;
    let opt_out = opt_out.as_ref().map_or_else(String::new, |OptOut { why, label, url }| {
        format!("<br>{} <a class=\"quiet\" href=\"{}\" target=\"_blank\" style=\"color:#5c6470\">{}</a>", HtmlEscape(why), HtmlEscape(url), HtmlEscape(label))
    });
    let (subject, portal, footer) = (HtmlEscape(subject), HtmlEscape(portal), HtmlEscape(footer));
    format!(
        r#"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
@media (prefers-color-scheme: dark) {{
  .around {{ background: #101114 !important }}
  .sheet {{ background: #191b20 !important; color: #e6e8ec !important }}
  .quiet {{ color: #a3a9b4 !important }}
  .link {{ color: #8ab4ff !important }}
}}
</style>
</head>
<body class="around" style="margin:0;padding:0;background:#f4f5f7">
<table class="around" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f5f7">
<tr><td align="center" style="padding:24px 12px">
<table class="sheet" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;color:#1b1e25;border-radius:12px;border-top:4px solid {colour};font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<tr><td style="padding:28px 28px 0;font-size:14px;font-weight:600" class="quiet">{portal}</td></tr>
<tr><td style="padding:20px 28px 12px">
{body}
</td></tr>
<tr><td class="quiet" style="padding:0 28px 28px;font-size:13px;line-height:1.5;color:#5c6470">{footer}{opt_out}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(body: &str, name: &str) -> Written {
        let values = Values::from([("name", name.to_owned()), ("login_url", "https://portal.example.org/l/7Yx".to_owned())]);
        let frame = Frame { lang: "en", portal: "Atelier", colour: "#2458b8", footer: "Atelier, example.org", opt_out: None };
        mail("For {{ name }}", body, &values, &frame).unwrap_or_else(|wrong| panic!("{wrong}"))
    }

    #[test]
    fn a_link_alone_becomes_a_button_and_an_address() {
        let mail = written("Hello {{ name }},\n\n[Open my space]({{ login_url }})\n\nOr see [the site](https://example.org).", "Ada");
        assert!(mail.html.contains("<a class=\"button\" href=\"https:&#x2f;&#x2f;portal.example.org&#x2f;l&#x2f;7Yx\""), "{}", mail.html);
        assert!(mail.html.contains("class=\"link\""), "{}", mail.html);
        assert_eq!(
            mail.text,
            "Hello Ada,\n\nOpen my space:\nhttps://portal.example.org/l/7Yx\n\nOr see the site:\nhttps://example.org.\n\n-- \nAtelier, example.org\n"
        );
        assert_eq!(mail.subject, "For Ada");
    }

    #[test]
    fn what_is_to_be_typed_stands_large_on_a_line_of_its_own() {
        let mail = written("Type this:\n\n`{{ name }}`\n\nNot `that`.", "012345");
        assert!(mail.html.contains(&format!("<p style=\"{TO_TYPE}\">012345</p>")), "{}", mail.html);
        assert_eq!(mail.html.matches(TO_TYPE).count(), 1);
        assert!(mail.text.starts_with("Type this:\n\n012345\n\nNot that.\n"), "{}", mail.text);
    }

    #[test]
    fn case_6_a_name_is_a_name_whatever_it_looks_like() {
        for name in ["<script>alert(1)</script>", "{{ login_url }}", "[me](https://evil.example)", "# Ada", "=cmd()", "*Ada* _L_", "a\r\nBcc: b@example.org"] {
            let mail = written("Hello {{ name }}", name);
            let shown = name.replace(['\r', '\n'], " ");
            assert_eq!(mail.text, format!("Hello {shown}\n\n-- \nAtelier, example.org\n"));
            assert_eq!(mail.subject, format!("For {shown}"));
            assert!(!mail.html.contains("<script>") && !mail.html.contains("evil.example\"") && !mail.html.contains("<em>"), "{}", mail.html);
        }
    }

    #[test]
    fn an_sms_is_one_line_whose_link_can_be_pressed() {
        let values = |url: &str| Values::from([("name", "Ada\n<b> & {{ x }}".to_owned()), ("login_url", url.to_owned())]);
        let frame = Frame { lang: "en", portal: "Atelier", colour: "#2458b8", footer: "", opt_out: None };
        let written = |url: &str| sms("{{ name }}: {{ login_url }}\n", &values(url), &frame).unwrap_or_else(|wrong| panic!("{wrong}"));
        let whole = written("https://portal.example.org/l/7Yx");
        assert_eq!((whole.subject.as_str(), whole.text.as_str()), ("", "Ada <b> & {{ x }}: https://portal.example.org/l/7Yx"));
        assert!(whole.html.contains("href=\"https:&#x2f;&#x2f;portal.example.org&#x2f;l&#x2f;7Yx\"") && !whole.html.contains("<b>"), "{}", whole.html);
        assert!(!written("…").html.contains("<a "));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let values = Values::from([("name", "Ada".to_owned())]);
        let frame = Frame { lang: "en", portal: "", colour: "#2458b8", footer: "", opt_out: None };
        let wrong = |body: &str| mail("x", body, &values, &frame).err().map(|wrong| wrong.line);
        assert_eq!(wrong("Hello {{ name }}"), None);
        assert_eq!(wrong("Hello\n\n{{ nobody }}"), Some(3));
        assert_eq!(wrong("Hello\n{{ name"), Some(2));
    }

    #[test]
    fn whoever_is_written_to_with_many_finds_the_way_out() {
        let opt_out = OptOut { why: "You have access.", label: "Unsubscribe", url: "https://portal.example.org/unsubscribe/7Yx" };
        let frame = Frame { lang: "en", portal: "Atelier", colour: "#2458b8", footer: "Atelier", opt_out: Some(opt_out) };
        let mail = mail("x", "Hello", &Values::new(), &frame).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert_eq!(mail.text, "Hello\n\n-- \nAtelier\nYou have access. Unsubscribe:\nhttps://portal.example.org/unsubscribe/7Yx\n");
        assert!(mail.html.contains(">Unsubscribe</a>") && mail.html.contains("unsubscribe&#x2f;7Yx"), "{}", mail.html);
    }

    #[test]
    fn a_text_is_checked_before_anybody_gets_it() {
        let known: Vec<Variable> = Variable::of_every_message().collect();
        let wrong = |text: &str| check(text, &known).err().map(|wrong| (wrong.line, wrong.unknown));
        assert_eq!(wrong("Hello {{ first_name }},\n\n[In]({{ login_url }})"), None);
        assert_eq!(wrong("{% if phone %}\n{{ name }}{% endif %}"), Some((1, Some("phone".to_owned()))));
        assert_eq!(wrong("{% if name %}x{% else %}\n\n{{ frist_name }}{% endif %}"), Some((3, Some("frist_name".to_owned()))));
        assert_eq!(wrong("nobody\n{{ nobody }}"), Some((2, Some("nobody".to_owned()))), "the word alone is no variable");
        assert_eq!(wrong("Hello\n{{ name"), Some((2, None)));
        assert!(wrong("Hello\n\n{% if name %}").is_some_and(|(_, unknown)| unknown.is_none()));
        assert_eq!(wrong("{{ name | shout }}"), Some((1, None)), "a filter that there is not");
        assert_eq!(wrong("{{ offer_title }}"), Some((1, Some("offer_title".to_owned()))), "one that this text may not have");
        assert!(needs_link("[in]({{ login_url }})") && !needs_link("Hello {{ name }}"));
    }
}
