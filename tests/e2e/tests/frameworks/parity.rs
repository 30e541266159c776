//! The backend to copy beside the reference backend, for one tenant and one plugin: whatever Chakra's
//! records say, both say the same of it.

use std::time::Duration;

use chakra_backend_server::Server;
use chakra_e2e::{backend, sandbox, until};
use chakra_playground::standin::scene::{self, CONNECTIONS, FAILURES, Scene};
use chakra_sandbox::{Endpoint, Failure, Outcome, Sandbox, SettingsChange};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::odd_records;
use crate::own_backend;
use crate::program::Program;
use crate::project::Project;

/// For as long as a plugin is theirs, both answer alike, up to and with its end.
pub(crate) async fn holds(project: &Project) {
    let pair = Pair::start(project).await;
    for scene in CONNECTIONS {
        pair.play(scene).await;
        let status = pair.status(scene.name).await;
        assert_eq!(status.body["state"], scene.shows, "{}", scene.name);
    }
    for scene in FAILURES {
        pair.play(scene).await;
        let status = pair.status(scene.name).await;
        let token = pair.post("connect-token", &json!({}), scene.name).await;
        assert_eq!(status.status, token.status, "{}", scene.name);
        token.wait_as_asked().await;
    }
    pair.heal().await;
    pair.at_the_door().await;
    pair.odd_records().await;
    pair.one_of_several().await;
    pair.the_end().await;
    pair.a_choice_too_late(project).await;
}

/// What one of them answers, without what is its own: times, and words for people.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    retry_after: Option<String>,
    body: Value,
}

impl Answer {
    async fn to(call: &str, request: RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        assert_eq!(answer.headers()["cache-control"], "no-store", "{call}");
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.map(|it| it.to_str().unwrap().to_owned());
        let text = answer.text().await.unwrap();
        let mut body: Value = serde_json::from_str(&text).unwrap_or_default();
        if status >= 400 {
            body = body["code"].take();
            assert!(body.is_string(), "{call}: {status}: {text}");
        } else if call == "status" {
            let fields = body.as_object_mut().unwrap();
            let checked_at = fields.remove("checkedAt").unwrap();
            let checked_at = checked_at.as_str().unwrap();
            assert!(checked_at.ends_with('Z'), "{checked_at}");
            fields.remove("connectedSince");
        } else if call == "connect-token" {
            body = body["pluginId"].take();
        }
        Self {
            status,
            retry_after,
            body,
        }
    }
}

impl Answer {
    /// The reference asks Chakra nothing until then.
    async fn wait_as_asked(&self) {
        if let Some(seconds) = &self.retry_after {
            tokio::time::sleep(Duration::from_secs(seconds.parse().unwrap())).await;
        }
    }
}

struct Pair {
    sandbox: Sandbox,
    plugin: String,
    client: Client,
    /// The address of their calls: the reference's, Express'.
    addresses: [String; 2],
    _reference: Server,
    _express: Program,
}

impl Pair {
    async fn start(project: &Project) -> Self {
        let sandbox = sandbox().await;
        let reference = backend(&sandbox, None, None).await;
        let client = own_backend::client();
        let ours = format!("{}api/chakra", reference.url());
        let token = client.post(format!("{ours}/connect-token"));
        let token = token.json(&json!({})).send().await.unwrap();
        let token: Value = token.json().await.unwrap();
        let plugin = token["pluginId"].as_str().unwrap().to_owned();
        let kept = json!({ "demo": { "pluginId": plugin, "tenant": "a column" } });
        project.write("plugins.json", &kept.to_string());
        let variables = own_backend::variables(&sandbox);
        let express = Program::start_with(project, "server.js", &variables).await;
        let theirs = format!("{}/api/chakra", express.origin);
        Self {
            sandbox,
            plugin,
            client,
            addresses: [ours, theirs],
            _reference: reference,
            _express: express,
        }
    }

    /// What both answer.
    async fn both(&self, method: Method, call: &str, body: &Value, scene: &str) -> Answer {
        let [reference, express] = self.addresses.each_ref();
        let asked = |address| {
            let request = self
                .client
                .request(method.clone(), format!("{address}/{call}"));
            let request = if body.is_null() {
                request
            } else {
                request.json(body)
            };
            Answer::to(call, request)
        };
        let (reference, express) = tokio::join!(asked(reference), asked(express));
        assert_eq!(express, reference, "{call}: {scene}");
        express
    }

    async fn post(&self, call: &str, body: &Value, scene: &str) -> Answer {
        self.both(Method::POST, call, body, scene).await
    }

    async fn status(&self, scene: &str) -> Answer {
        self.both(Method::GET, "status", &Value::Null, scene).await
    }

    async fn play(&self, scene: &Scene) {
        self.heal().await;
        for step in scene.steps {
            // Anew each time: a step may bring numbers.
            let records = self.sandbox.records();
            let plugin = scene::plugin_in(&records).unwrap();
            assert_eq!(plugin["id"], self.plugin);
            let numbers = scene::numbers_in(&records, &plugin["id"]);
            for call in step.calls(plugin, &numbers) {
                self.control(call).await;
            }
        }
    }

    async fn heal(&self) {
        self.control(scene::healing()).await;
    }

    async fn control(&self, (path, body): scene::Call) {
        let url = format!("{}/_sandbox/{path}", self.sandbox.api_url());
        let answer = self.client.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path} {body}");
    }

    /// An endpoint answers with this, or as it should.
    fn answers(&self, endpoint: Endpoint, failure: Option<Failure>) {
        let change = SettingsChange {
            failures: [(endpoint, failure)].into(),
            ..SettingsChange::default()
        };
        self.sandbox.configure(change).unwrap();
    }

    /// What neither lets in.
    async fn at_the_door(&self) {
        for address in &self.addresses {
            let call = "connect-event";
            let request = || self.client.post(format!("{address}/{call}"));
            let from = |site| request().header("sec-fetch-site", site).json(&json!({}));
            let at = |origin| request().header("origin", origin).json(&json!({}));
            let elsewhere = "https://other.example.com";
            let broken = request()
                .header("content-type", "application/json")
                .body("{");
            for (request, status, code) in [
                (from("cross-site"), 403, "cross_site"),
                (
                    from("same-site").header("origin", elsewhere),
                    403,
                    "cross_site",
                ),
                (at(elsewhere), 403, "cross_site"),
                (at("null"), 403, "cross_site"),
                (broken, 400, "bad_request"),
            ] {
                let told = Answer::to(call, request).await;
                assert_eq!((told.status, told.body), (status, json!(code)), "{address}");
            }
            // The page's own, as it looks behind what ends the TLS.
            let own = address.replace("http://", "https://");
            let own = own.trim_end_matches("/api/chakra");
            let hint = json!({ "attemptId": "a", "event": "FINISH", "data": {} });
            for (name, value) in [("origin", own), ("sec-fetch-site", "same-origin")] {
                let told = Answer::to(call, request().header(name, value).json(&hint)).await;
                assert_eq!(told.status, 202, "{address}: {name}");
            }
        }
    }

    /// Records that the stand-in never makes.
    async fn odd_records(&self) {
        let says = |body: &Value| Failure {
            body: Some(body.to_string()),
            ..Failure::with_status(200)
        };
        for body in odd_records::plugins(&self.plugin) {
            self.answers(Endpoint::GetPlugin, Some(says(&body)));
            self.status(&body.to_string()).await;
        }
        let plugin = odd_records::plugin(&self.plugin);
        self.answers(Endpoint::GetPlugin, Some(says(&plugin)));
        for body in odd_records::numbers() {
            self.answers(Endpoint::GetPhoneNumber, Some(says(&body)));
            self.status(&body.to_string()).await;
        }
        for status in [404, 400, 503] {
            let failure = Failure::with_status(status);
            self.answers(Endpoint::GetPhoneNumber, Some(failure));
            self.status(&status.to_string()).await;
        }
        self.answers(Endpoint::GetPhoneNumber, Some(says(&json!({}))));
        for body in odd_records::accounts(&self.plugin) {
            self.answers(Endpoint::ListBusinessAccounts, Some(says(&body)));
            self.status(&body.to_string()).await;
        }
        for endpoint in [
            Endpoint::ListBusinessAccounts,
            Endpoint::GetPhoneNumber,
            Endpoint::GetPlugin,
        ] {
            self.answers(endpoint, None);
        }
    }

    /// A choice is kept until there is a number that could not be chosen.
    async fn one_of_several(&self) {
        let several = Outcome::SeveralNumbers;
        self.sandbox.end_signup(&self.plugin, several).unwrap();
        let before = self.status("several").await;
        let number = &before.body["numbers"][1]["phoneNumberId"];
        for (body, status) in [
            (json!({ "phoneNumberId": "1" }), 409),
            (
                json!({ "attemptId": "a", "event": "FINISH", "data": {} }),
                202,
            ),
        ] {
            let told = self.post("connect-event", &body, "several").await;
            assert_eq!(told.status, status, "{body}");
            assert_eq!(self.status("nothing chosen").await, before);
        }
        let choice = json!({ "phoneNumberId": number });
        let told = self.post("connect-event", &choice, "a choice").await;
        assert_eq!(told.status, 202);
        let chosen = self.status("chosen").await;
        assert_eq!(chosen.body["state"], "connected");
        assert_eq!(chosen.body["numbers"][0]["phoneNumberId"], *number);

        let keep = SettingsChange {
            keep_old_numbers: Some(true),
            ..SettingsChange::default()
        };
        self.sandbox.configure(keep).unwrap();
        self.sandbox
            .end_signup(&self.plugin, Outcome::Finish)
            .unwrap();
        let anew = self.status("another came").await;
        assert_eq!(anew.body["state"], "choose_number");
    }

    /// Nothing is forgotten that is still connected at Chakra; what is gone there is.
    async fn the_end(&self) {
        let before = self.status("connected").await;
        for endpoint in [Endpoint::UpdatePlugin, Endpoint::DeletePlugin] {
            self.answers(endpoint, Some(Failure::with_status(503)));
        }
        let nothing = Value::Null;
        let told = self.post("disconnect", &nothing, "both fail").await;
        assert_eq!((told.status, told.body), (503, json!("chakra_unavailable")));
        assert_eq!(self.status("both have failed").await, before);

        self.answers(Endpoint::UpdatePlugin, None);
        let told = self.post("disconnect", &nothing, "one fails").await;
        assert_eq!(told.status, 204);
        let ended = self.status("disconnected").await;
        assert_eq!(ended.body["state"], "not_connected");
    }

    /// Disconnected while Chakra is asked, a tenant stays so. The reference makes the second call wait.
    async fn a_choice_too_late(&self, project: &Project) {
        self.heal().await;
        let kept = json!({ "demo": { "pluginId": self.plugin } });
        project.write("plugins.json", &kept.to_string());
        let [_, express] = &self.addresses;
        let ask = |method, call| {
            (
                call,
                self.client.request(method, format!("{express}/{call}")),
            )
        };
        let status = || ask(Method::GET, "status");
        let (call, request) = status();
        let before = Answer::to(call, request).await;
        let number = &before.body["numbers"][0]["phoneNumberId"];
        assert!(number.is_string(), "{before:?}");

        let slow = SettingsChange {
            latency_ms: [(Endpoint::GetPlugin, 3000)].into(),
            ..SettingsChange::default()
        };
        self.sandbox.configure(slow).unwrap();
        let asked = || self.sandbox.log().count(Endpoint::GetPlugin);
        let so_far = asked();
        let (call, request) = ask(Method::POST, "connect-event");
        let choice = request.json(&json!({ "phoneNumberId": number }));
        let disconnect = async {
            until("Chakra is asked", || asked() > so_far).await;
            let (call, request) = ask(Method::POST, "disconnect");
            assert_eq!(Answer::to(call, request).await.status, 204);
        };
        let (chosen, ()) = tokio::join!(Answer::to(call, choice), disconnect);
        assert_eq!((chosen.status, chosen.body), (409, json!("unknown_number")));
        let (call, request) = status();
        let after = Answer::to(call, request).await;
        assert_eq!(after.body["state"], "not_connected");
    }
}
