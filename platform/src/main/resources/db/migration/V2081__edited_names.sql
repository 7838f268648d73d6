-- The name that people set, if they did. Reading it from the column "edited" fails for what Postgres
-- cannot unescape, such as U+0000 in the metadata beside it.
ALTER TABLE suggestion ADD COLUMN edited_name TEXT;

UPDATE suggestion SET edited_name = package_name
WHERE state = 'open' AND edited LIKE '%"package_name":%';
