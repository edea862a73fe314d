# Run once by the image of PostgreSQL, as its administrator, when the data folder is empty: the login that migrates,
# the gateway's, the console's, and a database. Passwords are read from files and never stand in an argument.
psql -v ON_ERROR_STOP=1 -q -U postgres -d postgres <<'SQL'
\set migrator `cat /administration/migrator-password`
\set gateway `cat /administration/gateway-password`
\set console `cat /administration/console-password`
create role scrim_migrator login createrole password :'migrator';
create database scrim owner scrim_migrator;
set role scrim_migrator;
create role scrim_gateway login password :'gateway';
create role scrim_console login password :'console';
SQL
