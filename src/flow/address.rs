//! Addresses as people write them into attributes.

/// The address of the call `path` below `base`, which may end with a slash and may have a query.
#[must_use]
pub fn join(base: &str, path: &str) -> String {
    let end = base.bytes().position(|byte| byte == b'?' || byte == b'#');
    let (base, query) = base
        .split_at_checked(end.unwrap_or(base.len()))
        .unwrap_or((base, ""));
    // The part after a `#` is never sent.
    let query = query.split('#').next().unwrap_or_default();
    [base.trim_end_matches('/'), "/", path, query].concat()
}

/// The same address with this number in its query: to the browser, a different one.
#[must_use]
pub fn numbered(address: &str, number: u32) -> String {
    let end = address.find('#').unwrap_or(address.len());
    let (address, fragment) = address.split_at_checked(end).unwrap_or((address, ""));
    let separator = if address.contains('?') { "&" } else { "?" };
    [address, separator, &number.to_string(), fragment].concat()
}

/// Whether requests can go to the address: it is `http` or `https`, or relative to the page.
///
/// `javascript:` and `data:` are not; nor is `localhost:3000/api`, whose scheme is `localhost`, or an address with a
/// name and a password, which browsers refuse.
#[must_use]
pub fn is_usable(address: &str) -> bool {
    // Browsers first remove line breaks and tabs, and read `\\` as a slash.
    let breaks = ['\n', '\r', '\t'];
    let address: String = address.chars().filter(|c| !breaks.contains(c)).collect();
    let is_end = |byte: u8| matches!(byte, b':' | b'/' | b'?' | b'#' | b'\\');
    let end = address.bytes().position(is_end).unwrap_or_default();
    let (scheme, rest) = address.split_at_checked(end).unwrap_or_default();
    let rest = match rest.strip_prefix(':') {
        Some(rest)
            if ["http", "https"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known)) =>
        {
            rest
        }
        Some(_) => return false,
        None => rest,
    };
    let path = rest.trim_start_matches(['/', '\\']);
    let has_host = rest.len() > path.len().saturating_add(1);
    let host = path.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    !(has_host && host.contains('@'))
}

/// Whether a relative address looks like one with a forgotten scheme: `api.example.com/chakra`.
fn lacks_scheme(address: &str) -> bool {
    let first = address
        .split(['/', '?', '#', '\\'])
        .next()
        .unwrap_or_default();
    let mut labels = first.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let names = labels.clone().count();
    let is_host =
        !first.starts_with('.') && !first.contains(':') && labels.all(|name| !name.is_empty());
    let domains = ["com", "net", "org", "io", "app", "dev", "co", "ai"];
    is_host && (names > 1 || (names == 1 && domains.contains(&last)))
}

/// Whether requests can go to the address, and reach the host that its writer meant.
#[must_use]
pub fn is_clear(address: &str) -> bool {
    is_usable(address) && !lacks_scheme(address)
}
