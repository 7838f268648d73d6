/** Packages that wait for a person's decision, and whose packages are. */
package io.bindery.packager.suggest;
