/** The Postgres database: where it is, and the migrations that make its tables. */
package io.bindery.platform.database;
