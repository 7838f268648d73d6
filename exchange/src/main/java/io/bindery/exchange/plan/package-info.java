/** From the assets of a manifest to revisions and import jobs, without memory for the assets. */
package io.bindery.exchange.plan;
