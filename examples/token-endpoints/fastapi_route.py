# POST /connect-token for FastAPI: the key stays here, the tenant comes from the session.
import asyncio
import base64
import json
import logging
import os

import httpx
from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse

# Yours: who is signed in (or a 401), one plugin id a tenant. `forget` forgets it only where it is still that one.
from tenants import Tenant, plugins, signed_in

CHAKRA = os.environ.get("CHAKRA_API_URL", "https://api.chakrahq.com")
KEY = os.environ["CHAKRA_API_KEY"].strip()
router = APIRouter()


@router.post("/connect-token")
async def connect_token(body: dict = Body(), tenant: Tenant = Depends(signed_in)):
    known = await plugins.find(tenant.id)
    if body.get("pluginId") and body["pluginId"] != known:
        return answer(403, {"code": "plugin_not_yours"})

    new = {"newPluginName": tenant.name, "clientReferenceId": tenant.id, "clientName": tenant.name}
    try:
        told = await asyncio.wait_for(ask({"pluginId": known} if known else new), 7)  # Within the widget's 15 s.
    except asyncio.TimeoutError:
        return failed("late", 504, "chakra_timeout")
    except httpx.HTTPError as error:
        return failed(type(error).__name__, 502, "chakra_unreachable")
    token, plugin_id = token_from(told.text) if told.is_success else (None, None)
    if not plugin_id:
        said = told.text.lower()  # Never passed on, never logged.
        if known and "plugin" in said and "not found" in said:
            await plugins.forget(tenant.id, known)
            return failed(told.status_code, 502, "plugin_not_found")
        return failed(told.status_code, *refusal(told.status_code))
    if not known:
        await plugins.keep(tenant.id, plugin_id)
    # Where there is a stand-in for Chakra, its SDK.
    return answer(200, {"connectToken": token, "pluginId": plugin_id, "sdkUrl": os.environ.get("CHAKRA_SDK_URL")})


async def ask(body: dict) -> httpx.Response:
    async with httpx.AsyncClient(timeout=None) as client:
        url = f"{CHAKRA}/v1/ext/whatsapp-partner/create-connect-token"
        return await client.post(url, headers={"Authorization": f"Bearer {KEY}"}, json=body)


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
