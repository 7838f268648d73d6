/**
 * {@code publication} and what belongs to it, the read model of the events of publications: written
 * in the journal's transaction, read by lists, senders and sweepers.
 */
package io.bindery.exchange.tables;
