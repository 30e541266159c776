//! The bodies of the four calls as TypeScript types, generated from the OpenAPI document.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use chakra_connect_contract::openapi;
use utoipa::openapi::schema::{ArrayItems, Object, OneOf, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

/// The types, and their names in the package. Without the renaming, some would be confused with other types of the
/// package.
const NAMES: [(&str, &str); 12] = [
    ("TokenRequest", "ChakraTokenRequestBody"),
    ("TokenResponse", "ChakraTokenResponse"),
    ("Status", "ChakraStatus"),
    ("ConnectEvent", "ChakraConnectEvent"),
    ("Problem", "ChakraProblem"),
    ("Intent", "ChakraIntent"),
    ("ConnectionState", "ChakraConnectionState"),
    ("ConnectedNumber", "ChakraNumber"),
    ("Issue", "ChakraIssue"),
    ("NumberChoice", "ChakraNumberChoice"),
    ("Hint", "ChakraHint"),
    ("ProblemCode", "ChakraProblemCode"),
];

/// Every type of the document.
pub(crate) fn all() -> Result<String> {
    let components = openapi::document().components;
    let schemas = components.context("the document has no types")?.schemas;
    for name in schemas.keys() {
        typescript(name)?;
    }
    let mut text = String::new();
    for (name, _) in NAMES {
        let schema = schemas
            .get(name)
            .with_context(|| format!("no type {name}"))?;
        text.push('\n');
        text += &declaration(name, schema).with_context(|| name.to_owned())?;
    }
    Ok(text)
}

fn typescript(name: &str) -> Result<&'static str> {
    let known = NAMES.iter().find(|(theirs, _)| *theirs == name);
    let (_, ours) = known.with_context(|| format!("{name} has no name in {}", file!()))?;
    Ok(ours)
}

fn declaration(name: &str, schema: &RefOr<Schema>) -> Result<String> {
    let name = typescript(name)?;
    Ok(match schema {
        RefOr::T(Schema::Object(object)) if !object.properties.is_empty() => {
            let comment = comment("", object.description.as_deref());
            format!(
                "{comment}export interface {name} {{\n{}}}\n",
                fields(object)?
            )
        }
        RefOr::T(schema) => {
            let described = match schema {
                Schema::Object(Object { description, .. })
                | Schema::OneOf(OneOf { description, .. }) => description.as_deref(),
                _ => None,
            };
            let comment = comment("", described);
            format!("{comment}export type {name} = {};\n", inline(schema)?)
        }
        RefOr::Ref(other) => bail!("{} is another name only", other.ref_location),
    })
}

fn fields(object: &Object) -> Result<String> {
    let mut text = String::new();
    for (name, schema) in &object.properties {
        let described = match schema {
            RefOr::Ref(to) => Some(to.description.as_str()),
            RefOr::T(Schema::Object(object)) => object.description.as_deref(),
            RefOr::T(Schema::Array(array)) => array.description.as_deref(),
            RefOr::T(_) => None,
        };
        let mark = if object.required.contains(name) {
            ""
        } else {
            "?"
        };
        let kind = kind(schema).with_context(|| name.clone())?;
        let _ = writeln!(text, "{}  {name}{mark}: {kind};", comment("  ", described));
    }
    Ok(text)
}

fn kind(schema: &RefOr<Schema>) -> Result<String> {
    match schema {
        RefOr::Ref(to) => Ok(referred(to)?.to_owned()),
        RefOr::T(schema) => inline(schema),
    }
}

fn referred(to: &Ref) -> Result<&'static str> {
    let name = to.ref_location.rsplit('/').next();
    typescript(name.unwrap_or_default())
}

fn inline(schema: &Schema) -> Result<String> {
    Ok(match schema {
        Schema::Object(object) => match &object.enum_values {
            Some(values) => {
                let texts: Vec<_> = values.iter().map(ToString::to_string).collect();
                texts.join(" | ")
            }
            None => primitive(&object.schema_type)?,
        },
        Schema::Array(array) => match &array.items {
            ArrayItems::RefOrSchema(items) => format!("{}[]", kind(items)?),
            ArrayItems::False => bail!("a list of nothing"),
        },
        Schema::OneOf(one_of) => {
            let kinds: Result<Vec<_>> = one_of.items.iter().map(kind).collect();
            kinds?.join(" | ")
        }
        _ => bail!("a kind of type that is not known here"),
    })
}

fn primitive(schema_type: &SchemaType) -> Result<String> {
    let name = |one: &Type| {
        Ok(match one {
            Type::String => "string",
            Type::Integer | Type::Number => "number",
            Type::Boolean => "boolean",
            Type::Null => "null",
            Type::Object | Type::Array => bail!("a type without a name of its own"),
        })
    };
    Ok(match schema_type {
        SchemaType::Type(one) => name(one)?.to_owned(),
        SchemaType::Array(several) => {
            let names: Result<Vec<_>> = several.iter().map(name).collect();
            names?.join(" | ")
        }
        SchemaType::AnyValue => "unknown".to_owned(),
    })
}

fn comment(indent: &str, text: Option<&str>) -> String {
    match text {
        Some(text) if !text.is_empty() => format!("{indent}/** {} */\n", text.replace('\n', " ")),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_body_of_the_calls_is_a_type() {
        let text = all().unwrap();
        for line in [
            "export interface ChakraStatus {",
            "  state: ChakraConnectionState;",
            "  numbers: ChakraNumber[];",
            "  connectedSince?: string;",
            "  expiresInSeconds?: number;",
            "export type ChakraIntent = \"connect\" | \"replace\";",
            "export type ChakraConnectEvent = ChakraNumberChoice | ChakraHint;",
            "  attemptId?: string | null;",
            "  data?: unknown;",
            "  code: ChakraProblemCode;",
            "/** The state. */",
        ] {
            assert!(
                text.lines().any(|it| it.trim() == line.trim()),
                "{line}\n{text}"
            );
        }
    }

    /// Handwritten code names exactly these types.
    #[test]
    fn handwritten_types_match_the_document() {
        let by_hand = include_str!("../../../npm/types.d.ts");
        for (_, name) in NAMES {
            let own = [format!("interface {name} "), format!("type {name} ")];
            assert!(
                !own.iter().any(|it| by_hand.contains(it.as_str())),
                "{name}"
            );
        }
        for name in ["ChakraIntent", "ChakraNumberChoice", "ChakraTokenResponse"] {
            assert!(by_hand.contains(name), "{name}");
        }
    }
}
