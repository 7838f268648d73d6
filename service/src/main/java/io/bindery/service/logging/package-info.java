/** How the log looks: lines for a person on a terminal, JSON for everything else. */
package io.bindery.service.logging;
