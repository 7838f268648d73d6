/**
 * The tables of open and closed batches: a projection of the journal, for people and the sweeper.
 */
package io.bindery.router.open;
