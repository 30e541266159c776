-- What the partner is told of a tenant's connection: written here first, sent later.

-- One row a tenant: of which kind its connection was at last, and as of which check.
CREATE TABLE notified_state (
    tenant_id TEXT PRIMARY KEY NOT NULL,
    kind      TEXT NOT NULL,
    -- What was learned by an earlier check changes nothing.
    as_of     INTEGER NOT NULL
) STRICT;

-- Those that were not delivered yet; of a tenant's, the oldest comes first.
CREATE TABLE notification (
    place     INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    tenant_id TEXT NOT NULL,
    -- Byte for byte the same with each try.
    body      TEXT NOT NULL,
    since     INTEGER NOT NULL,
    tries     INTEGER NOT NULL DEFAULT 0,
    due       INTEGER NOT NULL
) STRICT;
CREATE INDEX notification_tenant ON notification (tenant_id, place);
CREATE INDEX notification_due ON notification (due);

-- Chakra's webhook names numbers.
CREATE INDEX connected_number_number ON connected_number (phone_number_id);
