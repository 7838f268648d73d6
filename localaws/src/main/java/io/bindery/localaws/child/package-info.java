/** JVMs that tests start, by the dozen. */
package io.bindery.localaws.child;
