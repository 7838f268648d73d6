/** Waking what is due: an entity that is not in memory has no timer. */
package io.bindery.platform.wake;
