/**
 * From a manifest to a plan in the database. Everything is checked before anything is created at
 * AWS, and memory does not depend on the size of the manifest.
 */
package io.bindery.exchange.prepare;
