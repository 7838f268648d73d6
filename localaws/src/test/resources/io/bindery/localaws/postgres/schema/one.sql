-- What a schema of a test is made of.
create table kept (v text);
