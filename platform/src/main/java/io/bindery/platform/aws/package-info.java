/** Where AWS is and how it is reached. */
package io.bindery.platform.aws;
