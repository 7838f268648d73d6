/**
 * The journal's plugins: what many entities ask of it at one time goes into one statement. What
 * others call a projection is written in the same transaction, see {@link
 * io.bindery.platform.journal.InStep}.
 */
package io.bindery.platform.journal;
