//! The command line: the commands, and the settings that each accepts.

use chakra_backend_check::cli::CheckArgs;
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, Args as _, Command};

use crate::configuration::table::{SETTINGS, Section, Setting, Value};

const AFTER_HELP: &str = "\
Each setting also has a variable, and a key in the file of --config: --listen is CHAKRA_LISTEN and listen. Flags \
override variables, and variables override the file. RUST_LOG sets what is logged to stderr [default: info].";

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
            "Runs the backend until it is stopped",
            &[Section::Database, Section::Server],
        ))
        .subcommand(taking(
            "migrate",
            "Creates the database or updates its schema; serve does this, too",
            &[Section::Database],
        ))
        .subcommand(
            taking(
                "import",
                "Imports existing plugins from a CSV file with the columns tenant and plugin",
                &[Section::Database],
            )
            .arg(
                Arg::new("FILE")
                    .required(true)
                    .help("CSV file; - means standard input"),
            ),
        )
        .subcommand(taking(
            "export",
            "Prints all tenants and their plugins as CSV",
            &[Section::Database],
        ))
        .subcommand(
            taking(
                "settle",
                "Closes an unknown outcome that doctor reports, after you have looked for the plugin at Chakra",
                &[Section::Database],
            )
            .arg(
                Arg::new("ID")
                    .required(true)
                    .help("The reservation's id, or its first eight characters"),
            ),
        )
        .subcommand(Command::new("openapi").about("Prints the calls as an OpenAPI 3.1 document"))
        .subcommand(CheckArgs::augment_args(
            Command::new("check").about("Tests whether a backend, in any language, follows the widget's contract"),
        ))
        .subcommand(
            taking(
                "doctor",
                "Checks the configuration, the database and Chakra, and reports each problem with a remedy",
                &[Section::Database, Section::Server],
            )
            .arg(
                Arg::new("json")
                    .long("json")
                    .action(ArgAction::SetTrue)
                    .help("Print one JSON object per line"),
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

/// The flag of a setting. Its value is validated later, together with the variables and the file.
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
        Value::Secret => "; read from a file",
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
