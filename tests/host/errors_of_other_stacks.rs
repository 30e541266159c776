//! Errors as PHP, .NET, Python, Java, Rails, proxies and serverless platforms write them.

use chakra_connect::flow::error::{Code, Retry};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::status::{Connection, Report};
use serde_json::{Value, json};

use crate::support::replies::{http, ok};

fn report(answer: &Reply) -> Report {
    Report::from_payload(&answer.payload().unwrap()).unwrap()
}

fn code(answer: &Reply) -> Code {
    answer.payload().unwrap_err().code
}

#[test]
fn errors_of_frameworks() {
    for (name, status, body, wanted) in [
        (
            "Laravel 401",
            401,
            json!({ "message": "Unauthenticated." }),
            Code::BackendUnauthorized,
        ),
        (
            "Laravel 419",
            419,
            json!({ "message": "CSRF token mismatch." }),
            Code::BackendUnauthorized,
        ),
        (
            "Laravel 422",
            422,
            json!({ "message": "The intent field is required.", "errors": { "intent": ["The intent field is required."] } }),
            Code::BackendRejected,
        ),
        (
            "Laravel 429",
            429,
            json!({ "message": "Too Many Attempts." }),
            Code::BackendRateLimited,
        ),
        (
            "PHP, no at 200",
            200,
            json!({ "status": false, "message": "Nothing is connected." }),
            Code::BackendRejected,
        ),
        (
            ".NET, no at 200",
            200,
            json!({ "isSuccess": false, "errorMessage": "Nothing is connected." }),
            Code::BackendRejected,
        ),
        (
            "Lambda, an error at 200",
            200,
            json!({ "errorMessage": "Task timed out", "errorType": "Runtime" }),
            Code::BackendRejected,
        ),
        (
            "DRF 401",
            401,
            json!({ "detail": "Invalid token." }),
            Code::BackendUnauthorized,
        ),
        (
            "DRF 403, signed out",
            403,
            json!({ "detail": "Authentication credentials were not provided." }),
            Code::BackendUnauthorized,
        ),
        (
            "DRF 403",
            403,
            json!({ "detail": "You do not have permission to perform this action." }),
            Code::BackendForbidden,
        ),
        (
            "FastAPI 422",
            422,
            json!({ "detail": [{ "loc": ["body"], "msg": "field required", "type": "value_error" }] }),
            Code::BackendRejected,
        ),
        (
            "ASP.NET",
            400,
            json!({ "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "One or more validation errors occurred.", "status": 400, "errors": { "Intent": ["?"] } }),
            Code::BackendRejected,
        ),
        (
            "ASP.NET",
            404,
            json!({ "type": "about:blank", "title": "Not Found", "status": 404 }),
            Code::BackendNotFound,
        ),
        (
            "Spring",
            503,
            json!({ "timestamp": "2026-11-26T10:00:00.000+00:00", "status": 503, "error": "Service Unavailable", "path": "/x" }),
            Code::BackendUnavailable,
        ),
        (
            "Spring",
            403,
            json!({ "timestamp": 1, "status": 403, "error": "Forbidden", "path": "/x" }),
            Code::BackendForbidden,
        ),
        (
            "Rails",
            422,
            json!({ "errors": ["Name can't be blank"] }),
            Code::BackendRejected,
        ),
        (
            "Devise",
            401,
            json!({ "error": "You need to sign in or sign up before continuing." }),
            Code::BackendUnauthorized,
        ),
        ("IIS", 440, Value::Null, Code::BackendUnauthorized),
        (
            "Esri",
            498,
            json!({ "error": { "code": 498, "message": "Invalid Token" } }),
            Code::BackendUnauthorized,
        ),
        (
            "a network's sign-in",
            511,
            Value::Null,
            Code::BackendUnauthorized,
        ),
        ("a proxy", 407, Value::Null, Code::BackendUnauthorized),
        (
            "GraphQL",
            200,
            json!({ "data": null, "errors": [{ "message": "no", "extensions": { "code": "UNAUTHENTICATED" } }] }),
            Code::BackendUnauthorized,
        ),
        (
            "GraphQL",
            200,
            json!({ "errors": [{ "message": "Syntax Error" }] }),
            Code::BackendRejected,
        ),
        (
            "JSON:API",
            200,
            json!({ "errors": [{ "status": "403", "title": "x" }] }),
            Code::BackendForbidden,
        ),
        (
            "JSend",
            200,
            json!({ "status": "error", "message": "no" }),
            Code::BackendRejected,
        ),
        (
            "JSend",
            200,
            json!({ "status": "fail", "data": { "title": "no" } }),
            Code::BackendRejected,
        ),
        (
            "success: false",
            200,
            json!({ "success": false, "message": "no" }),
            Code::BackendRejected,
        ),
        (
            "success: 0",
            200,
            json!({ "Success": 0, "Data": { "Connected": true } }),
            Code::BackendRejected,
        ),
        (
            "ok: \"false\"",
            200,
            json!({ "ok": "false" }),
            Code::BackendRejected,
        ),
        (
            "Google",
            200,
            json!({ "error": { "code": 503, "status": "UNAVAILABLE" } }),
            Code::BackendUnavailable,
        ),
        (
            "tRPC",
            200,
            json!({ "error": { "json": { "message": "x", "code": -32001, "data": { "code": "UNAUTHORIZED", "httpStatus": 401 } } } }),
            Code::BackendUnauthorized,
        ),
        (
            "Firebase",
            200,
            json!({ "code": "functions/unauthenticated", "message": "x" }),
            Code::BackendUnauthorized,
        ),
        (
            "AWS Lambda",
            200,
            json!({ "statusCode": 401, "body": "{\"message\":\"no\"}" }),
            Code::BackendUnauthorized,
        ),
        (
            "an Error as JSON",
            200,
            json!({ "data": null, "error": {} }),
            Code::BackendRejected,
        ),
        (
            "the status lost",
            200,
            json!({ "message": "Unauthenticated." }),
            Code::BackendUnauthorized,
        ),
        (
            "the status lost",
            200,
            json!({ "detail": "Not found." }),
            Code::BackendNotFound,
        ),
    ] {
        assert_eq!(code(&http(status, &body)), wanted, "{name}: {body}");
        let body = format!("\u{feff}{body}");
        assert_eq!(code(&http(status, body)), wanted, "{name}, with a mark");
    }
    // HTML pages and plain texts.
    for (status, wanted) in [
        (401, Code::BackendUnauthorized),
        (403, Code::BackendForbidden),
        (404, Code::BackendNotFound),
        (419, Code::BackendUnauthorized),
        (429, Code::BackendRateLimited),
        (503, Code::BackendUnavailable),
    ] {
        for body in ["", "Nope", "<html><h1>Nope</h1></html>"] {
            assert_eq!(code(&http(status, body)), wanted, "{status} {body}");
            let refused = http(status, body).acknowledged().unwrap_err();
            assert_eq!(refused.code, wanted);
        }
    }
}

#[test]
fn successful_responses_with_fields_of_errors() {
    for body in [
        json!({ "connected": false, "errors": [] }),
        json!({ "state": "connected", "errors": [{ "message": "of the last sync" }] }),
        json!({ "data": { "state": "connected", "message": "Not found" }, "error": false }),
        json!({ "success": 1, "error": 0, "connected": 0 }),
        json!({ "state": "in_review", "message": "Forbidden" }),
    ] {
        assert!(ok(&body).payload().is_ok(), "{body}");
    }
}

#[test]
fn a_lost_plugin_and_an_outage_in_the_same_words() {
    for (status, body, wanted) in [
        (
            404,
            json!({ "message": "Plugin abc not found" }),
            Code::PluginNotFound,
        ),
        (
            410,
            json!({ "detail": "plugin not found" }),
            Code::PluginNotFound,
        ),
        (
            422,
            json!({ "error": "plugin not found" }),
            Code::PluginNotFound,
        ),
        (
            403,
            json!({ "code": "plugin_not_yours" }),
            Code::PluginNotFound,
        ),
        (
            403,
            json!({ "Code": "PluginNotYours" }),
            Code::PluginNotFound,
        ),
        (
            403,
            json!({ "error": "plugin not found" }),
            Code::BackendForbidden,
        ),
        (
            401,
            json!({ "code": "plugin_not_found" }),
            Code::BackendUnauthorized,
        ),
        (
            429,
            json!({ "code": "plugin_not_found" }),
            Code::BackendRateLimited,
        ),
        (
            500,
            json!({ "message": "plugin auth was not found" }),
            Code::BackendUnavailable,
        ),
        (
            500,
            json!({ "code": "plugin_not_found" }),
            Code::PluginNotFound,
        ),
        (
            502,
            json!({ "_errors": ["Plugin abc not found"] }),
            Code::PluginNotFound,
        ),
        (
            503,
            json!({ "_errors": ["Plugin abc not found"] }),
            Code::BackendUnavailable,
        ),
        (
            504,
            json!({ "message": "plugin not found" }),
            Code::BackendUnavailable,
        ),
        (
            200,
            json!({ "ok": false, "error": "plugin not found", "status": 503 }),
            Code::BackendUnavailable,
        ),
        (
            200,
            json!({ "ok": false, "error": "plugin not found", "status": 404 }),
            Code::PluginNotFound,
        ),
        (
            200,
            json!({ "success": false, "message": "plugin not found" }),
            Code::PluginNotFound,
        ),
    ] {
        assert_eq!(code(&http(status, &body)), wanted, "{status} {body}");
    }
    let page = "<h1>503</h1> nginx: plugin not found";
    assert_eq!(code(&http(503, page)), Code::BackendUnavailable);
    assert_eq!(
        code(&http(404, "<h1>plugin not found</h1>")),
        Code::BackendNotFound
    );
}

#[test]
fn a_sign_in_page_instead_of_a_response() {
    let page = "<!doctype html><title>Welcome</title>";
    let login = "\n<form><input name=u><input type='password'></form>";
    let answer = |status, redirected, body: &str| {
        Reply::Http(HttpReply {
            status,
            redirected,
            body: body.to_owned(),
            ..HttpReply::default()
        })
    };
    for signed_out in [
        answer(200, true, page),
        answer(200, false, login),
        answer(200, false, "<input TYPE=\"PASSWORD\">"),
        answer(200, false, "<input type=password>"),
        answer(405, true, page),
        answer(403, false, login),
    ] {
        assert_eq!(
            code(&signed_out),
            Code::BackendUnauthorized,
            "{signed_out:?}"
        );
        // Showing a form has disconnected nothing.
        let refused = signed_out.acknowledged().unwrap_err();
        assert_eq!(refused.code, Code::BackendUnauthorized);
    }
    assert_eq!(code(&answer(200, false, page)), Code::BackendNotJson);
    assert_eq!(code(&answer(404, true, page)), Code::BackendNotFound);
    assert_eq!(code(&answer(503, true, page)), Code::BackendUnavailable);
    assert_eq!(code(&answer(200, true, "")), Code::BackendEmpty);
    let moved = answer(200, true, "{\"connected\":false}");
    assert_eq!(report(&moved).connection, Connection::NotConnected);
    assert_eq!(answer(200, true, "OK").acknowledged(), Ok(()));
}

#[test]
fn a_temporary_failure_is_retried_automatically() {
    for code in [
        Code::BackendNotFound,
        Code::HostFunctionFailed,
        Code::BackendUnreachable,
    ] {
        assert_eq!(code.retry(), Retry::Automatic, "{code:?}");
    }
}
