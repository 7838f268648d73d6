/**
 * Waking what is due: an entity that is not in memory has no timer. What others call a scheduled
 * job, on one node of the cluster, is {@link io.bindery.platform.wake.Rounds}.
 */
package io.bindery.platform.wake;
