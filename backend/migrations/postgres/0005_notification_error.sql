-- Why the last try to deliver it failed, in this program's words; null if none has.
ALTER TABLE notification ADD COLUMN last_error TEXT;
