/** The endpoints of the packager: packages, jobs, quarantine, policies, file gateways. */
package io.bindery.service.http.packager;
