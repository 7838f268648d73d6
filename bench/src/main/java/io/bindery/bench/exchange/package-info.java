/**
 * Publishing to Data Exchange: against the least time that its quotas allow, and the coordinator.
 */
package io.bindery.bench.exchange;
