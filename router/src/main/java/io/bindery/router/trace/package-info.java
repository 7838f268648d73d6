/** Finds out what became of the notice of one object: by policies, journal and tables. */
package io.bindery.router.trace;
