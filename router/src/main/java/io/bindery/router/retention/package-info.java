/** Keeps the journal small: what is old and needed by nobody any more is deleted, slowly. */
package io.bindery.router.retention;
