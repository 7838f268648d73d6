/** Package descriptions that come by a queue. */
package io.bindery.packager.intake;
