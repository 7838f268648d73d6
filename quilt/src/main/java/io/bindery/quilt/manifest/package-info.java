/**
 * Manifests: JSON lines that describe one revision of a package, byte for byte as quilt3 writes
 * them, and the top hash that names them. Everything streams; memory does not depend on the size of
 * a package.
 */
package io.bindery.quilt.manifest;
