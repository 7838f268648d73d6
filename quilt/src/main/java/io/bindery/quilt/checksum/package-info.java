/**
 * The hashes of objects that stand in manifests: how they are computed, combined, and taken from
 * S3.
 */
package io.bindery.quilt.checksum;
