/**
 * The feed of changes: what happened to batches and jobs, in one order for all nodes. Rooms write
 * changes in the transactions that make them; {@link io.bindery.platform.feed.ChangeFeed} gives
 * each its place and lets it be followed.
 */
package io.bindery.platform.feed;
