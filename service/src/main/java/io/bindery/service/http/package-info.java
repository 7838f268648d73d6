/** The HTTP API below {@code /api/v1}: events in, policies, batches, health; see docs/api.md. */
package io.bindery.service.http;
