/** One actor for each publication on AWS Data Exchange, from the manifest to what is public. */
package io.bindery.exchange.publication;
