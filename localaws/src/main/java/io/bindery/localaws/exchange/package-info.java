/**
 * AWS Data Exchange for a provider, and as much of the Marketplace Catalog as publishes revisions.
 */
package io.bindery.localaws.exchange;
