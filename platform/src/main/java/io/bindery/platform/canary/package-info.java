/** What all rooms know of the canary: a synthetic upload that proves the way to a package. */
package io.bindery.platform.canary;
