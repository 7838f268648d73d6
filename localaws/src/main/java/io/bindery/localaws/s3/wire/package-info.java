/** What S3 speaks: requests, encodings, checksums, conditions. Knows nothing of the store. */
package io.bindery.localaws.s3.wire;
