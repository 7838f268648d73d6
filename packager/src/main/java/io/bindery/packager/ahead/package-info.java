/** Hashes objects as their notices come, so that their package finds the hashes when it is made. */
package io.bindery.packager.ahead;
