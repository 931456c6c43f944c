//! Who may see a group, a channel, a post.

use domain::time::Span;
use domain::{Destination, GroupRole, Invalid, Problem};

use super::{about, appoint, community, member, write};
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    case_30_a_link_opens_for_who_has_a_group_and_no_course,
    case_31_a_grant_that_ends_closes_its_group_at_once,
    case_32_a_group_that_is_not_ones_own_is_as_if_it_did_not_exist,
    case_32_a_private_channel_is_for_its_members_and_moderators,
    a_ban_bites_on_the_next_request,
    an_offer_opens_its_groups_and_says_so_before_a_link_is_made,
    a_link_leads_to_no_post_that_its_contact_may_not_see,
);

async fn case_30_a_link_opens_for_who_has_a_group_and_no_course(h: &Harness) {
    let group = community(h, "makers").await;
    let contact = h.contact("ada@example.org").await;
    let token = h.link(&contact).await;
    assert_eq!(h.redeem(&token).await.status, 410);
    h.grant(contact.id, group.offer, Term::Active).await;
    assert!(h.redeem(&token).await.signs_in());
    let learner = h.learner(&contact).await;
    let list = learner.get("/communities").await;
    assert!(list.status == 200 && list.body.contains("The group makers"), "{}", list.body);
    assert!(learner.get("/courses").await.body.contains("href=\"/communities\""), "the way there");
    for (to, path) in [("group/makers", "/communities/makers"), ("communities", "/communities")] {
        let (_, token) = h.link_with(&contact, |link| to.clone_into(&mut link.destination)).await;
        assert_eq!(h.anonymous().open(&token).await.location(), path);
    }
}

async fn case_31_a_grant_that_ends_closes_its_group_at_once(h: &Harness) {
    let group = community(h, "makers").await;
    let contact = h.contact("ada@example.org").await;
    h.grant(contact.id, group.offer, Term::Until(h.clock.now() + Span::minutes(1))).await;
    let learner = h.learner(&contact).await;
    let post = write(&learner, &group, "talk", "Hello").await;
    let functions = ["post", "react", "write-comment", "edit", "take-back", "report"];
    let more = [("body", "x"), ("title", ""), ("emoji", "like"), ("reason", "x")];
    assert_eq!(learner.get(&group.post_page(&post)).await.status, 200);

    h.clock.advance(Span::minutes(1));
    for path in [group.page(), group.post_page(&post), format!("{}/members", group.page()), format!("{}/events", group.page())] {
        assert_eq!(learner.get(&path).await.status, 404, "{path}");
    }
    for function in functions {
        assert_eq!(about(&learner, function, &group, &post, &more).await.status, 404, "{function}");
    }
    assert!(!learner.get("/communities").await.body.contains("The group makers"));
    assert_eq!(h.count("SELECT count(*) AS n FROM comments").await, 0);
}

async fn case_32_a_group_that_is_not_ones_own_is_as_if_it_did_not_exist(h: &Harness) {
    let (own, foreign) = (community(h, "own").await, community(h, "foreign").await);
    let (_, learner) = member(h, &own, "ada@example.org", GroupRole::Owner).await;
    let (bob, theirs) = member(h, &foreign, "bob@example.org", GroupRole::Member).await;
    let draft = community(h, "draft").await;
    h.run_sql("UPDATE groups SET state = 'draft' WHERE slug = 'draft'").await;
    h.grant(bob.id, draft.offer, Term::Active).await;
    let secret = write(&theirs, &foreign, "talk", "Among us").await;

    let absent = learner.get("/communities/nothing-at-all").await;
    assert_eq!(absent.status, 404);
    for (browser, slug) in [(&learner, "foreign"), (&theirs, "draft"), (&theirs, "own")] {
        let page = browser.get(&format!("/communities/{slug}")).await;
        assert_eq!(page.status, 404, "{slug}");
        if slug == "foreign" {
            assert_eq!(page.plain_body().replace(slug, "SLUG"), absent.plain_body().replace("nothing-at-all", "SLUG"), "{slug}");
        }
    }
    // A post of another group, under one's own group's address too.
    let mut bodies = Vec::new();
    for (community, post) in [(&foreign, secret.as_str()), (&own, secret.as_str()), (&own, "0192f3a1b2c37d8e9f00112233445566"), (&own, "nonsense")] {
        assert_eq!(learner.get(&community.post_page(post)).await.status, 404);
        for function in ["post", "react", "write-comment", "edit", "take-back", "report", "moderate"] {
            let more = [("body", "x"), ("title", ""), ("emoji", "like"), ("reason", "x"), ("deed", "remove")];
            let answer = about(&learner, function, community, post, &more).await;
            assert_eq!(answer.status, 404, "{function} {}", answer.body);
            bodies.push(answer.body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(theirs.get(&foreign.post_page(&secret)).await.body.contains("Among us"));
}

async fn case_32_a_private_channel_is_for_its_members_and_moderators(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, outsider) = member(h, &group, "out@example.org", GroupRole::Member).await;
    let (insider_row, insider) = member(h, &group, "in@example.org", GroupRole::Member).await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.let_into_channel(group.backroom, &insider_row.email).await.expect("let in");
    let post = write(&insider, &group, "backroom", "Between us").await;
    let page = format!("{}/backroom", group.page());
    for (browser, expected) in [(&outsider.browser, 404), (&insider.browser, 200), (&moderator.browser, 200), (&admin.browser, 200)] {
        assert_eq!(browser.get(&page).await.status, expected);
        assert_eq!(browser.get(&group.post_page(&post)).await.status, expected);
    }
    assert!(!outsider.get(&group.page()).await.body.contains("The channel backroom"));
    let form = [("group", "makers"), ("channel", "backroom"), ("title", ""), ("body", "x")];
    assert_eq!(outsider.call("communities/write-post", &form).await.status, 404);
    admin.handle.put_out_of_channel(group.backroom, insider_row.id).await.expect("put out");
    assert_eq!(insider.get(&page).await.status, 404);
}

async fn a_ban_bites_on_the_next_request(h: &Harness) {
    let group = community(h, "makers").await;
    let (contact, learner) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let post = write(&learner, &group, "talk", "Hello").await;
    let id = contact.id.to_string();
    let change = async |change: &str| {
        let form = [("group", group.slug.as_str()), ("contact", id.as_str()), ("change", change)];
        assert_eq!(moderator.call("communities/change-member", &form).await.status, 200, "{change}");
    };
    let form = [("group", "makers"), ("channel", "talk"), ("title", ""), ("body", "x")];
    change("mute").await;
    assert_eq!(learner.get(&group.post_page(&post)).await.status, 200, "who is muted may read");
    assert_eq!(learner.call("communities/write-post", &form).await.status, 422);
    assert_eq!(about(&learner, "write-comment", &group, &post, &[("body", "x")]).await.status, 422);
    change("unmute").await;
    change("ban").await;
    for path in [group.page(), group.post_page(&post), format!("{}/events", group.page())] {
        assert_eq!(learner.get(&path).await.status, 403, "{path}");
    }
    let told = learner.get(&group.page()).await.body;
    assert!(told.contains("You have no access to this community"), "{told}");
    assert_eq!(learner.call("communities/write-post", &form).await.status, 403);
    assert_eq!(h.count("SELECT count(*) AS n FROM posts").await, 1);
    change("unban").await;
    assert_eq!(learner.get(&group.page()).await.status, 200);
    // A role opens nothing: only the offer does.
    appoint(h, group.id, contact.id, GroupRole::Owner).await;
    h.run_sql(&format!("UPDATE grants SET ends_at = {}", h.clock.now().0)).await;
    assert_eq!(learner.get(&group.page()).await.status, 404);
}

async fn an_offer_opens_its_groups_and_says_so_before_a_link_is_made(h: &Harness) {
    let group = community(h, "makers").await;
    let admin = h.admin("chief@example.org").await;
    let contact = h.contact("ada@example.org").await;
    let id = group.id.to_string();
    let form =
        [("form[title]", "Rooms"), ("form[description]", ""), ("form[state]", "published"), ("form[access]", "forever"), ("form[groups][]", id.as_str())];
    let made = admin.post("/fn/offers/create", &form).await;
    let page = made.location().split('?').next().unwrap_or_default().to_owned();
    assert!(page.starts_with("/admin/offers/"), "an offer of a group alone: {} {}", made.location(), made.body);
    let offer = page.rsplit('/').next().unwrap_or_default().parse().expect("an id");
    h.grant(contact.id, offer, Term::Active).await;
    let flight = admin.handle.pre_flight(contact.id).await.expect("a contact");
    assert_eq!(flight.groups, [("makers".to_owned(), "The group makers".to_owned())]);
    for (to, opens) in [("communities", true), ("group/makers", true), ("group/other", false)] {
        let to = to.parse().expect("a place");
        assert_eq!(admin.handle.generate_link(contact.id, to).await.is_ok(), opens);
    }
}

async fn a_link_leads_to_no_post_that_its_contact_may_not_see(h: &Harness) {
    let group = community(h, "makers").await;
    let (author, writer) = member(h, &group, "writer@example.org", GroupRole::Member).await;
    let (reader, _) = member(h, &group, "reader@example.org", GroupRole::Member).await;
    let (keeper, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.let_into_channel(group.backroom, &author.email).await.expect("let in");
    let place = |post: &str| Destination::Post(group.slug.clone(), post.parse().expect("an id"));
    let (private, hidden) = (write(&writer, &group, "backroom", "Between us").await, write(&writer, &group, "talk", "A doubtful text").await);
    let open = write(&writer, &group, "talk", "For all").await;
    assert_eq!(about(&moderator, "moderate", &group, &hidden, &[("deed", "hide")]).await.status, 200);
    for (post, for_reader) in [(&private, false), (&hidden, false), (&open, true)] {
        for (contact, sees) in [(&author, true), (&keeper, true), (&reader, for_reader)] {
            let made = admin.handle.generate_link(contact.id, place(post)).await;
            let refused = matches!(made, Err(service::Error::Problem(Problem::Invalid(Invalid::Destination))));
            assert_eq!((made.is_ok(), refused), (sees, !sees), "{}: {post}", contact.email);
        }
    }
}
