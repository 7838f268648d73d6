/** From a notice, of the event queue or the HTTP API, to the supervisor of its bucket. */
package io.bindery.router.intake;
