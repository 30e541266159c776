-- The backend's memory, in a schema of its own. All times are milliseconds since 1970; ids are compared byte by byte.

-- Which plugin at Chakra belongs to which tenant, and which of several numbers the customer chose.
CREATE TABLE tenant_plugin (
    tenant_id              TEXT COLLATE "C" PRIMARY KEY,
    -- UNIQUE: one plugin never serves two tenants.
    plugin_id              TEXT COLLATE "C" NOT NULL UNIQUE,
    chosen_phone_number_id TEXT,
    -- JSON array of the phone number ids the choice was made among; a number that came later asks again.
    chosen_among           TEXT,
    created_at             BIGINT NOT NULL,
    -- Since when Chakra says that it does not have the plugin; null while it does.
    gone_since             BIGINT,
    CHECK ((chosen_phone_number_id IS NULL) = (chosen_among IS NULL))
);

-- Since when each number of a tenant's plugin is connected, as this backend first saw it.
CREATE TABLE connected_number (
    -- Forgotten with the plugin.
    plugin_id       TEXT COLLATE "C" NOT NULL REFERENCES tenant_plugin (plugin_id) ON DELETE CASCADE,
    phone_number_id TEXT COLLATE "C" NOT NULL,
    since           BIGINT NOT NULL,
    PRIMARY KEY (plugin_id, phone_number_id)
);

-- The right to make a tenant's plugin at Chakra.
CREATE TABLE reservation (
    id        TEXT COLLATE "C" PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL,
    -- open: Chakra is being asked. unknown: whether it made a plugin was never learned.
    state     TEXT NOT NULL CHECK (state IN ('open', 'unknown')),
    -- No other plugin is begun for the tenant before `until`.
    began_at  BIGINT NOT NULL,
    until     BIGINT NOT NULL
);
CREATE UNIQUE INDEX reservation_open ON reservation (tenant_id) WHERE state = 'open';
CREATE INDEX reservation_tenant ON reservation (tenant_id, until);

-- A plugin to be deleted at Chakra, tried until it is done.
CREATE TABLE removal (
    plugin_id   TEXT COLLATE "C" PRIMARY KEY,
    tenant_id   TEXT COLLATE "C" NOT NULL,
    -- disconnect: the customer wished it. surplus: it was made beside the tenant's plugin.
    why         TEXT NOT NULL CHECK (why IN ('disconnect', 'surplus')),
    -- Whether Chakra has switched it off: one that is on again was signed up with since.
    deactivated BOOLEAN NOT NULL DEFAULT FALSE,
    since       BIGINT NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0,
    due         BIGINT NOT NULL
);
CREATE INDEX removal_tenant ON removal (tenant_id);
CREATE INDEX removal_due ON removal (due);

-- Plugins that Chakra no longer has, kept for those who must find out why.
CREATE TABLE former_plugin (
    plugin_id   TEXT COLLATE "C" NOT NULL,
    tenant_id   TEXT COLLATE "C" NOT NULL,
    gone_since  BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (plugin_id, replaced_at)
);

-- One row a tenant. When its connection was last begun to be checked: later with each check, whatever clocks say. Its
-- lock is the tenant's: of two changes of one tenant, the second waits for the first.
CREATE TABLE tenant_check (
    tenant_id TEXT COLLATE "C" PRIMARY KEY,
    begun_at  BIGINT NOT NULL
);

-- Who did what with a tenant's connection.
CREATE TABLE audit_event (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   TEXT COLLATE "C" NOT NULL,
    -- An id of the partner's.
    user_id     TEXT,
    action      TEXT NOT NULL,
    happened_at BIGINT NOT NULL
);
CREATE INDEX audit_event_tenant ON audit_event (tenant_id, happened_at);
