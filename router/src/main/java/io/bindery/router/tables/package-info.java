/**
 * The tables of batches, open and closed, and of the orders on them: what others call a read model,
 * or a projection of the journal. People and the sweeper read them.
 */
package io.bindery.router.tables;
