/**
 * An AWS that lies, stalls or refuses, for tests: a proxy that spoils the answers it is told to.
 */
package io.bindery.localaws.faulty;
