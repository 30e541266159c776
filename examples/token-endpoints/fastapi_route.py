# POST /connect-token for FastAPI: the key stays here, the tenant comes from the session.
import asyncio
import base64
import contextlib
import json
import logging
import os
from urllib.parse import quote

import httpx
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

# Yours: who is signed in (or a 401), one plugin id a tenant. `keep` keeps the first one and returns which is kept (in
# SQL: INSERT … ON CONFLICT DO NOTHING, then SELECT); `forget` forgets it only where it is still that one.
from tenants import Tenant, plugins, signed_in

CHAKRA = os.environ.get("CHAKRA_API_URL", "https://api.chakrahq.com")
KEY = os.environ["CHAKRA_API_KEY"].strip()
router = APIRouter()


LONGEST_BODY = 65_536


@router.post("/connect-token")
async def connect_token(request: Request, tenant: Tenant = Depends(signed_in)):
    if is_cross_site(request):
        return answer(403, {"code": "cross_site"})
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        return answer(415, {"code": "unsupported_media_type"})  # What a form can send is no JSON.
    text = b""
    async for chunk in request.stream():
        text += chunk
        if len(text) > LONGEST_BODY:
            return answer(413, {"code": "body_too_large"})
    body = parsed(text)
    if not isinstance(body, dict):
        return answer(400, {"code": "bad_request"})
    known = await plugins.find(tenant.id)
    if body.get("pluginId") not in (None, known):
        return answer(403, {"code": "plugin_not_yours"})

    new = {"newPluginName": tenant.name, "clientReferenceId": tenant.id, "clientName": tenant.name}
    try:
        told = await ask("POST", "/v1/ext/whatsapp-partner/create-connect-token", {"pluginId": known} if known else new)
    except asyncio.TimeoutError:
        return failed("late", 504, "chakra_timeout")
    except httpx.HTTPError as error:
        return failed(type(error).__name__, 502, "chakra_unreachable")
    token, plugin_id = token_from(told.text) if told.is_success else (None, None)
    if not plugin_id:
        if known and says_plugin_is_gone(told):
            await plugins.forget(tenant.id, known)
            return failed(told.status_code, 502, "plugin_not_found")
        return failed(told.status_code, *refusal(told.status_code))
    if not known and await plugins.keep(tenant.id, plugin_id) != plugin_id:
        # Another tab was first: its plugin counts, and this one goes. The widget asks again.
        with contextlib.suppress(httpx.HTTPError, asyncio.TimeoutError):
            await ask("DELETE", f"/plugin/{quote(plugin_id, safe='')}")
        return answer(503, {"code": "busy"})
    # Where there is a stand-in for Chakra, its SDK.
    return answer(200, {"connectToken": token, "pluginId": plugin_id, "sdkUrl": os.environ.get("CHAKRA_SDK_URL")})


def is_cross_site(request: Request) -> bool:
    """The cookie may be there, but the request is another site's. Older browsers say only from which host it comes."""
    if site := request.headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and origin.split("://")[-1] != request.headers.get("host")


async def ask(method: str, path: str, body: dict | None = None) -> httpx.Response:
    async with httpx.AsyncClient(timeout=None) as client:
        asked = client.request(method, CHAKRA + path, headers={"Authorization": f"Bearer {KEY}"}, json=body)
        return await asyncio.wait_for(asked, 7)  # Two in a row are within the widget's 15 s.


def parsed(text: bytes | str):
    """None where the text is no JSON. The error would quote it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def says_plugin_is_gone(told: httpx.Response) -> bool:
    """Chakra says so in words only, never passed on, never logged; with any other status they are a gateway's."""
    body = parsed(told.text)
    if told.status_code not in (400, 404, 410) or not isinstance(body, dict):
        return False
    said = [body.get(name) for name in ("_errors", "errors", "message", "error")]
    said = [one for some in said for one in (some if isinstance(some, list) else [some])]
    texts = [str(one.get("message") if isinstance(one, dict) else one).lower() for one in said]
    return any("plugin" in text and "not found" in text for text in texts)


def token_from(text: str):
    """The token and its plugin; nothing where the text has none. The error would quote it."""
    try:
        token = json.loads(text)["_data"]["connectToken"]
        claims = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return token, claims["data"]["pluginId"]
    except (ValueError, LookupError, TypeError, AttributeError):
        return None, None


def answer(status: int, body: dict) -> JSONResponse:
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def failed(how: object, status: int, code: str) -> JSONResponse:
    logging.warning("Chakra: create-connect-token: %s: %s", how, code)
    return answer(status, {"code": code})


def refusal(status: int) -> tuple[int, str]:
    """What the browser is told: a code, never Chakra's words."""
    if status in (401, 403):
        return 502, "chakra_unauthorized"
    if status == 429:
        return 429, "chakra_rate_limited"
    if status >= 500:
        return 503, "chakra_unavailable"
    return 502, "chakra_bad_answer" if status < 300 else "chakra_refused"
