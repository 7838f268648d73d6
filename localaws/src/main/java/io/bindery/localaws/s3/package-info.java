/** S3: S3Mock in a JVM of its own, and what it lacks: events, notifications, ordered writes. */
package io.bindery.localaws.s3;
