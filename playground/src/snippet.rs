//! The code to copy: the script tag, the npm package in two frameworks, and the crate.

use crate::options::Options;

/// Path under which the page's server serves the folder `cdn/` of a release.
const FILES: &str = concat!("/widget/", env!("CARGO_PKG_VERSION"));
/// The script of the script tag, in that folder.
const SCRIPT: &str = concat!("chakra-connect-", env!("CARGO_PKG_VERSION"), ".js");
const PACKAGE: &str = "chakra-whatsapp-connect";
const BACKEND: &str = "/api/chakra";

/// The language or framework of a snippet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Plain HTML.
    Html,
    /// React, version 18 or 19.
    React,
    /// Vue 3.
    Vue,
    /// Leptos.
    Leptos,
}

impl Language {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::Html, Self::React, Self::Vue, Self::Leptos];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::React => "React",
            Self::Vue => "Vue",
            Self::Leptos => "Leptos",
        }
    }

    /// The code that adds the widget, with these options, to a page.
    #[must_use]
    pub fn snippet(self, options: &Options) -> String {
        match self {
            Self::Html => html(options),
            Self::React => react(options),
            Self::Vue => vue(options),
            Self::Leptos => leptos(options),
        }
    }
}

/// The attributes in the form that all four use.
fn attributes(options: &Options) -> Vec<String> {
    let backend = ("backend", BACKEND);
    let all = std::iter::once(backend).chain(options.written());
    all.map(|(name, value)| format!("{name}=\"{value}\""))
        .collect()
}

/// The start of the tag up to its last attribute, on one line if that is short.
fn opened(tag: &str, attributes: &[String], indent: usize) -> (String, String) {
    let line = format!("<{tag} {}", attributes.join(" "));
    if indent + line.len() <= 80 {
        return (line, String::new());
    }
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let break_in = ["\n", &inner].concat();
    let lines = attributes.join(&break_in);
    (format!("<{tag}{break_in}{lines}"), format!("\n{outer}"))
}

fn html(options: &Options) -> String {
    let link = preset_link(options).map_or(String::new(), |link| link + "\n");
    let (tag, end) = opened("chakra-whatsapp-connect", &attributes(options), 0);
    format!(
        r#"{link}<script async src="{FILES}/{SCRIPT}"></script>
<script>
  document.addEventListener("chakra-connected", ({{ detail }}) => {{
    console.log(detail.numbers);
  }});
</script>

{tag}{end}></chakra-whatsapp-connect>
"#
    )
}

fn react(options: &Options) -> String {
    let preset = preset_import(options);
    let mut attributes = attributes(options);
    attributes.push("onConnected={({ detail }) => console.log(detail.numbers)}".to_owned());
    let (tag, end) = opened("ChakraConnect", &attributes, 4);
    let end = if end.is_empty() { " " } else { &end };
    format!(
        r#"// npm install {PACKAGE}
import {{ ChakraConnect }} from "{PACKAGE}/react";
{preset}
export function ConnectWhatsApp() {{
  return (
    {tag}{end}/>
  );
}}
"#
    )
}

fn vue(options: &Options) -> String {
    let preset = preset_import(options);
    let mut attributes = attributes(options);
    attributes.push("@chakra-connected=\"connected\"".to_owned());
    let (tag, end) = opened("chakra-whatsapp-connect", &attributes, 2);
    let end = if end.is_empty() { " " } else { &end };
    format!(
        r#"<!-- npm install {PACKAGE} -->
<script setup>
import "{PACKAGE}/define";
{preset}
const connected = ({{ detail }}) => console.log(detail.numbers);
</script>

<template>
  {tag}{end}/>
</template>

<!-- In the build: compilerOptions.isCustomElement = (tag) => tag.startsWith("chakra-") -->
"#
    )
}

fn leptos(options: &Options) -> String {
    let note = preset_link(options).map_or(String::new(), |link| {
        format!("// In the page's head: {link}\n")
    });
    let attributes = attributes(options).join("\n            ");
    format!(
        r#"{note}use chakra_connect::ChakraConnect;
use leptos::{{logging, prelude::*}};

#[component]
pub fn ConnectWhatsApp() -> impl IntoView {{
    view! {{
        <ChakraConnect
            {attributes}
            on_event=|event| logging::log!("{{}}", event.type_())
        />
    }}
}}
"#
    )
}

/// The preset's sheet for the page's head.
fn preset_link(options: &Options) -> Option<String> {
    let preset = options.preset()?;
    Some(format!(
        "<link rel=\"stylesheet\" href=\"{FILES}/presets/{preset}.css\">"
    ))
}

/// The preset's sheet for a bundler, on a line of its own.
fn preset_import(options: &Options) -> String {
    options.preset().map_or(String::new(), |preset| {
        format!("import \"{PACKAGE}/presets/{preset}.css\";\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed() -> Options {
        Options {
            variant: "inline",
            theme: "dark",
            preset: "material",
            locale: "pt-BR",
            start: "click",
            width: 320,
        }
    }

    #[test]
    fn the_plain_tag_is_one_line() {
        let tag = r#"<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect>"#;
        assert!(Language::Html.snippet(&Options::default()).contains(tag));
    }

    #[test]
    fn choices_appear_in_every_language() {
        for language in Language::ALL {
            let plain = language.snippet(&Options::default());
            assert!(plain.contains(r#"backend="/api/chakra""#), "{plain}");
            let snippet = language.snippet(&dressed());
            for attribute in [
                "variant=\"inline\"",
                "theme=\"dark\"",
                "locale=\"pt-BR\"",
                "start=\"click\"",
            ] {
                assert!(!plain.contains(attribute), "{plain}");
                assert_eq!(
                    snippet.matches(attribute).count(),
                    1,
                    "{attribute}: {snippet}"
                );
            }
            assert!(snippet.contains("/presets/material.css"), "{snippet}");
            assert!(!plain.contains("presets"), "{plain}");
        }
    }

    #[test]
    fn opened_tags_are_closed() {
        for options in [Options::default(), dressed()] {
            for language in Language::ALL {
                let snippet = language.snippet(&options);
                for (open, close) in [('{', '}'), ('(', ')')] {
                    let count = |what| snippet.matches(what).count();
                    assert_eq!(count(open), count(close), "{open}: {snippet}");
                }
                assert!(snippet.lines().all(|line| line.len() <= 100), "{snippet}");
                assert!(
                    snippet.lines().all(|line| line == line.trim_end()),
                    "{snippet}"
                );
            }
        }
    }

    #[test]
    fn many_attributes_have_a_line_each() {
        let expected = "<chakra-whatsapp-connect
  backend=\"/api/chakra\"
  variant=\"inline\"
  theme=\"dark\"
  locale=\"pt-BR\"
  start=\"click\"
></chakra-whatsapp-connect>";
        let snippet = Language::Html.snippet(&dressed());
        assert!(snippet.contains(expected), "{snippet}");
    }
}
