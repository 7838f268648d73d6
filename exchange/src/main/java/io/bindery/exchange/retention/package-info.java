/** Keeps the journal of publications, their plans and their lists small. */
package io.bindery.exchange.retention;
