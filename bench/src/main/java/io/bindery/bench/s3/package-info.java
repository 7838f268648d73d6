/**
 * An S3 for measurements, in a process of its own: objects that are made from a seed when they are
 * read, and a memory for the little that is written. Nothing here checks signatures or rights.
 */
package io.bindery.bench.s3;
