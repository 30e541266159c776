//! The calls as an OpenAPI 3.1 document, made from the tables and types of this crate.

mod examples;
mod responses;

pub use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Paths, PathsBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{
    Components, ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder,
    PathItem, Ref, Required, ServerBuilder,
};
use utoipa::{PartialSchema as _, ToSchema};

use crate::messages::{
    ConnectEvent, ConnectedNumber, Hint, Issue, NumberChoice, Problem, Status, TokenRequest,
    TokenResponse,
};
use crate::{BASE_PATH, Call, ConnectionState, Intent, Method, ProblemCode, headers};

const DESCRIPTION: &str = "\
The four calls that the widget `<chakra-whatsapp-connect>` makes to its partner's backend.

**Who is asking.** The tenant comes from your own session: a cookie, a bearer token, whatever your sign-in uses. Never \
from a body, a query, or a header that a browser can set. That is why no security scheme is named here: it is yours. \
Without a session each call answers 401 `unauthorized`. Requests that pages of other origins send answer 403 \
`cross_site`, unless you allow the origin.

**Errors** are `application/problem+json` (RFC 9457) with a `code` that does not change. Another path answers 404 \
`not_found`, another method 405 `method_not_allowed`.

The API key of Chakra never leaves the backend, and Chakra's error texts neither.";

/// The OpenAPI document.
#[must_use]
pub fn document() -> OpenApi {
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Backend of chakra-connect")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .license(Some(
                    LicenseBuilder::new()
                        .name(env!("CARGO_PKG_LICENSE"))
                        .identifier(Some(env!("CARGO_PKG_LICENSE")))
                        .build(),
                ))
                .build(),
        )
        .servers(Some([ServerBuilder::new()
            .url(BASE_PATH)
            .description(Some(
                "Where your app mounts the calls: the widget's attribute `backend`",
            ))
            .build()]))
        .paths(paths())
        .components(Some(components()))
        .build()
}

/// The document as JSON, indented, with a line break at its end.
///
/// # Errors
/// None in practice: everything in the document has a JSON form.
pub fn json() -> Result<String, serde_json::Error> {
    Ok(document().to_pretty_json()? + "\n")
}

fn paths() -> Paths {
    Call::ALL
        .into_iter()
        .fold(PathsBuilder::new(), |paths, call| {
            let method = match call.method() {
                Method::Get => HttpMethod::Get,
                Method::Post => HttpMethod::Post,
            };
            let operation = OperationBuilder::new()
                .operation_id(Some(operation_id(call)))
                .summary(Some(call.summary()))
                .request_body(request_body(call))
                .responses(responses::of(call));
            paths.path(
                format!("/{}", call.segment()),
                PathItem::new(method, operation),
            )
        })
        .build()
}

fn operation_id(call: Call) -> &'static str {
    match call {
        Call::ConnectToken => "connectToken",
        Call::Status => "status",
        Call::ConnectEvent => "connectEvent",
        Call::Disconnect => "disconnect",
    }
}

fn request_body(call: Call) -> Option<RequestBody> {
    let schema = match call {
        Call::ConnectToken => reference::<TokenRequest>(),
        Call::ConnectEvent => reference::<ConnectEvent>(),
        Call::Status | Call::Disconnect => return None,
    };
    let content = ContentBuilder::new()
        .schema(Some(schema))
        .examples_from_iter(examples::requests(call))
        .build();
    let body = RequestBodyBuilder::new()
        .content(headers::JSON, content)
        .required(Some(Required::True));
    Some(body.build())
}

fn reference<T: ToSchema>() -> Ref {
    Ref::from_schema_name(T::name())
}

/// Built by hand: utoipa does not see the names that a macro sets.
fn problem_code() -> Object {
    let codes = ProblemCode::ALL.iter().map(|code| code.as_str());
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .description(Some("What went wrong. The codes do not change."))
        .enum_values(Some(codes.collect::<Vec<_>>()))
        .build()
}

fn components() -> Components {
    let examples = responses::all_examples();
    let with_examples = examples.fold(ComponentsBuilder::new(), |components, (name, example)| {
        components.example(name, example)
    });
    responses::all_headers()
        .fold(with_examples, |components, (name, header)| {
            components.header(name, header)
        })
        .schema(ConnectEvent::name(), ConnectEvent::schema())
        .schema(ConnectedNumber::name(), ConnectedNumber::schema())
        .schema(ConnectionState::name(), ConnectionState::schema())
        .schema(Hint::name(), Hint::schema())
        .schema(Intent::name(), Intent::schema())
        .schema(Issue::name(), Issue::schema())
        .schema(NumberChoice::name(), NumberChoice::schema())
        .schema(Problem::name(), Problem::schema())
        .schema("ProblemCode", problem_code())
        .schema(Status::name(), Status::schema())
        .schema(TokenRequest::name(), TokenRequest::schema())
        .schema(TokenResponse::name(), TokenResponse::schema())
        .build()
}
