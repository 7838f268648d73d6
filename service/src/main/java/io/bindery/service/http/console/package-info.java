/** The web console: pages that a browser shows, as files of the jar. */
package io.bindery.service.http.console;
