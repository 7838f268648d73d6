/**
 * The audit trail: who gave which order by the API, and what became of it. It is only ever added
 * to, and each record has the hash of the one before.
 */
package io.bindery.service.audit;
