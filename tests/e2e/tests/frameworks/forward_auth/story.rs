//! One story for each app: no user, a viewer, an administrator, another tenant, another site, and a signup.

use chakra_backend_check::{Options, Target, check};
use chakra_e2e::{KEY, Page, Rig};
use serde_json::{Value, json};

use crate::forward_auth::outside::{
    other_sites_are_refused, the_route_is_unreachable_from_outside,
};
use crate::forward_auth::proxies::{KINDS, Kind, Proxy};
use crate::forward_auth::stacks::{self, App};
use crate::forward_auth::visitor::{CALLS, Visitor};
use crate::forward_auth::world::{World, acme_admin, acme_viewer, birch_admin};
use crate::way;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn django_says_who_is_asking() {
    says_who_is_asking(stacks::django().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fastapi_says_who_is_asking() {
    says_who_is_asking(stacks::fastapi().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flask_says_who_is_asking() {
    says_who_is_asking(stacks::flask().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn go_says_who_is_asking() {
    says_who_is_asking(stacks::go().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn express_says_who_is_asking() {
    says_who_is_asking(stacks::express().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rails_says_who_is_asking() {
    says_who_is_asking(stacks::rails().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn laravel_says_who_is_asking() {
    says_who_is_asking(stacks::laravel().await).await;
}

async fn says_who_is_asking(app: App) {
    let world = World::around(app).await;
    for kind in KINDS {
        let proxy = world.behind(kind).await;
        let origin = &proxy.program.origin;
        nobody_gets_in(origin).await;
        rights_are_kept(origin).await;
        tenants_are_apart(origin).await;
        other_sites_are_refused(origin).await;
        the_route_is_unreachable_from_outside(origin).await;
        a_sign_out_counts(origin).await;
    }
    let proxy = world.behind(Kind::Nginx).await;
    connects_a_number(world, proxy).await;
}

async fn nobody_gets_in(origin: &str) {
    let page = Visitor::new(origin).page().await;
    assert!(!page.contains("<chakra-whatsapp-connect"), "{page}");
    // Without the app's cookie: some servers read two `Cookie` headers as one value.
    let nobody = Visitor::new(origin);
    // Rejected without a cookie, with a made-up cookie, and with headers that claim a user.
    let says = [("X-Tenant-Id", "acme"), ("X-Tenant-User", "acme-admin")];
    for headers in [&[][..], &[("Cookie", "session=acme-admin")], &says] {
        for (_, name, _) in CALLS {
            let told = nobody.call_with(name, headers).await;
            assert_eq!((told.status, told.code()), (401, "unauthorized"), "{name}");
        }
    }
}

async fn rights_are_kept(origin: &str) {
    let viewer = acme_viewer(origin).await;
    let seen = viewer.call("status").await;
    assert_eq!(seen.body["state"], "not_connected", "{seen:?}");
    for name in ["connect-token", "disconnect"] {
        let told = viewer.call(name).await;
        assert_eq!((told.status, told.code()), (403, "forbidden"), "{name}");
    }
    let admin = acme_admin(origin).await;
    let token = admin.call("connect-token").await;
    assert_eq!(token.status, 200, "{token:?}");
    assert_eq!(admin.call("status").await.body["state"], "not_connected");
    let hint = admin.call("connect-event").await;
    assert_eq!(hint.status, 202, "{hint:?}");
}

async fn tenants_are_apart(origin: &str) {
    let (acme, birch) = (acme_admin(origin).await, birch_admin(origin).await);
    let (ours, theirs) = (
        acme.call("connect-token").await,
        birch.call("connect-token").await,
    );
    assert_ne!(ours.plugin(), theirs.plugin());
    let named = json!({ "intent": "connect", "pluginId": theirs.plugin() }).to_string();
    let told = acme.send("connect-token", &named, &[]).await;
    assert_eq!((told.status, told.code()), (403, "plugin_not_yours"));
    assert_eq!(acme.call("connect-token").await.plugin(), ours.plugin());
}

async fn a_sign_out_counts(origin: &str) {
    let mut admin = acme_admin(origin).await;
    assert_eq!(admin.call("status").await.status, 200);
    admin.sign_out().await;
    for (_, name, _) in CALLS {
        assert_eq!(admin.call(name).await.status, 401, "{name}");
    }
}

/// In a browser, from the sign-in form to the number. Another tenant sees none of it.
async fn connects_a_number(world: World, proxy: Proxy) {
    let origin = proxy.program.origin.clone();
    let rig = Rig::at(&origin, (world, proxy)).await;
    let page = &rig.page;
    page.open("/").await;
    signs_in(page, "acme-admin").await;
    way::signs_up(page).await;
    page.reload().await;
    page.widget().becomes("connected").await;

    for (visitor, state) in [
        (acme_viewer(&origin).await, "connected"),
        (birch_admin(&origin).await, "not_connected"),
    ] {
        assert_eq!(visitor.call("status").await.body["state"], state);
    }
}

/// Signs in as the form's button does, and returns to the page.
async fn signs_in(page: &Page, user: &str) {
    let submit = "const button = document.querySelector(`button[value='${arguments[0]}']`);
        const body = new URLSearchParams(new FormData(button.form, button));
        return fetch('/sign-in', { method: 'POST', body }).then(({ ok }) => ok)";
    let ok: Value = page.run(submit, &[json!(user)]).await;
    assert_eq!(ok, true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_finds_nothing_behind_a_proxy() {
    for kind in KINDS {
        let world = World::around(stacks::flask().await).await;
        let proxy = world.behind(kind).await;
        let origin = &proxy.program.origin;
        let header = |visitor: &Visitor| format!("Cookie: {}", visitor.cookie());
        let target = Target::new(&format!("{origin}/api/chakra")).unwrap();
        let target = target
            .with_header(&header(&acme_admin(origin).await))
            .unwrap();
        let other = header(&birch_admin(origin).await);
        let options = Options {
            changes: true,
            secrets: vec![KEY.to_owned()],
            ..Options::default()
        };
        let report = check(&target.with_other_header(&other).unwrap(), &options).await;
        let report = report.unwrap();
        assert!(report.is_sound(), "{kind:?}: {report}");
    }
}
