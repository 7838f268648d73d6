/** The command {@code bench packager}: how fast packages are made, and what they cost. */
package io.bindery.bench.packager;
