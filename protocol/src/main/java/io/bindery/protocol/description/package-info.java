/** Package descriptions: the requests to make a package, as they arrive on a queue. */
package io.bindery.protocol.description;
