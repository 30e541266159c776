//! The command line: which commands there are, and which settings each takes.

use chakra_backend_check::cli::CheckArgs;
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, Args as _, Command};

use crate::configuration::table::{SETTINGS, Section, Setting, Value};

const AFTER_HELP: &str = "\
Each setting has a variable, too, and a key in the file of --config: --listen is CHAKRA_LISTEN, and listen. A flag \
counts before a variable, a variable before the file. RUST_LOG says what is logged, on stderr [default: info].";

/// The command line of `chakra-backend`.
#[must_use]
pub fn command() -> Command {
    Command::new("chakra-backend")
        .version(env!("CARGO_PKG_VERSION"))
        .about("The reference partner backend of the chakra-connect widget")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(taking(
            "serve",
            "Answers the widget until it is told to stop",
            &[Section::Database, Section::Server],
        ))
        .subcommand(taking(
            "migrate",
            "Makes the database, or brings its schema up to date; serve does so, too",
            &[Section::Database],
        ))
        .subcommand(
            taking(
                "import",
                "Adopts plugins that exist at Chakra, from a CSV file with the columns tenant and plugin",
                &[Section::Database],
            )
            .arg(
                Arg::new("FILE")
                    .required(true)
                    .help("The file; - is standard input"),
            ),
        )
        .subcommand(taking(
            "export",
            "Writes down as CSV which plugin is whose",
            &[Section::Database],
        ))
        .subcommand(Command::new("openapi").about("Prints the calls as an OpenAPI 3.1 document"))
        .subcommand(CheckArgs::augment_args(
            Command::new("check").about("Checks whether a backend, in whatever language, keeps the contract of the widget"),
        ))
        .subcommand(
            taking(
                "doctor",
                "Looks at what is configured, stored and at Chakra, and says what is wrong and what to do about it",
                &[Section::Database, Section::Server],
            )
            .arg(
                Arg::new("json")
                    .long("json")
                    .action(ArgAction::SetTrue)
                    .help("One JSON object a line, for machines"),
            ),
        )
}

fn taking(name: &'static str, about: &'static str, sections: &[Section]) -> Command {
    let settings = SETTINGS
        .iter()
        .filter(|setting| sections.contains(&setting.section));
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("TOML file of settings [env: CHAKRA_CONFIG]");
    Command::new(name)
        .about(about)
        .after_help(AFTER_HELP)
        .arg(config)
        .args(settings.map(arg))
}

/// The flag of a setting. What it holds is checked later, together with what variables and the file say.
fn arg(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.flag().trim_start_matches('-').to_owned())
        .long(setting.flag().trim_start_matches('-').to_owned())
        .help(help(setting));
    let arg = match setting.value_name() {
        Some(name) => arg
            .value_name(name)
            .value_parser(NonEmptyStringValueParser::new()),
        None => arg.action(ArgAction::SetTrue),
    };
    match setting.value {
        Value::Many(_) => arg.action(ArgAction::Append),
        _ => arg,
    }
}

fn help(setting: &Setting) -> String {
    let form = match setting.value {
        Value::Secret => "; in a file",
        Value::Many(_) => "; may be repeated",
        Value::One(_) | Value::Switch => "",
    };
    let default = setting
        .default
        .map(|default| format!(" [default: {default}]"))
        .unwrap_or_default();
    format!(
        "{}{form}{default} [env: {}]",
        setting.help,
        setting.variable()
    )
}
