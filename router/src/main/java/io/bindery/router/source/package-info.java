/**
 * Event sources: which events ask for a package, and of what. What a source makes of an event is
 * pure; a transactional outbox keeps it until the packager's queue has it.
 */
package io.bindery.router.source;
