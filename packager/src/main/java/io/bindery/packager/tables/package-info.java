/**
 * {@code package_job}, the read model of the events of packages: written in the journal's
 * transaction, read by lists, senders and sweepers.
 */
package io.bindery.packager.tables;
