/** The event that tells the world about a closed batch. */
package io.bindery.protocol.announcement;
