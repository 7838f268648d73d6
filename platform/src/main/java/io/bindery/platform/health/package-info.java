/**
 * What a node needs that is not its own (queues, buses, topics, buckets, the database), whether it
 * is there, and since when. This is what others call health indicators.
 */
package io.bindery.platform.health;
