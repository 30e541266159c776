//! Made-up numbers for the gallery.

use chakra_connect::flow::status::{Issue, Number};

/// A healthy number.
pub(super) fn salon() -> Number {
    Number {
        phone_number_id: "100000000000001".to_owned(),
        display_phone_number: "+91 98765 43210".to_owned(),
        verified_name: Some("Northwind Salon".to_owned()),
        quality_rating: Some("GREEN".to_owned()),
        messaging_limit_tier: Some("TIER_1K".to_owned()),
        issues: Vec::new(),
    }
}

/// Another one, of medium quality.
pub(super) fn studio() -> Number {
    Number {
        phone_number_id: "100000000000002".to_owned(),
        display_phone_number: "+1 202-555-0142".to_owned(),
        verified_name: Some("Northwind Studio".to_owned()),
        quality_rating: Some("YELLOW".to_owned()),
        messaging_limit_tier: Some("TIER_UNLIMITED".to_owned()),
        issues: Vec::new(),
    }
}

/// The number before Meta has rated it.
pub(super) fn plain(number: Number) -> Number {
    Number {
        quality_rating: None,
        messaging_limit_tier: None,
        ..number
    }
}

/// Blocked, with a code for which the widget has no text.
pub(super) fn unpaid() -> Number {
    let issue = Issue {
        code: Some("141006".to_owned()),
        message: "There is a problem with the payment method of this account.".to_owned(),
        solution: Some("Add a payment method to the WhatsApp Business account.".to_owned()),
    };
    Number {
        issues: vec![issue],
        ..salon()
    }
}

/// Blocked, with codes for which it has texts.
pub(super) fn restricted() -> Number {
    let issue = |code: &str| Issue {
        code: Some(code.to_owned()),
        message: "Meta blocks the sending of messages.".to_owned(),
        solution: None,
    };
    Number {
        quality_rating: Some("RED".to_owned()),
        issues: ["2655089", "2388098", "2859009"].map(issue).into(),
        ..salon()
    }
}
