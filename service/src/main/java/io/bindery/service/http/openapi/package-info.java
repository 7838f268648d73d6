/** What the API says of itself: its OpenAPI document, and a page that shows it. */
package io.bindery.service.http.openapi;
