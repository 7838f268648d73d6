/** What the tests of the room stand on: an AWS, a database, and a wire that can be cut. */
package io.bindery.exchange.world;
