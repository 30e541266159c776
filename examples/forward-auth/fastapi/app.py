# An app with sessions of its own, and the route by which the backend learns who is asking: `uvicorn app:app --port 3000`.
import os
import secrets

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ.get("SECRET_KEY") or secrets.token_urlsafe())

ACME = {"id": "acme", "name": "Acme", "email": "acme@example.com"}
BIRCH = {"id": "birch", "name": "Birch", "email": None}
USERS = {
    "acme-admin": {"company": ACME, "is_admin": True},
    "acme-viewer": {"company": ACME, "is_admin": False},
    "birch-admin": {"company": BIRCH, "is_admin": True},
}


# ANCHOR: route
@app.get("/internal/chakra-tenant")
async def chakra_tenant(request: Request) -> Response:
    name = request.session.get("user")  # Yours: your session, or your bearer token in `Authorization`.
    user = USERS.get(name)
    if user is None:
        return Response(status_code=401)
    may = ["view", "connect", "disconnect"] if user["is_admin"] else ["view"]
    return JSONResponse({**user["company"], "user": name, "may": may})
# ANCHOR_END: route


@app.get("/")
async def page(request: Request) -> Response:
    return HTMLResponse(SIGNED_IN if request.session.get("user") in USERS else SIGNED_OUT)


@app.post("/sign-in")
async def sign_in(request: Request) -> Response:
    request.session["user"] = str((await request.form()).get("user"))
    return RedirectResponse("/", status_code=303)


@app.post("/sign-out")
async def sign_out(request: Request) -> Response:
    request.session.clear()
    return RedirectResponse("/", status_code=303)


HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
"""
BUTTONS = "".join(f'<button name="user" value="{name}">{name}</button>\n' for name in USERS)
SIGNED_OUT = f'{HEAD}<form method="post" action="/sign-in">\n{BUTTONS}</form></body></html>'
SIGNED_IN = f"""{HEAD}<form method="post" action="/sign-out"><button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>"""
