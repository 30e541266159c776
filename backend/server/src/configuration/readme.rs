//! Checks that the README's table of settings matches the code.

use super::table::{SETTINGS, Setting, Value};

const START: &str = "writes them -->\n";
const END: &str = "<!-- end of settings -->";

fn row(setting: &Setting) -> String {
    let flag = match setting.value_name() {
        Some(name) => format!("{} {name}", setting.flag()),
        None => setting.flag(),
    };
    let variable = match setting.value {
        Value::Secret => format!("`{0}`, or `{0}_FILE`", setting.variable()),
        _ => format!("`{}`", setting.variable()),
    };
    let default = setting
        .default
        .map(|default| format!(" Unless set: `{default}`."))
        .unwrap_or_default();
    let help = setting.help.replace("--demo-tenant", "`--demo-tenant`");
    format!("| `{flag}` | {variable} | {help}.{default} |\n")
}

#[test]
fn the_readme_has_the_settings_of_the_code() {
    let mut table = "\n| Flag | Variable | What it does |\n|---|---|---|\n".to_owned();
    table.extend(SETTINGS.iter().map(row));
    table.push('\n');
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(START).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        let readme = format!("{before}{START}{table}{END}{after}");
        std::fs::write(path, readme).unwrap();
        return;
    }
    assert!(
        written == table,
        "README differs from the code: run this test with UPDATE=1"
    );
}
