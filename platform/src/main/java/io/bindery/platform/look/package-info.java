/**
 * Looks at what a node depends on: before it is ready, and from time to time after. A look asks AWS
 * to describe a thing and changes nothing.
 */
package io.bindery.platform.look;
