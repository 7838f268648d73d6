/**
 * What a load takes: an arithmetic of measured costs, and a run at a part of the load to check it.
 */
package io.bindery.bench.scale;
