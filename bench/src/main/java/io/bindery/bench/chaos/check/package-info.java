/** Decides from a history what was lost, doubled or early, and which promises were broken. */
package io.bindery.bench.chaos.check;
