/** The object events that routers are measured with, and the notices that tell of them. */
package io.bindery.bench.load;
