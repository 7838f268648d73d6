/** Texts from outside, made safe for those who look at them. */
package io.bindery.protocol.text;
