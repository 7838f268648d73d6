/** Which faults come when: the same for the same seed. */
package io.bindery.bench.chaos.plan;
