//! Markdown as lessons hold it, to HTML that is safe in a page: whatever was written, nothing in it runs, frames, styles or
//! follows a reader around. What is allowed is listed; everything else is dropped.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Footnotes need anchors; with this before them they never meet an id of the page around.
const ANCHOR: &str = "text-";

/// What callouts are told apart by (GitHub's alerts); the style sheet knows them.
const CALLOUTS: [&str; 3] = ["markdown-alert-note", "markdown-alert-tip", "markdown-alert-warning"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

/// What learners write has no pictures: one from elsewhere would tell its owner who reads.
static COMMENT_CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = cleaner();
    builder.rm_tags(["img"]);
    builder
});

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .rm_tags(["h1", "map", "area"])
        .add_tag_attributes("div", ["id"])
        .id_prefix(Some(ANCHOR))
        .url_schemes(["https", "http", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener nofollow"))
        .set_tag_attribute_value("img", "loading", "lazy")
        .add_allowed_classes("blockquote", CALLOUTS)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => is_picture(value).then_some(Cow::Borrowed(value)),
            ("a", "href") => match value.strip_prefix('#') {
                Some(anchor) => Some(Cow::Owned(format!("#{ANCHOR}{anchor}"))),
                None => (!leaves_in_disguise(value)).then_some(Cow::Borrowed(value)),
            },
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

/// The HTML of a text, to be put into a page as it is. Its headings begin with `h2`: the page has its own title.
pub fn to_html(markdown: &str) -> String {
    html(markdown, &CLEANER)
}

/// The same of a comment, without pictures.
pub fn comment_to_html(markdown: &str) -> String {
    html(markdown, &COMMENT_CLEANER)
}

fn html(markdown: &str, cleaner: &Builder<'_>) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    let mut headings = Headings::default();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, options).map(|event| headings.put(in_page(event))));
    let clean = cleaner.clean(&html).to_string();
    // In clean HTML a quotation mark after `<a href=` can only be a tag's: in text and in values both are escaped.
    clean.replace("<a href=\"http", "<a target=\"_blank\" href=\"http")
}

/// The boxes of a task list as characters, for a form field would need a label.
fn in_page(event: Event<'_>) -> Event<'_> {
    match event {
        // GitHub has five; three are enough to tell apart.
        Event::Start(Tag::BlockQuote(Some(kind))) => Event::Start(Tag::BlockQuote(Some(callout(kind)))),
        Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
        event => event,
    }
}

/// The headings of a text, which is below a page's `h1`: each goes one level below the one it belongs to, so that none is left out
/// (WCAG 2.2, 1.3.1) whatever an author begins with.
#[derive(Default)]
struct Headings {
    /// The author's levels around the place that was reached, the outermost first.
    around: Vec<HeadingLevel>,
}

impl Headings {
    fn put<'a>(&mut self, event: Event<'a>) -> Event<'a> {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                while self.around.pop_if(|around| *around >= level).is_some() {}
                self.around.push(level);
                Event::Start(Tag::Heading { level: self.level(), id, classes, attrs })
            }
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(self.level())),
            event => event,
        }
    }

    fn level(&self) -> HeadingLevel {
        HeadingLevel::try_from(self.around.len() + 1).unwrap_or(HeadingLevel::H6)
    }
}

const fn callout(kind: BlockQuoteKind) -> BlockQuoteKind {
    match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Important => BlockQuoteKind::Note,
        BlockQuoteKind::Tip => BlockQuoteKind::Tip,
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => BlockQuoteKind::Warning,
    }
}

/// Pictures come over https or from this portal's files: no other page is asked for by who only reads.
fn is_picture(url: &str) -> bool {
    !leaves_in_disguise(url) && (url.starts_with("https://") || url.strip_prefix("/files/").is_some_and(|file| !file.contains("..") && !file.contains('%')))
}

/// An address that looks like a path and leads elsewhere: `//elsewhere`, and what browsers read as that.
fn leaves_in_disguise(url: &str) -> bool {
    url.starts_with("//") || url.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_63_hostile_markdown_is_harmless() {
        let hostile = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "[click](javascript:alert(1))",
            "[click](JaVaScRiPt:alert(1))",
            "[click](<java\tscript:alert(1)>)",
            "[click](&#106;avascript:alert(1))",
            "[click](data:text/html;base64,PHNjcmlwdD4=)",
            "[click](vbscript:msgbox)",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"#\" onclick=\"alert(1)\">x</a>",
            "<iframe src=\"https://evil.example\"></iframe>",
            "<object data=\"x\"></object><embed src=\"x\">",
            "<form action=\"https://evil.example\"><input name=\"password\"><button>go</button></form>",
            "<style>body{display:none}</style>",
            "<p style=\"position:fixed;inset:0\">x</p>",
            "<link rel=\"stylesheet\" href=\"https://evil.example\"><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\"><base href=\"https://evil.example\">",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<div id=\"main\" class=\"page\">x</div>",
            "![x](javascript:alert(1))",
            "![x](http://insecure.example/x.png)",
            "![x](//evil.example/x.png)",
            "![x](/courses/x)",
            "![x](/files/../communities/x/events)",
            "![x](/files/%2e%2e/courses/x)",
            "<img src=\"/\t/evil.example/x.png\">",
            "<img src=\"/\\evil.example/x.png\">",
            "[x](//evil.example)",
            "`<script>` \"><script>alert(1)</script>",
            "[x]: <javascript:alert(1)> \"t\"\n\n[x]",
            "> [!NOTE]\n> <script>alert(1)</script> <b onclick=alert(1)>x</b>",
            "<blockquote class=\"page markdown-alert-note\" onclick=\"alert(1)\">x</blockquote>",
            "```\"><script>alert(1)</script>\nx\n```",
            "![\" onerror=\"alert(1)](/files/lessons/x)",
            "![x](data:image/svg+xml;base64,PHN2Zz4=)",
            "![x](/files/lessons/x \"\" onload=alert(1)\")",
            "<picture><source srcset=\"https://evil.example/x\"><img src=\"https://example.org/x\" srcset=\"//evil.example/x\"></picture>",
            "<video src=\"https://evil.example/x\" autoplay onplay=alert(1)></video><audio src=x></audio><track src=x>",
            "<!-- <script>alert(1)</script> --><![CDATA[<script>alert(1)</script>]]>",
        ];
        let forbidden = [
            "<script",
            "<iframe",
            "<object",
            "<embed",
            "<form",
            "<input",
            "<button",
            "<style",
            "<svg",
            "<math",
            "<link",
            "<meta",
            "<base",
            "<!--",
            " style=",
            "class=\"page",
            "<video",
            "<audio",
            "srcset=",
            "=\"javascript:",
            "=\"data:",
            "=\"vbscript:",
            "src=\"http:",
            "src=\"/courses",
            "src=\"/communities",
            "src=\"/files/..",
            "src=\"/files/%",
            "=\"//",
            "=\"/\\",
            "=\"/\t",
            "id=\"main\"",
        ];
        for text in hostile {
            let html = to_html(text).to_lowercase();
            for word in forbidden {
                assert!(!html.contains(word), "{text:?} left {word:?} in {html:?}");
            }
            // A handler may only be left as text, never inside a tag.
            for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
                assert!(
                    !["onerror=", "onload=", "onclick="].iter().any(|handler| tag.split('"').step_by(2).any(|outside| outside.contains(handler))),
                    "{text:?} gave {html:?}"
                );
            }
        }
    }

    #[test]
    fn case_63_a_comment_shows_no_picture() {
        for picture in ["![x](https://evil.example/x.png)", "<img src=\"/x.png\">", "[![x](/x.png)](https://example.org)"] {
            assert!(!comment_to_html(picture).contains("<img"), "{picture}");
        }
        assert_eq!(comment_to_html("**bold** <script>alert(1)</script>"), "<p><strong>bold</strong> </p>\n");
    }

    #[test]
    fn writes_what_lessons_need() {
        assert_eq!(to_html("## Sum\n#### Detail\n### Next\n# Part"), "<h2>Sum</h2>\n<h3>Detail</h3>\n<h3>Next</h3>\n<h2>Part</h2>\n", "none left out");
        assert_eq!(to_html("# Title\n\n**bold** ~~gone~~"), "<h2>Title</h2>\n<p><strong>bold</strong> <del>gone</del></p>\n");
        assert!(to_html("|a|b|\n|-|-|\n|1|2|").contains("<td>1</td>"));
        assert!(to_html("- [x] done\n- [ ] open").contains("☑ done"));
        let links = to_html("[out](https://example.org) [in](/courses)");
        assert!(links.contains("<a target=\"_blank\" href=\"https://example.org\" rel=\"noopener nofollow\">out</a>"), "{links}");
        assert!(links.contains("<a href=\"/courses\" rel=\"noopener nofollow\">in</a>"), "{links}");
        let callout = to_html("> [!WARNING]\n> Hot glass **burns**.");
        assert!(callout.contains("<blockquote class=\"markdown-alert-warning\">") && callout.contains("<strong>burns</strong>"), "{callout}");
        assert!(to_html("> [!CAUTION]\n> x").contains("markdown-alert-warning") && to_html("> [!tip]\n> x").contains("markdown-alert-tip"));
        assert!(to_html("> A quotation").contains("<blockquote>\n<p>"));
        let note = to_html("Text[^1].\n\n[^1]: The note.");
        assert!(note.contains("href=\"#text-1\"") && note.contains("id=\"text-1\""), "{note}");
        assert!(to_html("![A cat](/files/covers/cat.jpg)").contains("src=\"/files/covers/cat.jpg\" alt=\"A cat\""));
        assert!(to_html("![A cat](https://example.org/cat.png)").contains("src=\"https://example.org/cat.png\""));
    }
}
