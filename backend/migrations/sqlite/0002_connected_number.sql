-- Since when each number of a tenant's plugin is connected, as this backend first saw it.
CREATE TABLE connected_number (
    -- Forgotten with the plugin.
    plugin_id       TEXT NOT NULL REFERENCES tenant_plugin (plugin_id) ON DELETE CASCADE,
    phone_number_id TEXT NOT NULL,
    -- RFC 3339, UTC.
    since           TEXT NOT NULL,
    PRIMARY KEY (plugin_id, phone_number_id)
) STRICT, WITHOUT ROWID;
