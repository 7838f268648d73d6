/** Verification: reading again what a manifest names, and hashing it against what it says. */
package io.bindery.packager.verify;
