/** Comparing what two systems announced, to move from one to the other without surprises. */
package io.bindery.service.shadow;
