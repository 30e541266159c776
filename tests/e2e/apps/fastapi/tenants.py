# What is the partner's own: a session by cookie, and plugins in memory.
from dataclasses import dataclass

from fastapi import HTTPException, Request


@dataclass
class Tenant:
    id: str
    name: str


def signed_in(request: Request) -> Tenant:
    session = request.cookies.get("session")
    if not session:
        raise HTTPException(401)
    return Tenant(session, session)


class Plugins:
    def __init__(self):
        self.kept = {}

    async def find(self, tenant):
        return self.kept.get(tenant)

    async def keep(self, tenant, plugin):
        return self.kept.setdefault(tenant, plugin)

    async def forget(self, tenant, plugin):
        if self.kept.get(tenant) == plugin:
            del self.kept[tenant]


plugins = Plugins()
