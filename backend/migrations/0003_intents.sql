-- What is begun at Chakra is written here first, so that whatever dies in between leaves a trace.

-- The right to make a tenant's plugin at Chakra.
CREATE TABLE reservation (
    id        TEXT PRIMARY KEY NOT NULL,
    tenant_id TEXT NOT NULL,
    -- open: Chakra is being asked. unknown: whether it made a plugin was never learned.
    state     TEXT NOT NULL CHECK (state IN ('open', 'unknown')),
    -- Milliseconds since 1970. No other plugin is begun for the tenant before `until`.
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
    deactivated INTEGER NOT NULL DEFAULT 0,
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

-- Since when Chakra says that it does not have the plugin; null while it does.
ALTER TABLE tenant_plugin ADD COLUMN gone_since INTEGER;

-- When the tenant's connection was last begun to be checked: later with each check, whatever clocks say.
CREATE TABLE tenant_check (
    tenant_id TEXT PRIMARY KEY NOT NULL,
    begun_at  INTEGER NOT NULL
) STRICT;
