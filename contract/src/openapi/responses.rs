//! The responses of each call: its success, and every problem by its HTTP status.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Responses, ResponsesBuilder,
};

use super::{examples, operation_id, reference};
use crate::messages::{Problem, Status, TokenResponse};
use crate::{Call, ProblemCode, Retry, headers};

/// Every response of the call.
pub(super) fn of(call: Call) -> Responses {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in call.problems() {
        by_status.entry(code.status()).or_default().push(code);
    }
    let success = (call.success().to_string(), success(call));
    let problems = by_status
        .iter()
        .map(|(status, codes)| (status.to_string(), problems(codes)));
    ResponsesBuilder::new()
        .responses_from_iter([success].into_iter().chain(problems))
        .build()
}

fn success(call: Call) -> Response {
    let (description, schema) = match call {
        Call::ConnectToken => (
            "A token. Do not cache it.",
            Some(reference::<TokenResponse>()),
        ),
        Call::Status => ("The state of the connection.", Some(reference::<Status>())),
        Call::ConnectEvent => ("Taken. Nothing is in the body.", None),
        Call::Disconnect => (
            "The tenant has no connection any more, or never had one.",
            None,
        ),
    };
    let response = with_common_headers(ResponseBuilder::new().description(description));
    let response = links(call, response);
    match schema {
        Some(schema) => {
            let content = ContentBuilder::new()
                .schema(Some(schema))
                .examples_from_iter(examples::responses(call));
            response.content(headers::JSON, content.build()).build()
        }
        None => response.build(),
    }
}

/// The calls that can follow a response.
fn links(call: Call, response: ResponseBuilder) -> ResponseBuilder {
    let (name, description, to, body) = match call {
        Call::ConnectToken => (
            "nextToken",
            "The next token is for the same plugin.",
            Call::ConnectToken,
            json!({"pluginId": "$response.body#/pluginId"}),
        ),
        Call::Status => (
            "choice",
            "In the state choose_number, one of the numbers is chosen.",
            Call::ConnectEvent,
            json!({"phoneNumberId": "$response.body#/numbers/0/phoneNumberId"}),
        ),
        Call::ConnectEvent | Call::Disconnect => return response,
    };
    let link = LinkBuilder::new()
        .operation_id(operation_id(to))
        .description(description)
        .request_body(Some(body));
    response.link(name, link.build())
}

/// The problems of one HTTP status.
fn problems(codes: &[ProblemCode]) -> Response {
    let names: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    let described: Vec<_> = codes
        .iter()
        .map(|code| format!("- `{}`: {}", code.as_str(), code.detail()))
        .collect();
    let narrowed = ObjectBuilder::new()
        .property(
            "code",
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .enum_values(Some(names)),
        )
        .property(
            "status",
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::Integer))
                .enum_values(codes.first().map(|code| [code.status()])),
        );
    let schema = AllOfBuilder::new()
        .item(reference::<Problem>())
        .item(narrowed);
    let examples = codes.iter().map(|code| {
        let name = code.as_str();
        let place = Ref::new(format!("#/components/examples/{name}"));
        (name, RefOr::<Example>::Ref(place))
    });
    let content = ContentBuilder::new()
        .schema(Some(schema))
        .examples_from_iter(examples);
    let mut response = with_common_headers(
        ResponseBuilder::new()
            .description(described.join("\n"))
            .content(headers::PROBLEM_JSON, content.build()),
    );
    if codes.iter().any(|code| code.retry() == Retry::Later) {
        response =
            response.header_ref(headers::RETRY_AFTER, header_reference(headers::RETRY_AFTER));
    }
    response.build()
}

fn with_common_headers(response: ResponseBuilder) -> ResponseBuilder {
    let names = headers::ALWAYS.into_iter().map(|(name, _)| name);
    names.fold(response, |response, name| {
        response.header_ref(name, header_reference(name))
    })
}

fn header_reference(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}

/// The examples that the responses refer to, by the problem's code.
pub(super) fn all_examples() -> impl Iterator<Item = (&'static str, Example)> {
    ProblemCode::ALL
        .iter()
        .filter(|code| Call::ALL.iter().any(|call| call.can_fail_with(**code)))
        .map(|code| {
            let value = serde_json::to_value(Problem::new(*code, None)).ok();
            let example = ExampleBuilder::new().summary(code.title()).value(value);
            (code.as_str(), example.build())
        })
}

/// The headers that the responses refer to, by name.
pub(super) fn all_headers() -> impl Iterator<Item = (&'static str, Header)> {
    let always = headers::ALWAYS.into_iter().map(|(name, value)| {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .enum_values(Some([value]));
        // The builder has no method for it.
        let required = (name == headers::CACHE_CONTROL).then_some(("required", true));
        let header = HeaderBuilder::new()
            .schema(Some(schema))
            .extensions(required.map(|it| Extensions::from_iter([it])));
        (name, header.build())
    });
    let retry_after = HeaderBuilder::new()
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::Integer))
                .minimum(Some(0)),
        ))
        .description(Some("When to try again, in seconds; not always there."));
    always.chain([(headers::RETRY_AFTER, retry_after.build())])
}
