//! Secrets do not implement `==`, which stops at the first different byte: a stranger could measure where.

use std::marker::PhantomData;

use crate::chakra::{ApiKey, ConnectToken};
use crate::who_asks::{JwtKeys, SecretDigest};
use crate::{NotificationSecret, WebhookSecret};

struct Probe<T>(PhantomData<T>);

/// The default, overridden by the inherent constant of types that implement `==`.
trait WithoutEquals {
    const HAS_EQUALS: bool = false;
}

impl<T> WithoutEquals for Probe<T> {}

impl<T: PartialEq> Probe<T> {
    const HAS_EQUALS: bool = true;
}

#[test]
fn no_secret_can_be_compared_byte_by_byte() {
    let found = [
        ("String", Probe::<String>::HAS_EQUALS),
        ("ApiKey", Probe::<ApiKey>::HAS_EQUALS),
        ("ConnectToken", Probe::<ConnectToken>::HAS_EQUALS),
        ("WebhookSecret", Probe::<WebhookSecret>::HAS_EQUALS),
        (
            "NotificationSecret",
            Probe::<NotificationSecret>::HAS_EQUALS,
        ),
        ("SecretDigest", Probe::<SecretDigest>::HAS_EQUALS),
        ("JwtKeys", Probe::<JwtKeys>::HAS_EQUALS),
    ];
    // `String` comes first, to prove that the check detects `==`.
    let comparable: Vec<_> = found.iter().filter(|(_, has_equals)| *has_equals).collect();
    assert_eq!(comparable, [&("String", true)]);
}
