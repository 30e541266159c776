//! nginx and Caddy with the configuration of `examples/forward-auth/proxies`, at the tests' own addresses.

use std::net::SocketAddr;

use chakra_backend_server::Server;
use chakra_e2e::free_address;

use crate::forward_auth::stacks::named;
use crate::program::Program;
use crate::project::Project;

/// The addresses in the proxy's configuration: the two servers behind it, and the files.
const BACKEND: &str = "127.0.0.1:8080";
const APP: &str = "127.0.0.1:3000";
const FILES: &str = "/srv";

/// nginx includes the example's `server` block in its own configuration. Here it runs without rights to `/var`.
const AROUND_NGINX: &str = "daemon off; master_process off; pid nginx.pid;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  include nginx.conf;
}
";
const BEFORE_CADDY: &str = "{
	admin off
	auto_https off
}
";

/// A proxy whose configuration is in the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nginx,
    Caddy,
}

pub(crate) const KINDS: [Kind; 2] = [Kind::Nginx, Kind::Caddy];

/// A running proxy.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) program: Program,
    _folder: Project,
}

impl Proxy {
    /// Starts the proxy in front of the backend and the app.
    pub(crate) async fn start(kind: Kind, backend: &Server, app: &str) -> Self {
        let backend = backend.address().to_string();
        Self::before(kind, &backend, app.trim_start_matches("http://")).await
    }

    /// Starts the proxy in front of two addresses.
    pub(crate) async fn before(kind: Kind, backend: &str, app: &str) -> Self {
        let folder = Project::copied_from("examples/forward-auth", "proxies");
        folder.copy_cdn("srv/widget");
        let address = free_address();
        let file = match kind {
            Kind::Nginx => "nginx.conf",
            Kind::Caddy => "Caddyfile",
        };
        folder.edit(file, BACKEND, backend);
        folder.edit(file, APP, app);
        let files = folder.folder.join("srv").display().to_string();
        let root = |path: &str| match kind {
            Kind::Nginx => format!("root {path};"),
            Kind::Caddy => format!("root * {path}"),
        };
        folder.edit(file, &root(FILES), &root(&files));
        let program = match kind {
            Kind::Nginx => nginx(&folder, address).await,
            Kind::Caddy => caddy(&folder, address).await,
        };
        Self {
            program,
            _folder: folder,
        }
    }
}

async fn nginx(folder: &Project, address: SocketAddr) -> Program {
    folder.edit("nginx.conf", "listen 80;", &format!("listen {address};"));
    folder.write("main.conf", AROUND_NGINX);
    let arguments = format!("-p {} -c main.conf -e stderr", folder.folder.display());
    let program = named("NGINX", "nginx");
    Program::start_at(folder, address, (&program, &arguments), &[]).await
}

/// Without TLS, because clients would not trust its certificate authority.
async fn caddy(folder: &Project, address: SocketAddr) -> Program {
    let site = format!("http://:{} {{\n\tbind 127.0.0.1\n", address.port());
    folder.edit(
        "Caddyfile",
        "app.example.com {\n",
        &format!("{BEFORE_CADDY}{site}"),
    );
    let arguments = "run --config Caddyfile --adapter caddyfile";
    let home = folder.folder.display().to_string();
    let variables = [
        ("XDG_CONFIG_HOME", home.clone()),
        ("XDG_DATA_HOME", home.clone()),
    ];
    let program = named("CADDY", "caddy");
    Program::start_at(folder, address, (&program, arguments), &variables).await
}
