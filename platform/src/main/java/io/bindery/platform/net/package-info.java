/** How names of hosts are looked up. */
package io.bindery.platform.net;
