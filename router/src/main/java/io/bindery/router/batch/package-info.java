/**
 * The batch: the object events of one bucket and common prefix since the prior trigger. What a
 * command means is decided by pure functions; the actor persists, arms the timer and replies.
 */
package io.bindery.router.batch;
