/**
 * The command {@code chaos}: a cluster under load, faults by a seeded schedule, a recorded history,
 * and a checker that holds it against what Bindery promises.
 */
package io.bindery.bench.chaos;
