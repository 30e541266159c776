-- When each tenant's connection was last checked, as it was told. `begun_at` alone has the order of the checks: a clock
-- that is years ahead moves it for ever, and the times that are told must not follow.
ALTER TABLE tenant_check ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
-- The time of the check before, where that was too far ahead to be followed.
ALTER TABLE tenant_check ADD COLUMN overruled_at INTEGER;
UPDATE tenant_check SET told_at = begun_at;
