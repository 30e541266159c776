//! The tools that the stages of `cargo xtask test` need from the set-up.

use std::cell::OnceCell;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::Stage;
use super::engines::Engine;
use super::server::ServerTools;
use crate::environment::WasmEnvironment;
use crate::package;
use crate::places::Places;
use crate::setup::{AppRuntimes, Browser, Engines, Report, Setup};
use crate::widget_build::{self, Profile};

/// The tools that the chosen stages need. Others are not installed.
pub(super) struct Tools {
    widget: Option<WasmEnvironment>,
    browser: Option<Browser>,
    pub(super) engines: Option<Engines>,
    pub(super) app_runtimes: Option<AppRuntimes>,
    /// JavaScript runtimes, by their programs' names, with their folders.
    pub(super) server_runtimes: Vec<(&'static str, PathBuf)>,
    pub(super) axe: Option<PathBuf>,
    pub(super) schemathesis: Option<PathBuf>,
    /// The folder with cargo-deny.
    pub(super) deny: Option<PathBuf>,
    /// The folder with textlint.
    pub(super) textlint: Option<PathBuf>,
    server: Option<ServerTools>,
    /// Whether the release build, made on first use, succeeded.
    built: OnceCell<bool>,
}

impl Tools {
    /// Finds or installs them, and prints what was found.
    pub(super) fn bring(places: &Places, stages: &[Stage], engine: Engine) -> Result<Self> {
        let needs = |wanted: &[Stage]| stages.iter().any(|stage| wanted.contains(stage));
        let setup = Setup::begin(places, false)?;
        if needs(&[Stage::Fmt, Stage::Clippy]) {
            setup.lints()?;
        }
        let widget = needs(&[
            Stage::Clippy,
            Stage::Browser,
            Stage::E2e,
            Stage::Engines,
            Stage::Faults,
            Stage::Package,
            Stage::Frameworks,
            Stage::Axe,
            Stage::Soak,
        ])
        .then(|| setup.widget_tools())
        .transpose()?;
        let browser = needs(&[
            Stage::Browser,
            Stage::E2e,
            Stage::Engines,
            Stage::Faults,
            Stage::Frameworks,
            Stage::Axe,
            Stage::Soak,
        ])
        .then(|| match engine {
            Engine::Chromium120 => setup.old_chromium(),
            _ => setup.browser(),
        })
        .transpose()?;
        let engines = needs(&[Stage::E2e, Stage::Engines, Stage::Faults])
            .then(|| setup.engines())
            .transpose()?;
        let app_runtimes = needs(&[Stage::Frameworks])
            .then(|| setup.app_runtimes())
            .transpose()?;
        let server_runtimes = needs(&[Stage::Frameworks])
            .then(|| setup.server_runtimes())
            .transpose()?;
        let postgres = needs(&[Stage::Host, Stage::Api, Stage::Server, Stage::Soak])
            .then(|| setup.postgres())
            .transpose()?;
        let deny = needs(&[Stage::Deny, Stage::Advisories])
            .then(|| setup.deny())
            .transpose()?;
        let textlint = needs(&[Stage::Prose])
            .then(|| setup.textlint())
            .transpose()?;
        let server = needs(&[Stage::Server])
            .then(|| ServerTools::bring(&setup))
            .transpose()?;
        let schemathesis = needs(&[Stage::Api])
            .then(|| setup.schemathesis())
            .transpose()?;
        let axe = needs(&[Stage::Axe]).then(|| setup.axe()).transpose()?;
        let mut report = Report::new();
        if let Some(widget) = &widget {
            report = report.widget(widget);
        }
        if let Some(browser) = &browser {
            report = report.browser(browser);
        }
        if let Some(engines) = &engines {
            report = report.engines(engines);
        }
        if let Some(postgres) = &postgres {
            report = report.postgres(postgres);
        }
        println!("{report}");
        Ok(Self {
            widget,
            browser,
            engines,
            app_runtimes,
            server_runtimes: server_runtimes.unwrap_or_default(),
            axe,
            schemathesis,
            deny,
            textlint,
            server,
            built: OnceCell::new(),
        })
    }

    pub(super) fn widget(&self) -> Result<&WasmEnvironment> {
        self.widget
            .as_ref()
            .context("the widget's tools were not asked for")
    }

    pub(super) fn server(&self) -> Result<&ServerTools> {
        self.server
            .as_ref()
            .context("the server package's tools were not asked for")
    }

    pub(super) fn browser(&self) -> Result<&Browser> {
        self.browser
            .as_ref()
            .context("the browser was not asked for")
    }

    /// Makes the release build once. Prints why if it fails.
    pub(super) fn build(&self, places: &Places) -> Result<bool> {
        if let Some(built) = self.built.get() {
            return Ok(*built);
        }
        let widget = self.widget()?;
        let built = widget_build::build(places, widget, Profile::Release)
            .and_then(|()| package::Package::make(places, widget));
        if let Err(error) = &built {
            eprintln!("error: {error:#}");
        }
        Ok(*self.built.get_or_init(|| built.is_ok()))
    }
}
