/** Measures how long it takes from the last upload of a folder until its revision is there. */
package io.bindery.bench.way;
