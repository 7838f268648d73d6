/** What happened in a run, as it was seen from outside. */
package io.bindery.bench.chaos.history;
