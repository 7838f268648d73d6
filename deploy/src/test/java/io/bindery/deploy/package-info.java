/** What is in the folder deploy is looked at as those see it who install it. */
package io.bindery.deploy;
