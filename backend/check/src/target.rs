//! The backend to check: its addresses, and the headers that sign tenants in.

#[cfg(test)]
mod tests;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

use crate::call::Call;

/// The backend to check. Header values are marked as sensitive: no `Debug` form shows them.
#[derive(Clone, Debug)]
pub struct Target {
    base: Url,
    addresses: Vec<(Call, Url)>,
    page_origin: Option<String>,
    session: HeaderMap,
    other_session: Option<HeaderMap>,
    page_headers: Vec<HeaderName>,
}

/// Why a target cannot be checked. No variant repeats a value, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Not an HTTP address.
    #[error(
        "the backend's address is not a http:// or https:// address, such as https://app.example/api/chakra"
    )]
    NotAnAddress,
    /// An address with a user or a password.
    #[error(
        "the backend's address must hold no user and no password; give --header or --header-file"
    )]
    WithPassword,
    /// An address with a query or a fragment.
    #[error("the backend's address must have no query and no fragment")]
    WithQuery,
    /// Not a valid header.
    #[error("a header is not of the form NAME: VALUE")]
    NotAHeader,
    /// Not a valid origin.
    #[error("the page's origin is not of the form https://app.example")]
    NotAnOrigin,
}

impl Target {
    /// The backend whose calls are under this address, as in the widget's attribute `backend`.
    pub fn new(base: &str) -> Result<Self, TargetError> {
        Ok(Self {
            base: address(base)?,
            addresses: Vec::new(),
            page_origin: None,
            session: HeaderMap::new(),
            other_session: None,
            page_headers: Vec::new(),
        })
    }

    /// Sends this header, of the form `NAME: VALUE`, with each request of the signed-in tenant.
    pub fn with_header(mut self, line: &str) -> Result<Self, TargetError> {
        append(&mut self.session, line)?;
        Ok(self)
    }

    /// Sends this header, of the form `NAME: VALUE`, with each request of a second tenant.
    pub fn with_other_header(mut self, line: &str) -> Result<Self, TargetError> {
        append(self.other_session.get_or_insert_default(), line)?;
        Ok(self)
    }

    /// Declares that the page's own script adds this header, for example a CSRF token, so that pages of other sites
    /// cannot. A bearer token, and names that contain `csrf` or `xsrf`, count as such anyway.
    pub fn with_page_header(mut self, name: &str) -> Result<Self, TargetError> {
        let name = name.trim().parse().map_err(|_| TargetError::NotAHeader)?;
        self.page_headers.push(name);
        Ok(self)
    }

    /// Sets the origin of the page with the widget, if it is not the backend's own.
    pub fn with_page_origin(mut self, origin: &str) -> Result<Self, TargetError> {
        let url = Url::parse(origin).map_err(|_| TargetError::NotAnOrigin)?;
        let text = url.origin().ascii_serialization();
        if text != origin.trim_end_matches('/') || !url.has_host() {
            return Err(TargetError::NotAnOrigin);
        }
        self.page_origin = Some(text);
        Ok(self)
    }

    /// Sends the token call to this address, as the widget's attribute `token-url`.
    pub fn with_token_url(self, url: &str) -> Result<Self, TargetError> {
        self.with_address(Call::Token, url)
    }

    /// Sends the status call to this address, as the widget's attribute `status-url`.
    pub fn with_status_url(self, url: &str) -> Result<Self, TargetError> {
        self.with_address(Call::Status, url)
    }

    /// Sends events to this address, as the widget's attribute `event-url`.
    pub fn with_event_url(self, url: &str) -> Result<Self, TargetError> {
        self.with_address(Call::Event, url)
    }

    /// Sends the disconnect call to this address, as the widget's attribute `disconnect-url`.
    pub fn with_disconnect_url(self, url: &str) -> Result<Self, TargetError> {
        self.with_address(Call::Disconnect, url)
    }

    fn with_address(mut self, call: Call, url: &str) -> Result<Self, TargetError> {
        self.addresses.push((call, address(url)?));
        Ok(self)
    }

    /// The given address, for people.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    pub(crate) fn address(&self, call: Call) -> Url {
        let mut named = self.addresses.iter().rev();
        if let Some((_, url)) = named.find(|(named, _)| *named == call) {
            return url.clone();
        }
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().push(call.as_str());
        }
        url
    }

    /// Whether all calls go to this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.addresses().all(is_loopback)
    }

    /// Every address that gets requests with the session's headers.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &Url> {
        let named = self.addresses.iter().map(|(_, url)| url);
        named.chain([&self.base])
    }

    /// The origin of the page with the widget.
    pub(crate) fn page_origin(&self) -> String {
        let own = || self.base.origin().ascii_serialization();
        self.page_origin.clone().unwrap_or_else(own)
    }

    /// Whether the page's origin differs from the backend's.
    pub(crate) fn is_cross_origin(&self) -> bool {
        self.page_origin() != self.base.origin().ascii_serialization()
    }

    /// The origin of another page on the same site.
    pub(crate) fn sibling_origin(&self) -> String {
        let scheme = self.base.scheme();
        match self.base.host() {
            Some(Host::Domain(name)) if name.contains('.') => format!("{scheme}://other.{name}"),
            // All ports belong to the same site.
            Some(host) => format!("{scheme}://{host}:9"),
            None => format!("{scheme}://localhost:9"),
        }
    }

    pub(crate) fn session(&self) -> &HeaderMap {
        &self.session
    }

    pub(crate) fn other_session(&self) -> Option<&HeaderMap> {
        self.other_session.as_ref()
    }

    /// The headers that a browser, or a proxy behind it, adds to a request of any page.
    pub(crate) fn ambient(&self) -> HeaderMap {
        let mut ambient = self.session.clone();
        let names: Vec<_> = self.session.keys().cloned().collect();
        for name in names {
            let is_bearer = name == "authorization"
                && ambient.get(&name).is_some_and(|value| {
                    let value = value.as_bytes();
                    !value
                        .get(..6)
                        .is_some_and(|it| it.eq_ignore_ascii_case(b"basic "))
                });
            let is_csrf = ["csrf", "xsrf"]
                .iter()
                .any(|word| name.as_str().contains(word));
            if is_bearer || is_csrf || self.page_headers.contains(&name) {
                ambient.remove(&name);
            }
        }
        ambient
    }

    /// Whether pages of other sites can send authenticated requests. They cannot if the page's own script adds the
    /// credentials.
    pub(crate) fn is_ambient(&self) -> bool {
        self.session.is_empty() || !self.ambient().is_empty()
    }

    /// All values that no report may show.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = String> {
        let all = [Some(&self.session), self.other_session.as_ref()];
        let values: Vec<_> = all
            .into_iter()
            .flatten()
            .flat_map(HeaderMap::values)
            .collect();
        let texts = values.into_iter().filter_map(|value| value.to_str().ok());
        let texts: Vec<_> = texts.map(str::to_owned).collect();
        texts.into_iter()
    }
}

fn address(text: &str) -> Result<Url, TargetError> {
    let url = Url::parse(text).map_err(|_| TargetError::NotAnAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(TargetError::NotAnAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::WithPassword);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(TargetError::WithQuery);
    }
    Ok(url)
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn append(headers: &mut HeaderMap, line: &str) -> Result<(), TargetError> {
    let (name, value) = line.split_once(':').ok_or(TargetError::NotAHeader)?;
    let name: HeaderName = name.trim().parse().map_err(|_| TargetError::NotAHeader)?;
    let value = HeaderValue::from_str(value.trim());
    let mut value = value.map_err(|_| TargetError::NotAHeader)?;
    value.set_sensitive(true);
    headers.append(name, value);
    Ok(())
}
