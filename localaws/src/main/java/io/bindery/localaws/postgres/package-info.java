/** A real Postgres server on loopback, for the demo and for tests. */
package io.bindery.localaws.postgres;
