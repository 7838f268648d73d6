/** When something that failed is tried again: backoff, with jitter. */
package io.bindery.platform.retry;
