/** The endpoints of the router: notices in, batches, policies, sources, reconciliations. */
package io.bindery.service.http.router;
