/**
 * The HTTP API below {@code /api/v1}: events in, policies, batches, health; see docs/api.md. What
 * others call a controller is here a class that ends in Routes.
 */
package io.bindery.service.http;
