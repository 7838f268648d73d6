package io.bindery.exchange.slots;

/**
 * A job of a publication.
 *
 * @param revision number of its revision, from 0
 * @param job its number in the revision, from 0
 */
public record JobPlace(long revision, int job) {}
