/** Addresses of packages and of what is in them: {@code quilt+s3://} URIs. */
package io.bindery.quilt.uri;
