//! Which plugin belongs to which tenant.

use super::{NOW, Processes, TENANTS};
use crate::chakra::AccountRecord;
use crate::connection_state::{KnownAccounts, NumberChoice};
use crate::store::{Imported, StoreError, date};

const DAY: i64 = 86_400_000;

pub(super) async fn an_unknown_tenant_has_no_record(memory: &Processes) {
    assert_eq!(memory.here.find("a").await.unwrap(), None);
    assert_eq!(memory.here.removals_of("a").await.unwrap(), []);
    assert_eq!(memory.here.export("", 10).await.unwrap(), []);
}

fn choice(phone_number_id: &str, among: &[&str]) -> NumberChoice {
    NumberChoice {
        phone_number_id: phone_number_id.to_owned(),
        among: among.iter().map(|id| (*id).to_owned()).collect(),
    }
}

pub(super) async fn a_choice_belongs_to_the_tenants_plugin(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p1").await;
    memory.bound("b", "p2").await;
    let choice = choice("n1", &["n1", "n \"2\""]);
    for (tenant, plugin) in [("a", "p0"), ("a", "p2"), ("b", "p1"), ("c", "p1")] {
        assert!(!here.remember_choice(tenant, plugin, &choice).await.unwrap());
    }
    assert_eq!(there.find("a").await.unwrap().unwrap().choice, None);
    assert!(here.remember_choice("a", "p1", &choice).await.unwrap());
    let remembered = there.find("a").await.unwrap().unwrap();
    assert_eq!(remembered.choice, Some(choice));
    assert_eq!(there.find("b").await.unwrap().unwrap().choice, None);
}

pub(super) async fn a_plugin_that_chakra_does_not_have_is_kept_until_it_is_replaced(
    memory: &Processes,
) {
    let Processes { here, there } = memory;
    memory.bound("a", "p1").await;
    for gone in [Some(5), Some(9)] {
        here.note_gone("a", "p1", gone).await.unwrap();
        let found = there.find("a").await.unwrap().unwrap();
        assert_eq!(found.gone_since, Some(5), "the first time counts");
    }
    here.note_gone("a", "p1", None).await.unwrap();
    assert_eq!(there.find("a").await.unwrap().unwrap().gone_since, None);
    here.begin_removal("a", "p1", 6, 7).await.unwrap();
    here.archive("b", "p1", 9).await.unwrap();
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p1"));
    here.archive("a", "p1", 10).await.unwrap();
    assert_eq!(memory.plugin_of("a").await, None);
    assert_eq!(there.due_removals(99, 9).await.unwrap(), []);
    memory.bound("a", "p2").await;
}

/// The numbers, with the days on which they were first seen.
async fn seen(memory: &Processes, ids: &[&str], day: i64) -> Vec<(String, i64)> {
    let ids: Vec<_> = ids.iter().map(|id| (*id).to_owned()).collect();
    let seen = memory
        .here
        .record_connected_numbers("a", "p1", &ids, NOW + day * DAY)
        .await
        .unwrap();
    let mut seen: Vec<_> = seen
        .into_iter()
        .map(|(id, at)| (id, (at - NOW) / DAY))
        .collect();
    seen.sort();
    seen
}

fn told(numbers: &[(&str, i64)]) -> Vec<(String, i64)> {
    let owned = numbers.iter().map(|(id, day)| ((*id).to_owned(), *day));
    owned.collect()
}

pub(super) async fn a_number_keeps_the_time_it_was_first_seen_at(memory: &Processes) {
    memory.bound("a", "p1").await;
    assert_eq!(seen(memory, &[], 0).await, []);
    assert_eq!(seen(memory, &["n1"], 0).await, told(&[("n1", 0)]));
    assert_eq!(seen(memory, &["n1"], 1).await, told(&[("n1", 0)]));
    let both = told(&[("n1", 0), ("n2", 1)]);
    assert_eq!(seen(memory, &["n1", "n2"], 1).await, both);
    assert_eq!(seen(memory, &["n2"], 1).await, told(&[("n2", 1)]));
    assert_eq!(seen(memory, &["n3"], 2).await, told(&[("n3", 2)]));
    // Missing for a while, then connected again.
    assert_eq!(seen(memory, &[], 3).await, []);
    assert_eq!(seen(memory, &["n1"], 3).await, told(&[("n1", 3)]));
}

pub(super) async fn the_time_is_forgotten_with_the_plugin(memory: &Processes) {
    assert_eq!(seen(memory, &["n1"], 0).await, [], "nobody's plugin");
    memory.bound("b", "p1").await;
    assert_eq!(seen(memory, &["n1"], 0).await, [], "another tenant's");
    memory.here.archive("b", "p1", NOW).await.unwrap();
    memory.bound("a", "p1").await;
    assert_eq!(seen(memory, &["n1"], 0).await, told(&[("n1", 0)]));
    memory.here.release("a", "p1", NOW, None).await.unwrap();
    memory.bound("a", "p1").await;
    assert_eq!(seen(memory, &["n1"], 1).await, told(&[("n1", 1)]));
}

pub(super) async fn the_tenant_of_a_plugin_and_of_a_number_is_found(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p1").await;
    memory.bound("b", "p2").await;
    for (tenant, plugin) in [("a", "p1"), ("b", "p2")] {
        let numbers = ["n".to_owned(), format!("n of {tenant}")];
        here.record_connected_numbers(tenant, plugin, &numbers, NOW)
            .await
            .unwrap();
    }
    let of_plugin = async |plugin| there.tenant_of_plugin(plugin).await.unwrap();
    let of_number = async |number| there.tenants_of_number(number).await.unwrap();
    assert_eq!(of_plugin("p2").await.as_deref(), Some("b"));
    assert_eq!(of_plugin("p3").await, None);
    // A number that was connected again with another plugin.
    assert_eq!(of_number("n").await, ["a", "b"]);
    assert_eq!(of_number("n of b").await, ["b"]);
    assert_eq!(of_number("N").await, [""; 0]);
    here.release("b", "p2", NOW, None).await.unwrap();
    assert_eq!(of_plugin("p2").await, None);
    assert_eq!(of_number("n").await, ["a"]);
}

pub(super) async fn an_import_changes_no_existing_record(memory: &Processes) {
    let Processes { here, there } = memory;
    let import = |tenant, plugin| here.import(tenant, plugin, NOW);
    assert_eq!(import("a", "p1").await.unwrap(), Imported::Bound);
    assert_eq!(import("a", "p1").await.unwrap(), Imported::AlreadyBound);
    assert_eq!(import("a", "p2").await.unwrap(), Imported::OtherPlugin);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p1"));
    // A token request is running: the plugin that it creates comes second.
    let lease = memory.reserved("b", NOW).await;
    assert_eq!(import("b", "p3").await.unwrap(), Imported::Bound);
    here.bind(&lease, "p4", NOW).await.unwrap();
    assert_eq!(memory.plugin_of("b").await.as_deref(), Some("p3"));
    assert_eq!(import("c", "p4").await.unwrap(), Imported::RemovalPending);
    assert_eq!(there.find("c").await.unwrap(), None);
}

pub(super) async fn an_imported_plugin_serves_one_tenant_only(memory: &Processes) {
    memory.bound("a", "p").await;
    let refused = memory.there.import("b", "p", NOW).await;
    assert!(matches!(refused, Err(StoreError::PluginOfAnother)));
    assert_eq!(memory.plugin_of("b").await, None);
}

pub(super) async fn an_export_has_every_tenant_once(memory: &Processes) {
    let Processes { here, there } = memory;
    for name in TENANTS {
        here.import(name, &format!("plugin of {name}"), NOW)
            .await
            .unwrap();
    }
    let choice = choice("n1", &["n1", "n2"]);
    here.remember_choice("ab", "plugin of ab", &choice)
        .await
        .unwrap();
    let mut exported = Vec::new();
    loop {
        let after = exported
            .last()
            .map_or("", |(tenant, _): &(String, String)| tenant);
        let page = there.export(after, 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 3);
        for row in page {
            assert_eq!(row.created_at, NOW);
            let chosen = (row.tenant_id == "ab").then_some(&choice);
            assert_eq!(row.choice.as_ref(), chosen);
            exported.push((row.tenant_id, row.plugin_id));
        }
    }
    exported.sort();
    let mut expected: Vec<_> = TENANTS
        .iter()
        .map(|name| ((*name).to_owned(), format!("plugin of {name}")))
        .collect();
    expected.sort();
    assert_eq!(exported, expected);
}

pub(super) async fn ids_are_opaque(memory: &Processes) {
    for (index, name) in TENANTS.into_iter().enumerate() {
        memory.bound(name, &format!("p{index}")).await;
    }
    for (index, name) in TENANTS.into_iter().enumerate() {
        assert_eq!(memory.plugin_of(name).await, Some(format!("p{index}")));
    }
}

pub(super) async fn known_accounts_stay_with_the_plugin(memory: &Processes) {
    let Processes { here, there } = memory;
    let known = async || there.find("a").await.unwrap().unwrap().accounts;
    memory.bound("a", "p").await;
    assert_eq!(known().await, KnownAccounts::default());
    let record = |id: &str, status: Option<&str>| AccountRecord {
        id: id.to_owned(),
        chakra_status: status.map(str::to_owned),
    };
    let mut told = KnownAccounts {
        records: vec![record("1", Some("BANNED")), record("2", None)],
        unread_since: None,
    };
    here.note_accounts("a", "p", &told, 10).await.unwrap();
    assert_eq!(known().await, told);
    // Ignored: the accounts of an earlier check, of the same one again, and of another plugin.
    let none = KnownAccounts::default();
    for (plugin, revision) in [("p", 9), ("p", 10), ("q", 11)] {
        here.note_accounts("a", plugin, &none, revision)
            .await
            .unwrap();
        assert_eq!(known().await, told, "{plugin} {revision}");
    }
    told.unread_since = Some(date(NOW));
    here.note_accounts("a", "p", &told, 11).await.unwrap();
    assert_eq!(known().await, told);
    here.release("a", "p", NOW, None).await.unwrap();
    memory.bound("a", "p").await;
    assert_eq!(known().await, none);
}
