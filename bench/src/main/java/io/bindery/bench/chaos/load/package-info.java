/** What is done with the service while it is tormented, and what is read of it in the end. */
package io.bindery.bench.chaos.load;
