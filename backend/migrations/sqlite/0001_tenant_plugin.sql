-- Which plugin at Chakra belongs to which tenant, and which of several numbers the customer chose.
CREATE TABLE tenant_plugin (
    tenant_id              TEXT PRIMARY KEY NOT NULL,
    -- UNIQUE: one plugin never serves two tenants.
    plugin_id              TEXT NOT NULL UNIQUE,
    chosen_phone_number_id TEXT,
    -- JSON array of the phone number ids the choice was made among; a number that came later asks again.
    chosen_among           TEXT,
    created_at             TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    CHECK ((chosen_phone_number_id IS NULL) = (chosen_among IS NULL))
) STRICT;
