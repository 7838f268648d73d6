/** Telling the world about a closed batch. */
package io.bindery.router.announce;
