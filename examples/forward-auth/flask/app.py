# An app with sessions of its own, and the route by which the backend learns who is asking: `flask run --port 3000`.
import os
import secrets

from flask import Flask, jsonify, redirect, request, session

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_bytes()
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

ACME = {"id": "acme", "name": "Acme", "email": "acme@example.com"}
BIRCH = {"id": "birch", "name": "Birch", "email": None}
USERS = {
    "acme-admin": {"company": ACME, "is_admin": True},
    "acme-viewer": {"company": ACME, "is_admin": False},
    "birch-admin": {"company": BIRCH, "is_admin": True},
}


# ANCHOR: route
@app.get("/internal/chakra-tenant")
def chakra_tenant():
    name = session.get("user")  # Yours: Flask-Login's `current_user`, say.
    user = USERS.get(name)
    if user is None:
        return "", 401  # `@login_required` would redirect.
    may = ["view", "connect", "disconnect"] if user["is_admin"] else ["view"]
    return jsonify({**user["company"], "user": name, "may": may})
# ANCHOR_END: route


@app.get("/")
def page():
    return SIGNED_IN if session.get("user") in USERS else SIGNED_OUT


@app.post("/sign-in")
def sign_in():
    session["user"] = request.form.get("user")
    return redirect("/", 303)


@app.post("/sign-out")
def sign_out():
    session.clear()
    return redirect("/", 303)


HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
"""
BUTTONS = "".join(f'<button name="user" value="{name}">{name}</button>\n' for name in USERS)
SIGNED_OUT = f'{HEAD}<form method="post" action="/sign-in">\n{BUTTONS}</form></body></html>'
SIGNED_IN = f"""{HEAD}<form method="post" action="/sign-out"><button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>"""
