/**
 * Putting the configuration together: what ships with Bindery, the user's file, the environment.
 */
package io.bindery.service.config;
