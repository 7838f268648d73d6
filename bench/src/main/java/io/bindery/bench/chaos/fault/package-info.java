/** The faults, each a class that starts and heals. */
package io.bindery.bench.chaos.fault;
