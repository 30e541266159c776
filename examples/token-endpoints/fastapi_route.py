# POST /connect-token for FastAPI: the key stays here, the tenant comes from the session.
import base64
import json
import logging
import os

import httpx
from fastapi import APIRouter, Body, Depends, HTTPException, Response

from tenants import Tenant, plugins, signed_in  # Yours: who is signed in (or a 401), one plugin id a tenant.

CHAKRA = os.environ.get("CHAKRA_API_URL", "https://api.chakrahq.com")
NO_STORE = {"Cache-Control": "no-store"}
router = APIRouter()


@router.post("/connect-token")
async def connect_token(response: Response, body: dict = Body(), tenant: Tenant = Depends(signed_in)):
    response.headers.update(NO_STORE)
    known = await plugins.find(tenant.id)
    if body.get("pluginId") and body["pluginId"] != known:
        raise HTTPException(403, "plugin_not_yours", NO_STORE)

    new = {"newPluginName": tenant.name, "clientReferenceId": tenant.id, "clientName": tenant.name}
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.post(
            f"{CHAKRA}/v1/ext/whatsapp-partner/create-connect-token",
            headers={"Authorization": f"Bearer {os.environ['CHAKRA_API_KEY']}"},
            json={"pluginId": known} if known else new,
        )
    token = (answer.json().get("_data") or {}).get("connectToken") if answer.is_success else None
    if not token:
        status, code = refusal(answer.status_code)
        said = answer.text.lower()  # Never passed on, never logged.
        if known and "plugin" in said and "not found" in said:
            await plugins.forget(tenant.id)
            status, code = 502, "plugin_not_found"
        logging.warning("Chakra: create-connect-token: %s: %s", answer.status_code, code)
        raise HTTPException(status, code, NO_STORE)
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    plugin_id = claims["data"]["pluginId"]
    if not known:
        await plugins.keep(tenant.id, plugin_id)
    # Where there is a stand-in for Chakra, its SDK.
    return {"connectToken": token, "pluginId": plugin_id, "sdkUrl": os.environ.get("CHAKRA_SDK_URL")}


def refusal(status: int) -> tuple[int, str]:
    """What the browser is told: a code, never Chakra's words."""
    if status in (401, 403):
        return 502, "chakra_unauthorized"
    if status == 429:
        return 429, "chakra_rate_limited"
    if status >= 500:
        return 503, "chakra_unavailable"
    return 502, "chakra_bad_answer" if status < 300 else "chakra_refused"
