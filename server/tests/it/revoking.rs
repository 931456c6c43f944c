//! Taking access back (L10): one link, all of a contact's, one device, all devices.

use app::locales::Words;
use domain::view::learning::Device;
use domain::{ContactId, Lang};

use crate::actors::{Admin, Learner};
use crate::harness::{Harness, both_databases};

both_databases!(
    revoking_one_link_leaves_the_others,
    revoking_all_access_ends_links_and_sessions_at_once,
    an_admin_signs_a_contact_out_of_one_device_or_of_all,
    a_contact_signs_out_of_one_device_or_of_all,
);

async fn does(admin: &Admin, function: &str, form: &[(&str, &str)]) {
    let answer = admin.call(function, form).await;
    assert_eq!(answer.status, 200, "{function}: {}", answer.body);
}

/// Whether each is signed in.
async fn signed_in(devices: &[&Learner]) -> Vec<bool> {
    let mut signed_in = Vec::new();
    for device in devices {
        let is_in = device.is_signed_in().await;
        assert_eq!(device.get("/courses").await.refuses(), !is_in, "page and function agree");
        signed_in.push(is_in);
    }
    signed_in
}

async fn revoking_one_link_leaves_the_others(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ((id, dead), (_, other)) = (h.link_with(&contact, |_| {}).await, h.link_with(&contact, |_| {}).await);
    assert!(h.redeem(&dead).await.signs_in());
    for _ in 0..2 {
        does(&admin, "links/revoke", &[("link", &id.to_string())]).await;
    }
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'link.revoked'").await, 1, "the second time nothing happened");
    let answer = h.redeem(&dead).await;
    assert_eq!((answer.status, answer.signs_in()), (410, false));
    assert!(answer.body.contains(Words::of(Lang::En).enter().revoked_title), "{}", answer.body);
    assert!(h.redeem(&other).await.signs_in());
    let links = admin.handle.links_of(contact.id).await.expect("the contact's links");
    assert_eq!(links.iter().filter(|link| link.state.is_live()).count(), 1, "{links:?}");
    assert!(h.redeem(&h.minted(&contact.email).await).await.signs_in());
    assert_eq!(admin.call("links/revoke", &[("link", &contact.id.to_string())]).await.status, 404);
}

async fn revoking_all_access_ends_links_and_sessions_at_once(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let (phone, laptop, bobs) = (h.learner(&contact).await, h.learner(&contact).await, h.learner(&bob).await);
    let (one, other, of_bob) = (h.link(&contact).await, h.minted(&contact.email).await, h.link(&bob).await);
    assert_eq!(signed_in(&[&phone, &laptop, &bobs]).await, [true; 3]);

    does(&admin, "links/revoke-access", &[("contact", &contact.id.to_string())]).await;
    assert_eq!(signed_in(&[&phone, &laptop, &bobs]).await, [false, false, true]);
    for dead in [&one, &other] {
        assert_eq!(h.redeem(dead).await.status, 410);
    }
    assert!(h.redeem(&of_bob).await.signs_in());
    assert!(h.redeem(&h.minted(&contact.email).await).await.signs_in(), "what was granted stays: a new link works");
    assert_eq!(admin.call("links/revoke-access", &[("contact", &admin.id.to_string())]).await.status, 404);
}

async fn an_admin_signs_a_contact_out_of_one_device_or_of_all(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let (phone, laptop, bobs) = (h.learner(&contact).await, h.learner(&contact).await, h.learner(&bob).await);
    let token = h.link(&contact).await;
    let first = async |id: ContactId| admin.handle.contact(id).await.expect("a contact").devices[0].id.to_string();

    let id = contact.id.to_string();
    does(&admin, "contacts/sign-out-device", &[("id", &id), ("device", &first(bob.id).await)]).await;
    assert_eq!(signed_in(&[&phone, &laptop, &bobs]).await, [true; 3], "another contact's device is none of this one's");
    does(&admin, "contacts/sign-out-device", &[("id", &id), ("device", &first(contact.id).await)]).await;
    let left = signed_in(&[&phone, &laptop]).await;
    assert_eq!(left.iter().filter(|is_in| **is_in).count(), 1, "{left:?}");

    does(&admin, "contacts/sign-out-everywhere", &[("id", &id)]).await;
    assert_eq!(signed_in(&[&phone, &laptop, &bobs]).await, [false, false, true]);
    assert!(admin.handle.contact(contact.id).await.expect("a contact").devices.is_empty());
    assert!(h.redeem(&token).await.signs_in(), "links stay");
}

async fn a_contact_signs_out_of_one_device_or_of_all(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (phone, laptop, tablet) = (h.learner(&contact).await, h.learner(&contact).await, h.learner(&contact).await);
    let devices = async |of: &Learner| serde_json::from_str::<Vec<Device>>(&of.call("session/devices", &[]).await.body).expect("devices");
    assert_eq!(devices(&phone).await.len(), 3);
    let laptops = devices(&laptop).await.into_iter().find(|device| device.this).expect("the one that asks");

    let answer = phone.call("session/sign-out-device", &[("device", &laptops.id.to_string())]).await;
    assert_eq!((answer.status, answer.set_cookies().len()), (200, 0), "{}", answer.body);
    assert_eq!(signed_in(&[&phone, &laptop, &tablet]).await, [true, false, true]);
    let answer = phone.call("session/sign-out-everywhere", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(phone.cookie("latchkey"), None, "the cookie is taken away");
    assert_eq!(signed_in(&[&phone, &laptop, &tablet]).await, [false; 3]);
    assert_eq!(h.sessions().await, 0);
}
