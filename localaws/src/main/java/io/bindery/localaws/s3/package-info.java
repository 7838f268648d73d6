/**
 * S3 in the process of the endpoint: operations on buckets and objects, their listings, events and
 * notifications. What goes over the wire is in {@code wire}, what is on the disk in {@code store}.
 *
 * <p>What is left out, and why, is in localaws/README.md.
 */
package io.bindery.localaws.s3;
