/** From a message of the event queue to the supervisor of its bucket. */
package io.bindery.router.intake;
