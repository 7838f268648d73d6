/**
 * Deletes slowly, page by page, what is old and needed by nobody any more. A room says what that is
 * in its own tables and of its own entities in the journal.
 */
package io.bindery.platform.retention;
