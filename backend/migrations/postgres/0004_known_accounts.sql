-- What Chakra last said of the accounts of a tenant's plugin: it holds while they cannot be read. A JSON array of
-- records, and the revision of the check that read them.
ALTER TABLE tenant_plugin ADD COLUMN accounts TEXT;
ALTER TABLE tenant_plugin ADD COLUMN accounts_as_of BIGINT;
-- Since when they cannot be read; null while they can.
ALTER TABLE tenant_plugin ADD COLUMN accounts_unread_since BIGINT;
