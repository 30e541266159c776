//! The apps of `examples/forward-auth`, installed and started as their READMEs say.

use std::env;

use crate::program::Program;
use crate::project::Project;

const PLACE: &str = "examples/forward-auth";

/// A running app. Its folder is removed when dropped.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) program: Program,
    pub(crate) folder: Project,
}

impl App {
    /// The address at which the backend asks who the user is.
    pub(crate) fn route(&self) -> String {
        format!("{}/internal/chakra-tenant", self.program.origin)
    }
}

pub(crate) async fn django() -> App {
    let serve = "app.py runserver --noreload 127.0.0.1:{port}";
    started(copied("django"), &python(), serve, &[]).await
}

pub(crate) async fn fastapi() -> App {
    let serve = "-m uvicorn app:app --port {port}";
    started(copied("fastapi"), &python(), serve, &[]).await
}

pub(crate) async fn flask() -> App {
    let serve = "-m flask run --port {port}";
    started(copied("flask"), &python(), serve, &[]).await
}

pub(crate) async fn go() -> App {
    let project = copied("go");
    for arguments in ["vet .", "build -o app ."] {
        project.runs(&named("GO", "go"), arguments).await;
    }
    started(project, "./app", "serve", &[]).await
}

pub(crate) async fn express() -> App {
    let project = Project::install_from(PLACE, "express").await;
    started(project, "node", "server.js", &[]).await
}

pub(crate) async fn rails() -> App {
    let serve = "-S puma --bind tcp://127.0.0.1:{port} config.ru";
    started(copied("rails"), &named("RUBY", "ruby"), serve, &[]).await
}

pub(crate) async fn laravel() -> App {
    let variables = [
        ("APP_KEY", "0123456789abcdef0123456789abcdef".to_owned()),
        // Without this, PHP's server handles one request at a time.
        ("PHP_CLI_SERVER_WORKERS", "4".to_owned()),
    ];
    let serve = "-S 127.0.0.1:{port} public/index.php";
    started(copied("laravel"), &named("PHP", "php"), serve, &variables).await
}

fn copied(name: &'static str) -> Project {
    Project::copied_from(PLACE, name)
}

async fn started(folder: Project, program: &str, serve: &str, variables: &[(&str, String)]) -> App {
    let program = Program::start_by(&folder, program, serve, variables).await;
    App { program, folder }
}

/// A Python that has the packages of the examples' `requirements.txt`.
fn python() -> String {
    named("PYTHON", "python3")
}

/// The program that set-up found, or the one on `PATH`.
pub(crate) fn named(variable: &str, program: &str) -> String {
    env::var(variable).unwrap_or_else(|_| program.to_owned())
}
