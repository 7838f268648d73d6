/** What people read: texts from outside made safe for those who look at them, and amounts. */
package io.bindery.protocol.text;
