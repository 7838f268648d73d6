/** Follows one object, or one batch, from its notice to the revision that holds it. */
package io.bindery.service.trace;
