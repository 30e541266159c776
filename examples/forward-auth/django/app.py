# An app with sessions of its own, and the route by which the backend learns who is asking:
# `python app.py runserver --noreload 127.0.0.1:3000`.
import os
import secrets
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

settings.configure(
    # Must also contain the host in the address that the backend requests.
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50),
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
)

ACME = {"id": "acme", "name": "Acme", "email": "acme@example.com"}
BIRCH = {"id": "birch", "name": "Birch", "email": None}
USERS = {
    "acme-admin": {"company": ACME, "is_admin": True},
    "acme-viewer": {"company": ACME, "is_admin": False},
    "birch-admin": {"company": BIRCH, "is_admin": True},
}


# ANCHOR: route
@require_GET
def chakra_tenant(request):
    name = request.session.get("user")  # Yours: `request.user`, if `is_authenticated`.
    user = USERS.get(name)
    if user is None:
        return HttpResponse(status=401)  # `@login_required` would redirect.
    may = ["view", "connect", "disconnect"] if user["is_admin"] else ["view"]
    return JsonResponse({**user["company"], "user": name, "may": may})
# ANCHOR_END: route


def page(request):
    name = request.session.get("user")
    return HttpResponse((SIGNED_IN if name in USERS else SIGNED_OUT).replace("{csrf}", get_token(request)))


@require_POST
def sign_in(request):
    request.session.cycle_key()
    request.session["user"] = request.POST.get("user", "")
    return HttpResponseRedirect("/")


@require_POST
def sign_out(request):
    request.session.flush()
    return HttpResponseRedirect("/")


HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
"""
CSRF = '<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">'
BUTTONS = "".join(f'<button name="user" value="{name}">{name}</button>\n' for name in USERS)
SIGNED_OUT = f'{HEAD}<form method="post" action="/sign-in">{CSRF}\n{BUTTONS}</form></body></html>'
SIGNED_IN = f"""{HEAD}<form method="post" action="/sign-out">{CSRF}<button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>"""

urlpatterns = [
    path("", page),
    path("sign-in", sign_in),
    path("sign-out", sign_out),
    path("internal/chakra-tenant", chakra_tenant),
]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
