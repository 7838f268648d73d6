/**
 * An SQS for benchmarks: real HTTP and JSON, in memory, in a process of its own, so that it costs
 * little beside what reads it, and that little is known apart. No signatures are checked.
 */
package io.bindery.bench.sqs;
