/** The machine that is tormented: nodes, network, database and AWS. */
package io.bindery.bench.chaos.world;
