//! The page from which a request comes, as the browser describes it in `Origin` and `Sec-Fetch-*`.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERER};

use crate::target::Target;

/// An origin that belongs to nobody, because `.example` is reserved.
pub(crate) const OTHER_ORIGIN: &str = "https://other-site.example";

/// The page that sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Page {
    /// The partner's page with the widget.
    Own,
    /// No page: a server, a tool, or a browser that sends none of these headers.
    None,
    /// A page of another site.
    Other(OtherPage),
}

/// The way in which a page of another site sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OtherPage {
    /// A script or a form in a current browser.
    Modern,
    /// A script or a form in a browser from before 2023, which sends no `Sec-Fetch-Site`.
    Old,
    /// A sandboxed frame or a redirect: `Origin: null`.
    Opaque,
    /// A page of another subdomain or port, which may belong to somebody else.
    Sibling,
    /// An image or a script tag: a GET without an `Origin`.
    Image,
}

impl OtherPage {
    /// The pages that can send a POST.
    pub(crate) const POSTING: [Self; 4] = [Self::Modern, Self::Old, Self::Opaque, Self::Sibling];

    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Modern => "from a page of another site (Origin and Sec-Fetch-Site: cross-site)",
            Self::Old => "from a page of another site in an old browser (Origin alone)",
            Self::Opaque => "from a sandboxed frame (Origin: null)",
            Self::Sibling => "from another subdomain or port (Sec-Fetch-Site: same-site)",
            Self::Image => "from an image on another site (Sec-Fetch-Site: cross-site, no Origin)",
        }
    }
}

impl Page {
    /// The headers that a browser adds to a request of this page.
    pub(crate) fn headers(self, method: &Method, target: &Target) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        let site = HeaderName::from_static("sec-fetch-site");
        let mode = HeaderName::from_static("sec-fetch-mode");
        let dest = HeaderName::from_static("sec-fetch-dest");
        match self {
            Self::None => {}
            Self::Own => {
                let origin = target.page_origin();
                let relation = relation(&origin, target);
                // Browsers send no `Origin` with a same-origin GET.
                if *method != Method::GET || relation != "same-origin" {
                    set(ORIGIN, &origin);
                }
                set(site, relation);
                set(mode, "cors");
                set(dest, "empty");
            }
            Self::Other(page) => {
                let (origin, relation) = match page {
                    OtherPage::Modern => (OTHER_ORIGIN.to_owned(), "cross-site"),
                    OtherPage::Old => (OTHER_ORIGIN.to_owned(), ""),
                    OtherPage::Opaque => ("null".to_owned(), "cross-site"),
                    OtherPage::Sibling => (target.sibling_origin(), "same-site"),
                    OtherPage::Image => (String::new(), "cross-site"),
                };
                if origin.is_empty() {
                    set(REFERER, &format!("{OTHER_ORIGIN}/"));
                    set(dest, "image");
                } else {
                    set(ORIGIN, &origin);
                }
                if !relation.is_empty() {
                    set(site, relation);
                    set(mode, "no-cors");
                }
            }
        }
        headers
    }
}

/// The page's relation to the backend, as browsers send it in `Sec-Fetch-Site`. Without the list of public suffixes,
/// the last two labels of a host count as its site.
fn relation(origin: &str, target: &Target) -> &'static str {
    if !target.is_cross_origin() {
        return "same-origin";
    }
    let site = |text: &str| {
        let host = url::Url::parse(text).ok()?.host_str()?.to_owned();
        let labels: Vec<_> = host.rsplit('.').take(2).map(str::to_owned).collect();
        Some(labels)
    };
    let [page, backend] = [origin, target.base().as_str()].map(site);
    if page.is_some() && page == backend {
        "same-site"
    } else {
        "cross-site"
    }
}
