//! A cached status with a check of the caller's JSON Web Token, compared with a bare axum route that checks the same
//! token and returns the same bytes: 200,000 requests each, over loopback, as 10,000 tenants.
//!
//! `cargo bench --profile server -p chakra-backend-server --bench status_from_cache`

mod signup;

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use chakra_backend::{Client, JwtConfig, JwtKeys, JwtTenants, SqliteStore, Store as _};
use chakra_backend_server::{Database, Server, Settings};
use chakra_sandbox::{Options, Sandbox};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use mimalloc::MiMalloc;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const KEY: &str = "benchkey0123456789benchkey012345";
const TENANTS: usize = 10_000;
const REQUESTS: usize = 200_000;
/// Both are measured alternately, so that the machine's other work affects both.
const ROUNDS: usize = 8;
const CONNECTIONS: usize = 32;
/// Target for a status, as a share of the bare route's requests per second.
const TARGET: f64 = 0.6;
/// Limit for the growth of the memory from the first round to the last.
const GROWTH_KIB: u64 = 8 * 1024;

/// The same allocator as the binary's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Failure = Box<dyn Error + Send + Sync>;

/// The bare route's check of tokens: the same as the backend's, with the cheapest algorithm, so that every other cost
/// shows.
#[derive(Clone)]
struct Sessions {
    key: Arc<DecodingKey>,
    validation: Arc<Validation>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    tenant: String,
    sub: String,
    iss: String,
    aud: String,
    exp: u64,
}

impl Sessions {
    fn new() -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&["bench"]);
        validation.set_audience(&["chakra"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        Self {
            key: Arc::new(DecodingKey::from_secret(KEY.as_bytes())),
            validation: Arc::new(validation),
        }
    }

    fn tenant_id(&self, headers: &HeaderMap) -> Option<String> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let token = header.strip_prefix("Bearer ")?;
        let token = decode::<Claims>(token, &self.key, &self.validation).ok()?;
        Some(token.claims.tenant)
    }
}

/// The backend's check of tokens.
fn resolver() -> Result<JwtTenants, Failure> {
    let keys = JwtKeys::none().with_secret(KEY.as_bytes())?;
    Ok(JwtTenants::new(JwtConfig::new(
        "bench", "chakra", "tenant", keys,
    )?)?)
}

fn tenant(number: usize) -> String {
    format!("tenant-{number}")
}

fn token(number: usize) -> Result<String, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = Claims {
        tenant: tenant(number),
        sub: "user".to_owned(),
        iss: "bench".to_owned(),
        aud: "chakra".to_owned(),
        exp: now + 24 * 60 * 60,
    };
    let key = EncodingKey::from_secret(KEY.as_bytes());
    Ok(encode(&Header::new(Algorithm::HS256), &claims, &key)?)
}

/// A database in which each tenant has a plugin with a completed signup.
async fn database(sandbox: &Sandbox, path: &std::path::Path) -> Result<(), Failure> {
    let store = SqliteStore::open(path).await?;
    let chakra = Client::new(sandbox.api_url().parse()?, KEY.parse()?)?;
    for number in 0..TENANTS {
        let id = tenant(number);
        signup::sign_up(sandbox, &chakra, &store, &id).await?;
    }
    store.close_database().await;
    Ok(())
}

type Bare = (Sessions, Arc<HashMap<String, String>>);

async fn bare(State((sessions, answers)): State<Bare>, headers: HeaderMap) -> impl IntoResponse {
    let id = sessions
        .tenant_id(&headers)
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let answer = answers.get(&id).cloned().ok_or(StatusCode::NOT_FOUND)?;
    Ok::<_, StatusCode>(([(CONTENT_TYPE, "application/json")], answer))
}

/// One connection that is kept alive.
struct Connection {
    socket: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            buffer: Vec::with_capacity(8 * 1024),
        })
    }

    /// The body of a 200. Any other response is an error.
    async fn body(&mut self, request: &[u8]) -> Result<&[u8], Failure> {
        self.socket.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection was closed".into());
            }
            let mut headers = [httparse::EMPTY_HEADER; 32];
            let mut head = httparse::Response::new(&mut headers);
            let httparse::Status::Complete(end) = head.parse(&self.buffer)? else {
                continue;
            };
            if head.code != Some(200) {
                return Err(String::from_utf8_lossy(&self.buffer).into_owned().into());
            }
            let length = head.headers.iter().find(|it| it.name == "content-length");
            let length = str::from_utf8(length.ok_or("no content-length")?.value)?;
            let total = end + length.parse::<usize>()?;
            if self.buffer.len() >= total {
                return Ok(&self.buffer[end..total]);
            }
        }
    }
}

/// The time for `count` requests, alternating between all tenants.
async fn round(
    address: SocketAddr,
    requests: &Arc<Vec<Vec<u8>>>,
    count: usize,
) -> Result<Duration, Failure> {
    let began = Instant::now();
    let each = count / CONNECTIONS;
    let tasks = (0..CONNECTIONS).map(|task| {
        let requests = Arc::clone(requests);
        tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            for turn in 0..each {
                let number = (task + turn * CONNECTIONS) % requests.len();
                let body = connection.body(&requests[number]).await?;
                if !body.starts_with(b"{\"state\":\"connected\"") {
                    return Err(String::from_utf8_lossy(body).into_owned().into());
                }
            }
            Ok::<_, Failure>(())
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await??;
    }
    Ok(began.elapsed())
}

fn requests(path: &str) -> Result<Arc<Vec<Vec<u8>>>, Failure> {
    let request = |number| {
        let token = token(number)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        Ok::<_, Failure>(request.into_bytes())
    };
    let all: Result<Vec<_>, _> = (0..TENANTS).map(request).collect();
    Ok(Arc::new(all?))
}

/// The memory in use in KiB; none if the system does not report it.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sandbox = Sandbox::start(Options {
        api_key: KEY.to_owned(),
        ..Options::default()
    })
    .await?;
    let path = std::env::temp_dir().join(format!("chakra-bench-{}.sqlite", std::process::id()));
    eprintln!("signing up {TENANTS} tenants …");
    database(&sandbox, &path).await?;
    let mut settings = Settings::new(sandbox.api_url().parse()?, KEY.parse()?);
    settings.database = Database::File(path.clone());
    // Longer than the bench, because it measures a cached status.
    settings.status_life = Some(Duration::from_hours(1));
    let sessions = Sessions::new();
    let server = Server::start(settings, resolver()?).await?;

    eprintln!("asking for each status once …");
    let ours = requests("/api/chakra/status")?;
    let mut answers = HashMap::new();
    let mut connection = Connection::open(server.address()).await?;
    for (number, request) in ours.iter().enumerate() {
        let body = connection.body(request).await?;
        answers.insert(tenant(number), String::from_utf8(body.to_vec())?);
    }
    let app = Router::new()
        .route("/status", get(bare))
        .with_state((sessions, Arc::new(answers)));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let bare_address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    let bare = requests("/status")?;

    let asked = sandbox.log().count(chakra_sandbox::Endpoint::GetPlugin);
    let (mut time_of_ours, mut time_of_bare) = (Duration::ZERO, Duration::ZERO);
    let mut memory_before = None;
    for turn in 0..ROUNDS {
        time_of_bare += round(bare_address, &bare, REQUESTS / ROUNDS).await?;
        time_of_ours += round(server.address(), &ours, REQUESTS / ROUNDS).await?;
        if turn == 0 {
            memory_before = memory();
        }
    }
    let memory_after = memory();
    let _ = std::fs::remove_file(&path);

    let (ours, bare) = (
        per_second(REQUESTS, time_of_ours),
        per_second(REQUESTS, time_of_bare),
    );
    let ratio = ours / bare;
    println!("bare route        {bare:>9.0} requests a second");
    println!("status from cache {ours:>9.0} requests a second");
    println!("ratio             {ratio:>9.2} (at least {TARGET})");
    println!(
        "memory            {memory_before:?} KiB after the first round, {memory_after:?} KiB after the last"
    );
    let checks = sandbox.log().count(chakra_sandbox::Endpoint::GetPlugin) - asked;
    println!("checks at Chakra  {checks:>9}");
    if ratio < TARGET {
        return Err("a status costs too much".into());
    }
    if checks > 0 {
        return Err("Chakra was asked".into());
    }
    if let (Some(before), Some(after)) = (memory_before, memory_after)
        && after > before + GROWTH_KIB
    {
        return Err("the memory grows".into());
    }
    Ok(())
}
