//! A running stand-in, and a client that has its key.

use std::sync::Once;

use chakra_sandbox::{Options, Outcome, Sandbox};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "akeyfortests0123456789";
pub(crate) const TOKEN_PATH: &str = "/v1/ext/whatsapp-partner/create-connect-token";

pub(crate) struct Partner {
    pub(crate) sandbox: Sandbox,
    client: Client,
}

impl Partner {
    pub(crate) async fn start() -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider()
                .install_default()
                .unwrap();
        });
        let options = Options {
            api_key: KEY.to_owned(),
            ..Options::default()
        };
        Self {
            sandbox: Sandbox::start(options).await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
        }
    }

    /// A request to the API without a key, for the control endpoints and for rejections.
    pub(crate) fn keyless(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.sandbox.api_url()))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.keyless(method, path).bearer_auth(KEY)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        answer(self.request(Method::POST, path).json(body)).await
    }

    /// The `_data` of a GET that must succeed.
    pub(crate) async fn data(&self, path: &str) -> Value {
        let (status, mut body) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body["_data"].take()
    }

    pub(crate) async fn create_plugin(&self) -> String {
        let body = json!({"type": "whatsapp", "name": "Salon Aurora"});
        let (status, plugin) = self.post("/plugin", &body).await;
        assert_eq!(status, StatusCode::OK);
        plugin["_data"]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn token(&self, plugin_id: &str) -> String {
        let (status, body) = self.post(TOKEN_PATH, &json!({"pluginId": plugin_id})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["_data"]["connectToken"].as_str().unwrap().to_owned()
    }

    /// A call of the iframe or the popup.
    pub(crate) async fn embed(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let url = self.sandbox.sdk_url().replace("sdk.js", path);
        answer(self.client.post(url).json(body)).await
    }

    pub(crate) async fn embed_page(&self, path: &str) -> reqwest::Response {
        let url = self.sandbox.sdk_url().replace("sdk.js", path);
        self.client.get(url).send().await.unwrap()
    }

    pub(crate) async fn open_session(&self, token: &str) -> (StatusCode, Value) {
        self.embed("session", &json!({"connectToken": token})).await
    }

    /// A browser's steps: a token, a session, an outcome. Returns the callbacks.
    pub(crate) async fn sign_up(&self, plugin_id: &str, outcome: Outcome) -> Vec<Value> {
        let token = self.token(plugin_id).await;
        let (status, session) = self.open_session(&token).await;
        assert_eq!(status, StatusCode::OK);
        let choice = json!({"sessionId": session["sessionId"], "outcome": outcome});
        let (status, body) = self.embed("outcome", &choice).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["callbacks"].as_array().unwrap().clone()
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}
