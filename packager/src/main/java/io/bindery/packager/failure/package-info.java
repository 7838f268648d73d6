/** What can go wrong with a package, and whether it may pass. */
package io.bindery.packager.failure;
