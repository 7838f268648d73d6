/**
 * Jobs of packages as run events of OpenLineage, for tools that show where data comes from: an
 * outbox in the journal's transaction, and a sender.
 */
package io.bindery.packager.lineage;
