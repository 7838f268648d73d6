/** What presets make of a folder, as the router and the packager would have it. */
package io.bindery.service.preset;
