//! Phone numbers as people write them.

use chakra_connect::text::for_people;

#[test]
fn digits_are_grouped_and_anything_else_is_left_alone() {
    for (given, shown) in [
        ("+919876543210", "+91 98765 43210"),
        ("919876543210", "+91 98765 43210"),
        ("+15551234567", "+1 555 123 4567"),
        ("+79161234567", "+7 916 123 4567"),
        ("+5511987654321", "+55 11 98765 4321"),
        ("+551138765432", "+55 11 3876 5432"),
        ("+905321234567", "+90 532 123 4567"),
        ("+442071234567", "+44 207 123 4567"),
        ("+4915112345678", "+49 151 1234 5678"),
        ("+6281234567890", "+62 812 3456 7890"),
        ("+966501234567", "+966 501 234 567"),
        ("+972501234567", "+972 501 234 567"),
        ("+37061234567", "+370 6123 4567"),
        ("+3541234567", "+354 123 4567"),
        // Already formatted.
        ("+91 98765 43210", "+91 98765 43210"),
        ("(555) 123-4567", "(555) 123-4567"),
        // Not phone numbers.
        ("", ""),
        ("+", "+"),
        ("12345", "12345"),
        ("1234567890123456", "1234567890123456"),
        ("٠١٢٣٤٥٦٧٨٩", "٠١٢٣٤٥٦٧٨٩"),
    ] {
        assert_eq!(for_people(given), shown, "{given}");
    }
}

#[test]
fn no_digit_is_lost() {
    for length in 8..=15 {
        for start in 1..100 {
            let digits: String = format!("{start}1234567890123456")
                .chars()
                .take(length)
                .collect();
            let shown: String = for_people(&digits)
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            assert_eq!(shown, digits);
        }
    }
}
