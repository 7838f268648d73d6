/** The benchmark of the router. */
package io.bindery.bench.router;
