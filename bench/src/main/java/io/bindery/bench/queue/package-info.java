/** The benchmark of the way from a queue: what a node receives, records and deletes in a second. */
package io.bindery.bench.queue;
