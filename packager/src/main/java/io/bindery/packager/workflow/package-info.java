/**
 * The workflows of registries, read from S3. What they mean is {@link io.bindery.quilt.workflow}'s.
 */
package io.bindery.packager.workflow;
