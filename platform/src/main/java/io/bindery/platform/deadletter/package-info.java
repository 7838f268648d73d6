/** Messages that could not be handled: why, and what becomes of them. */
package io.bindery.platform.deadletter;
