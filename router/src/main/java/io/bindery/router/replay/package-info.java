/** What batches another policy would have made of what was recorded. */
package io.bindery.router.replay;
