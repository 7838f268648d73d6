/**
 * Assembly: from the listing of a folder to a manifest on the disk, as a stream that is held back
 * from end to end, so that memory depends on settings and not on the package.
 */
package io.bindery.packager.assembly;
