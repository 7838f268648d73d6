/** Processes that a measurement starts and that end with it. */
package io.bindery.bench.child;
