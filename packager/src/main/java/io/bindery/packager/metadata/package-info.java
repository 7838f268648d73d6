/** Metadata from templates and from files that people write. */
package io.bindery.packager.metadata;
