//! A browser without a screen: cookies, forms, and the widget's calls with a browser's headers.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use serde_json::{Value, json};

/// The widget's calls: method, name and body.
pub(crate) const CALLS: [(&str, &str, &str); 4] = [
    ("POST", "connect-token", r#"{"intent":"connect"}"#),
    ("GET", "status", ""),
    (
        "POST",
        "connect-event",
        r#"{"attemptId":"a","event":"popup.opened","data":{}}"#,
    ),
    ("POST", "disconnect", "{}"),
];

/// A client with a cookie jar, at one origin.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    client: Client,
    origin: String,
    cookies: BTreeMap<String, String>,
}

/// The response to a call.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Told {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn plugin(&self) -> &str {
        let id = self.body["pluginId"].as_str();
        id.unwrap_or_else(|| panic!("no plugin: {self:?}"))
    }
}

impl Visitor {
    /// A visitor who is not signed in.
    pub(crate) fn new(origin: &str) -> Self {
        // The client requires a process-wide default.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(Policy::none());
        Self {
            client: client.build().unwrap(),
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// Signs in with the form on the app's page, including its hidden fields.
    pub(crate) async fn signed_in(origin: &str, user: &str) -> Self {
        let mut visitor = Self::new(origin);
        visitor.submit("/sign-in", Some(("user", user))).await;
        assert!(visitor.page().await.contains("<chakra-whatsapp-connect"));
        visitor
    }

    pub(crate) async fn sign_out(&mut self) {
        self.submit("/sign-out", None).await;
    }

    /// The app's page.
    pub(crate) async fn page(&mut self) -> String {
        let response = self.get("/").await;
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }

    /// The `Cookie` header sent with each request.
    pub(crate) fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Submits the page's form with its hidden fields and this field.
    pub(crate) async fn submit(&mut self, path: &str, field: Option<(&str, &str)>) {
        let page = self.page().await;
        let hidden = page.split("<input type=\"hidden\"").skip(1).map(|input| {
            let input = input.split('>').next().unwrap();
            (attribute(input, "name"), attribute(input, "value"))
        });
        let fields = hidden.take(1).chain(field);
        // A URL's query has the same encoding as a form's fields.
        let encoded = Url::parse_with_params("http://form/", fields).unwrap();
        let request = self
            .request(Method::POST, path)
            .header("Origin", &self.origin);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let request = request.body(encoded.query().unwrap_or_default().to_owned());
        let response = request.send().await.unwrap();
        let status = response.status();
        self.keep_cookies(&response);
        assert!(status.is_redirection() || status == 204, "{path}: {status}");
    }

    pub(crate) async fn get(&mut self, path: &str) -> Response {
        let response = self.request(Method::GET, path).send().await.unwrap();
        self.keep_cookies(&response);
        response
    }

    /// One of the widget's calls.
    pub(crate) async fn call(&self, name: &str) -> Told {
        self.call_with(name, &[]).await
    }

    /// Sends the call with additional or replaced headers.
    pub(crate) async fn call_with(&self, name: &str, headers: &[(&str, &str)]) -> Told {
        let (_, _, body) = CALLS.into_iter().find(|call| call.1 == name).unwrap();
        self.send(name, body, headers).await
    }

    /// Sends the call with the test's own body.
    pub(crate) async fn send(&self, name: &str, body: &str, headers: &[(&str, &str)]) -> Told {
        let (method, ..) = CALLS.into_iter().find(|call| call.1 == name).unwrap();
        let method: Method = method.parse().unwrap();
        let mut sent = BTreeMap::from([("Sec-Fetch-Site", "same-origin")]);
        if method == Method::POST {
            sent.insert("Origin", &self.origin);
            sent.insert("Content-Type", "application/json");
        }
        sent.extend(headers.iter().copied());
        // Old browsers do not send it.
        sent.retain(|_, value| !value.is_empty());
        let mut request = self.request(method, &format!("/api/chakra/{name}"));
        for (name, value) in sent {
            request = request.header(name, value);
        }
        let response = request.body(body.to_owned()).send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(json!({ "text": text }));
        Told { status, body }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.origin));
        let cookie = self.cookie();
        if cookie.is_empty() {
            request
        } else {
            request.header(COOKIE, cookie)
        }
    }

    fn keep_cookies(&mut self, response: &Response) {
        for value in response.headers().get_all(SET_COOKIE) {
            let text = value.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// An attribute of a tag. Its value must need no decoding.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let begin = format!(" {name}=\"");
    let (_, rest) = tag
        .split_once(&begin)
        .unwrap_or_else(|| panic!("{name}: {tag}"));
    rest.split('"').next().unwrap()
}
