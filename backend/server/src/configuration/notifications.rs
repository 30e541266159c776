//! Settings of notifications to the partner, and of Chakra's webhook.

use chakra_backend::{NotificationConfig, NotificationSecret, WebhookSecret};

use super::reader::Reader;

/// The address for notifications, if any, and its secret. Neither is accepted without the other.
pub(super) fn notifications(reader: &mut Reader<'_>) -> Option<NotificationConfig> {
    const URL: &str = "notify-url";
    const SECRET: &str = "notify-secret";
    let address = reader.parsed(URL, |text| {
        NotificationConfig::check_address(text).map(|()| text.to_owned())
    });
    let secret = reader.secret(SECRET, str::parse::<NotificationSecret>);
    let next = reader.secret("notify-secret-next", str::parse::<NotificationSecret>);
    match (reader.is_given(URL), reader.is_given(SECRET)) {
        (true, false) => reader.fault(
            SECRET,
            "notify-url and notify-secret are given together, or neither is; make a secret with: echo whsec_$(openssl rand -base64 32)",
        ),
        (false, true) => reader.fault(
            URL,
            "notify-url and notify-secret are given together, or neither is",
        ),
        _ => {}
    }
    needs(reader, "notify-secret-next", SECRET);
    let config = NotificationConfig::new(&address?, secret?).ok()?;
    Some(match next {
        Some(next) => config.with_next_secret(next),
        None => config,
    })
}

/// The secrets of Chakra's webhook; none if the webhook is not received.
pub(super) fn webhook_secrets(reader: &mut Reader<'_>) -> Vec<WebhookSecret> {
    let names = ["chakra-webhook-secret", "chakra-webhook-secret-next"];
    needs(reader, names[1], names[0]);
    let secrets = names.map(|name| reader.secret(name, str::parse));
    secrets.into_iter().flatten().collect()
}

fn needs(reader: &mut Reader<'_>, name: &str, owner: &str) {
    if reader.is_given(name) && !reader.is_given(owner) {
        reader.fault(name, format!("{owner} is not given"));
    }
}
