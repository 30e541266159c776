//! The package's TypeScript declarations, from the tables of the Rust code.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use chakra_connect::contract::docs::{ATTRIBUTES, METHODS, PROPERTIES};
use chakra_connect::contract::{Attribute, Documented, TAG, Values};
use chakra_connect::flow::State;
use chakra_connect::flow::error::{Code, LoadCode};
use chakra_connect::text::LOCALES;

use super::contract_types;
use super::events::{self, EventType};

const HEADER: &str = "// Written by `cargo xtask package` from the tables of the Rust code.\n";

/// `index.d.ts`. `values` are the handwritten types.
pub(super) fn index(values: &str) -> Result<String> {
    let events = events::all()?;
    let mut text = HEADER.to_owned();
    text += &contract_types::all()?;
    text.push('\n');
    text += values;
    let states = State::ALL.map(State::as_str);
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let load_codes = LoadCode::ALL.iter().map(|code| code.as_str());
    let _ = write!(
        text,
        "\n/** What the customer is shown. */\nexport type ChakraState = {};\n\n/** Why something failed. */\nexport type ChakraErrorCode = {};\n",
        union(states),
        union(codes.clone().chain(load_codes.clone()))
    );
    for event in &events {
        let _ = write!(
            text,
            "\n/** `detail` of `{}`{} */\nexport interface {} {{\n{}}}\n",
            event.name,
            sentence(event.meaning),
            event.detail,
            lines(&event.fields)
        );
    }
    text += &element(&events)?;
    let _ = write!(
        text,
        r#"
/** The element's tag. */
export const TAG: "{TAG}";
/** The names of its attributes, properties and events, and the values of `state` and `code`. */
export const ATTRIBUTES: readonly string[];
export const PROPERTIES: readonly string[];
export const EVENTS: readonly (keyof ChakraEventMap)[];
export const STATES: readonly ChakraState[];
export const ERROR_CODES: readonly ChakraErrorCode[];
export const LOAD_CODES: readonly ChakraErrorCode[];

/**
 * Defines the element. Its WebAssembly is fetched when an element needs it.
 * `assets` is the address of the folder with the package's `engine/` and `locales/`, where the bundler does not
 * bring them along by itself. False on a server, and where the tag was taken.
 */
export function define(options?: {{ assets?: string }}): boolean;

declare global {{
  interface HTMLElementTagNameMap {{
    "{TAG}": ChakraWhatsappConnectElement;
  }}
}}
"#
    );
    Ok(text)
}

/// The element, its attributes and its events.
fn element(events: &[EventType]) -> Result<String> {
    let mut text = String::from(
        "\n/** The attributes, as they are written in HTML. */\nexport interface ChakraAttributes {\n",
    );
    for Documented { item, meaning } in &ATTRIBUTES {
        let _ = writeln!(
            text,
            "  /** {meaning} */\n  \"{}\"?: {} | undefined;",
            item.name,
            values(item)
        );
    }
    text += "}\n\n/** What the page may set. */\nexport interface ChakraProperties {\n";
    for Documented {
        item: name,
        meaning,
    } in PROPERTIES
    {
        let _ = writeln!(
            text,
            "  /** {meaning} */\n  {name}?: ({}) | undefined;",
            property(name)?
        );
    }
    text += "}\n\n/** The attributes as properties: null if absent. */\nexport interface ChakraReflected {\n";
    for Documented { item, .. } in &ATTRIBUTES {
        let absent = if item.values == Values::Flag {
            ""
        } else {
            " | null"
        };
        let _ = writeln!(text, "  {}: {}{absent};", camel(item.name), values(item));
    }
    text += "}\n\n/** The events by their names. */\nexport interface ChakraEventMap {\n";
    for EventType { name, detail, .. } in events {
        let _ = writeln!(text, "  \"{name}\": CustomEvent<{detail}>;");
    }
    let _ = write!(
        text,
        "}}\n\n/** `<{TAG}>` */\nexport interface ChakraWhatsappConnectElement extends HTMLElement, ChakraProperties, ChakraReflected {{\n  readonly state: ChakraState;\n  /** Settles once the state is known for the first time. */\n  readonly ready: Promise<{{ state: ChakraState }}>;\n"
    );
    for Documented {
        item: signature,
        meaning,
    } in METHODS
    {
        let _ = writeln!(
            text,
            "  /** {meaning} */\n  {signature}: Promise<ChakraOutcome>;"
        );
    }
    for change in ["add", "remove"] {
        let options = match change {
            "add" => "AddEventListenerOptions",
            _ => "EventListenerOptions",
        };
        let _ = write!(
            text,
            "  {change}EventListener<K extends keyof ChakraEventMap>(type: K, listener: (this: this, event: ChakraEventMap[K]) => unknown, options?: boolean | {options}): void;
  {change}EventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => unknown, options?: boolean | {options}): void;
  {change}EventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | {options}): void;
"
        );
    }
    text += "}\n";
    Ok(text)
}

/// `react.d.ts`: the component.
pub(super) fn react() -> Result<String> {
    let events = events::all()?;
    let mut text = format!(
        "{HEADER}import type {{ ForwardRefExoticComponent, HTMLAttributes, RefAttributes }} from \"react\";
import type * as Chakra from \"./index.js\";
import \"./types/react.js\";

export interface ChakraConnectProps extends Chakra.ChakraProperties, Omit<HTMLAttributes<HTMLElement>, {}> {{\n",
        union(events.iter().map(|event| event.prop.as_str()))
    );
    for Documented { item, meaning } in &ATTRIBUTES {
        let _ = writeln!(
            text,
            "  /** {meaning} */\n  {}?: {} | undefined;",
            camel(item.name),
            values(item)
        );
    }
    for event in events {
        let _ = writeln!(
            text,
            "  {}?: ((event: CustomEvent<Chakra.{}>) => void) | undefined;",
            event.prop, event.detail
        );
    }
    text += "}\n\n/** The element as a component; its files are fetched in the browser only. */\nexport const ChakraConnect: ForwardRefExoticComponent<ChakraConnectProps & RefAttributes<Chakra.ChakraWhatsappConnectElement>>;\n";
    Ok(text)
}

/// The element in a framework's JSX: its module, its event names, and other attributes of its elements.
struct Jsx {
    name: &'static str,
    /// The text around `"tag": Type;`, from the start of the file.
    open: &'static str,
    close: &'static str,
    /// The type of the attributes that every element accepts.
    common: &'static str,
    /// The prefix of an event's name in an attribute.
    on: &'static str,
}

const JSX: [Jsx; 5] = [
    Jsx {
        name: "react",
        open: "import type { DetailedHTMLProps, HTMLAttributes } from \"react\";\n\ndeclare module \"react\" {\n  namespace JSX {\n    interface IntrinsicElements {\n",
        close: "    }\n  }\n}\n",
        common: "DetailedHTMLProps<HTMLAttributes<Chakra.ChakraWhatsappConnectElement>, Chakra.ChakraWhatsappConnectElement> & { class?: string }",
        on: "on",
    },
    Jsx {
        name: "preact",
        open: "import type { JSX as Preact } from \"preact\";\n\ndeclare module \"preact\" {\n  namespace JSX {\n    interface IntrinsicElements {\n",
        close: "    }\n  }\n}\n",
        common: "Preact.HTMLAttributes<Chakra.ChakraWhatsappConnectElement>",
        on: "on",
    },
    Jsx {
        name: "solid",
        open: "import type { JSX as Solid } from \"solid-js\";\n\ndeclare module \"solid-js\" {\n  namespace JSX {\n    interface IntrinsicElements {\n",
        close: "    }\n  }\n}\n",
        common: "Solid.HTMLAttributes<Chakra.ChakraWhatsappConnectElement>",
        on: "on:",
    },
    Jsx {
        name: "vue",
        open: "import type { DefineComponent, HTMLAttributes } from \"vue\";\n\ndeclare module \"vue\" {\n  interface GlobalComponents {\n",
        close: "  }\n}\n",
        common: "HTMLAttributes",
        on: "on",
    },
    Jsx {
        name: "svelte",
        open: "import type { HTMLAttributes } from \"svelte/elements\";\n\ndeclare module \"svelte/elements\" {\n  interface SvelteHTMLElements {\n",
        close: "  }\n}\n",
        common: "HTMLAttributes<Chakra.ChakraWhatsappConnectElement>",
        on: "on",
    },
];

/// Writes `types/<framework>.d.ts`, each with an empty module.
pub(super) fn write_jsx(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, text) in jsx()? {
        let write = |extension: &str, text: &str| {
            fs::write(folder.join(format!("{name}.{extension}")), text)
        };
        write("d.cts", &of_common(&text))?;
        write("d.ts", &text)?;
        write("js", "// Types only.\nexport {};\n")?;
        write("cjs", "// Types only.\n")?;
    }
    Ok(())
}

/// The declarations of the element for each framework's JSX, by name.
pub(super) fn jsx() -> Result<Vec<(&'static str, String)>> {
    let mut all = Vec::new();
    for jsx in &JSX {
        let mut events = String::new();
        for EventType { name, .. } in events::all()? {
            let attribute = match jsx.name {
                // Vue names a listener for `x-y` `onXY`.
                "vue" => format!("on{}", capital(&camel(name))),
                _ => format!("{}{name}", jsx.on),
            };
            let _ = writeln!(
                events,
                "  \"{attribute}\"?: ((event: Chakra.ChakraEventMap[\"{name}\"]) => void) | undefined;"
            );
        }
        let kind = match jsx.name {
            "vue" => "DefineComponent<ChakraElementProps>",
            _ => "ChakraElementProps",
        };
        let text = format!(
            "{HEADER}import type * as Chakra from \"../index.js\";\n{}      \"{TAG}\": {kind};\n{}\ninterface ChakraEvents {{\n{events}}}\n\nexport type ChakraElementProps = {} & Chakra.ChakraAttributes & Chakra.ChakraProperties & {{ [Name in keyof Chakra.ChakraReflected]?: Chakra.ChakraReflected[Name] | undefined }} & ChakraEvents;\n",
            jsx.open, jsx.close, jsx.common
        );
        all.push((jsx.name, text));
    }
    Ok(all)
}

/// The types for `require`, which import each other with `.cjs`.
pub(super) fn of_common(types: &str) -> String {
    types.replace(".js\"", ".cjs\"")
}

/// `define.d.ts`.
pub(super) fn define() -> String {
    // The element's type is declared there.
    format!("{HEADER}import \"./index.js\";\n")
}

fn property(name: &str) -> Result<&'static str> {
    Ok(match name {
        "fetchToken" => {
            "(request: ChakraTokenRequest) => ChakraTokenAnswer | Promise<ChakraTokenAnswer>"
        }
        "fetchStatus" | "disconnectAccount" => "(request: { signal: AbortSignal }) => unknown",
        "sendEvent" => "(event: ChakraOutgoingEvent) => unknown",
        "requestHeaders" => {
            "Record<string, string> | Headers | (() => Record<string, string> | Headers | Promise<Record<string, string> | Headers>)"
        }
        "initialStatus" => "object",
        "messages" => "Record<string, string>",
        other => bail!(
            "the type of the property {other} is not known: see {}",
            file!()
        ),
    })
}

fn values(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Language => {
            let tags = union(LOCALES.iter().map(|locale| locale.tag));
            // Any other text is allowed too. Written this way, an editor still suggests these.
            format!("{tags} | (string & {{}})")
        }
        Values::Address | Values::Text => "string".to_owned(),
        Values::Flag => "boolean".to_owned(),
        Values::OneOf(allowed) => {
            // A number may also be written as a number.
            let numbers = allowed.iter().filter(|value| value.parse::<u8>().is_ok());
            let numbers = numbers.map(|number| (*number).to_owned());
            let mut values = vec![union(allowed.iter().copied())];
            values.extend(numbers);
            values.join(" | ")
        }
    }
}

fn union<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = names.into_iter().map(|name| format!("{name:?}")).collect();
    quoted.join(" | ")
}

fn lines(fields: &[String]) -> String {
    fields.iter().fold(String::new(), |mut text, field| {
        let _ = writeln!(text, "  {field};");
        text
    })
}

fn sentence(meaning: &str) -> String {
    match meaning {
        "" => String::new(),
        text => format!(": {text}"),
    }
}

/// `token-url` becomes `tokenUrl`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &capital(word))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The handwritten types.
pub(super) fn values_by_hand(root: &Path) -> Result<String> {
    fs::read_to_string(root.join("npm/types.d.ts")).context("npm/types.d.ts cannot be read")
}
