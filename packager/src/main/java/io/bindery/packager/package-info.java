/**
 * The packager: from a package description to a verified revision in a registry.
 */
package io.bindery.packager;
