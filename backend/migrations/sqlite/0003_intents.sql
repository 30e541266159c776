-- What is begun at Chakra is written here first, so that whatever dies in between leaves a trace.
-- All times are milliseconds since 1970, and all statements are those of PostgreSQL's schema, too.

-- Which plugin at Chakra belongs to which tenant, and which of several numbers the customer chose.
CREATE TABLE new_tenant_plugin (
    tenant_id              TEXT PRIMARY KEY NOT NULL,
    -- UNIQUE: one plugin never serves two tenants.
    plugin_id              TEXT NOT NULL UNIQUE,
    chosen_phone_number_id TEXT,
    -- JSON array of the phone number ids the choice was made among; a number that came later asks again.
    chosen_among           TEXT,
    created_at             INTEGER NOT NULL,
    -- Since when Chakra says that it does not have the plugin; null while it does.
    gone_since             INTEGER,
    CHECK ((chosen_phone_number_id IS NULL) = (chosen_among IS NULL))
) STRICT;
INSERT INTO new_tenant_plugin (tenant_id, plugin_id, chosen_phone_number_id, chosen_among, created_at)
SELECT tenant_id, plugin_id, chosen_phone_number_id, chosen_among,
       coalesce(CAST(round((julianday(created_at) - 2440587.5) * 86400000) AS INTEGER), 0)
FROM tenant_plugin;

-- Since when each number of a tenant's plugin is connected, as this backend first saw it.
CREATE TABLE new_connected_number (
    -- Forgotten with the plugin.
    plugin_id       TEXT NOT NULL REFERENCES new_tenant_plugin (plugin_id) ON DELETE CASCADE,
    phone_number_id TEXT NOT NULL,
    since           INTEGER NOT NULL,
    PRIMARY KEY (plugin_id, phone_number_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_connected_number
SELECT plugin_id, phone_number_id, CAST(round((julianday(since) - 2440587.5) * 86400000) AS INTEGER)
FROM connected_number WHERE julianday(since) IS NOT NULL;

DROP TABLE connected_number;
DROP TABLE tenant_plugin;
-- What refers to them follows.
ALTER TABLE new_tenant_plugin RENAME TO tenant_plugin;
ALTER TABLE new_connected_number RENAME TO connected_number;

-- The right to make a tenant's plugin at Chakra.
CREATE TABLE reservation (
    id        TEXT PRIMARY KEY NOT NULL,
    tenant_id TEXT NOT NULL,
    -- open: Chakra is being asked. unknown: whether it made a plugin was never learned.
    state     TEXT NOT NULL CHECK (state IN ('open', 'unknown')),
    -- No other plugin is begun for the tenant before `until`.
    began_at  INTEGER NOT NULL,
    until     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reservation_open ON reservation (tenant_id) WHERE state = 'open';
CREATE INDEX reservation_tenant ON reservation (tenant_id, until);

-- A plugin to be deleted at Chakra, tried until it is done.
CREATE TABLE removal (
    plugin_id   TEXT PRIMARY KEY NOT NULL,
    tenant_id   TEXT NOT NULL,
    -- disconnect: the customer wished it. surplus: it was made beside the tenant's plugin.
    why         TEXT NOT NULL CHECK (why IN ('disconnect', 'surplus')),
    -- Whether Chakra has switched it off: one that is on again was signed up with since.
    deactivated INTEGER NOT NULL DEFAULT FALSE,
    since       INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    due         INTEGER NOT NULL
) STRICT;
CREATE INDEX removal_tenant ON removal (tenant_id);
CREATE INDEX removal_due ON removal (due);

-- Plugins that Chakra no longer has, kept for those who must find out why.
CREATE TABLE former_plugin (
    plugin_id   TEXT NOT NULL,
    tenant_id   TEXT NOT NULL,
    gone_since  INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (plugin_id, replaced_at)
) STRICT, WITHOUT ROWID;

-- One row a tenant. When its connection was last begun to be checked: later with each check, whatever clocks say. Its
-- lock is the tenant's: of two changes of one tenant, the second waits for the first.
CREATE TABLE tenant_check (
    tenant_id TEXT PRIMARY KEY NOT NULL,
    begun_at  INTEGER NOT NULL
) STRICT;

-- Who did what with a tenant's connection.
CREATE TABLE audit_event (
    id          INTEGER PRIMARY KEY,
    tenant_id   TEXT NOT NULL,
    -- An id of the partner's.
    user_id     TEXT,
    action      TEXT NOT NULL,
    happened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_event_tenant ON audit_event (tenant_id, happened_at);
