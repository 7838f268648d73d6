/** Patterns for keys and paths, whose time never grows beyond length times length. */
package io.bindery.quilt.pattern;
