//! The command line of a check: `chakra-backend check URL`.

mod given_headers;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::{Options, Report, Target};
use given_headers::{HeaderLine, InputError, lines_of_file, lines_of_variable};

const FAULTS: u8 = 1;
/// The same code clap uses.
const MISUSE: u8 = 2;

/// Checks whether a backend, in whatever language, keeps the contract of the widget
///
/// Sends reads, and requests that a correct backend rejects, and judges the responses by rules. Use a test tenant
/// without a number: a backend with faults may carry out requests that it should reject.
#[derive(Args, Clone, Debug)]
#[command(after_help = HELP)]
pub struct CheckArgs {
    /// The backend's address, as in the widget's attribute `backend`, such as `https://app.example/api/chakra`
    #[arg(value_name = "URL")]
    url: String,

    /// Header with a tenant's session, such as "Cookie: session=…"; may be repeated. Other users of the machine can
    /// see command lines, but not --header-file or the environment
    #[arg(long = "header", value_name = "NAME: VALUE")]
    headers: Vec<HeaderLine>,

    /// File with these headers, one per line
    #[arg(long, value_name = "FILE")]
    header_file: Option<PathBuf>,

    /// Header with a second tenant's session, for rules about the separation of tenants; may be repeated
    #[arg(long = "other-header", value_name = "NAME: VALUE")]
    other_headers: Vec<HeaderLine>,

    /// File with these headers, one per line
    #[arg(long, value_name = "FILE")]
    other_header_file: Option<PathBuf>,

    /// Name of a given header that the page's own script adds, such as a CSRF token, and that other sites' pages
    /// cannot send; may be repeated. Not needed for a bearer token, and for names with csrf or xsrf
    #[arg(long = "page-header", value_name = "NAME")]
    page_headers: Vec<String>,

    /// Origin of the page with the widget, if not the backend's own
    #[arg(long, value_name = "ORIGIN")]
    page_origin: Option<String>,

    /// Address of the token call, if not connect-token under URL
    #[arg(long, value_name = "URL")]
    token_url: Option<String>,

    /// Address of the status call, if not status under URL
    #[arg(long, value_name = "URL")]
    status_url: Option<String>,

    /// Address of the event call, if not connect-event under URL
    #[arg(long, value_name = "URL")]
    event_url: Option<String>,

    /// Address of the disconnect call, if not disconnect under URL
    #[arg(long, value_name = "URL")]
    disconnect_url: Option<String>,

    /// Also connect and disconnect the tenant, if its status says that nothing is connected
    #[arg(long)]
    changes: bool,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Environment:
  CHAKRA_CHECK_HEADERS        headers as in --header, one per line
  CHAKRA_CHECK_OTHER_HEADERS  headers as in --other-header, one per line
  CHAKRA_API_KEY              if set, every response is searched for it; it is sent nowhere

Exit codes: 0 no faults, 1 faults, 2 the command line is not valid";

/// Checks a backend, prints the report to stdout, and returns the exit code. Must run in a Tokio runtime.
pub async fn run(args: CheckArgs) -> ExitCode {
    let is_json = args.json;
    let (target, options) = match args.read() {
        Ok(read) => read,
        Err(error) => return fail(&error),
    };
    let report = match crate::check(&target, &options).await {
        Ok(report) => report,
        Err(error) => return fail(&error),
    };
    match print(&report, is_json) {
        Ok(()) if report.is_sound() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(FAULTS),
        Err(error) => fail(&error),
    }
}

impl CheckArgs {
    fn read(self) -> Result<(Target, Options), InputError> {
        let mut target = Target::new(&self.url)?;
        let mut lines = lines_of_variable("CHAKRA_CHECK_HEADERS")?;
        lines.extend(lines_of_file(self.header_file.as_deref())?);
        lines.extend(self.headers);
        for line in lines {
            target = target.with_header(line.as_str())?;
        }
        let mut lines = lines_of_variable("CHAKRA_CHECK_OTHER_HEADERS")?;
        lines.extend(lines_of_file(self.other_header_file.as_deref())?);
        lines.extend(self.other_headers);
        for line in lines {
            target = target.with_other_header(line.as_str())?;
        }
        for name in self.page_headers {
            target = target.with_page_header(&name)?;
        }
        if let Some(origin) = self.page_origin {
            target = target.with_page_origin(&origin)?;
        }
        if let Some(url) = self.token_url {
            target = target.with_token_url(&url)?;
        }
        if let Some(url) = self.status_url {
            target = target.with_status_url(&url)?;
        }
        if let Some(url) = self.event_url {
            target = target.with_event_url(&url)?;
        }
        if let Some(url) = self.disconnect_url {
            target = target.with_disconnect_url(&url)?;
        }
        let key = std::env::var("CHAKRA_API_KEY").ok();
        let key = key.map(|key| key.trim().to_owned());
        let options = Options {
            changes: self.changes,
            secrets: key.into_iter().filter(|key| !key.is_empty()).collect(),
            ..Options::default()
        };
        Ok((target, options))
    }
}

fn print(report: &Report, is_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if is_json {
        serde_json::to_writer_pretty(&mut out, report)?;
        writeln!(out)
    } else {
        write!(out, "{report}")
    }
}

fn fail(error: &dyn Display) -> ExitCode {
    // If stderr is closed, there is nothing left to do.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(MISUSE)
}
