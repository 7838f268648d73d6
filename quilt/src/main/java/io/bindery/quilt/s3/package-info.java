/** Addresses of S3 objects, written and read exactly as quilt3 does. */
package io.bindery.quilt.s3;
