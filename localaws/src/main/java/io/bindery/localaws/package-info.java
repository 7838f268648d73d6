/**
 * One endpoint for S3, SQS, SNS, EventBridge and Data Exchange on loopback, and a Postgres server:
 * a tool for the demo and for tests.
 *
 * <p>It is on no production class path and must never be: requests are not authenticated,
 * signatures are not checked, and one process holds everything. Any AWS SDK or CLI reaches it with
 * path-style S3 and any credentials; what a client sees is shaped as AWS documents it.
 */
package io.bindery.localaws;
