/**
 * What is put into a package that breaks its registry's rules, and taken back when it follows them.
 */
package io.bindery.packager.quarantine;
