/** Does together what several callers ask for at the same time. */
package io.bindery.platform.gather;
