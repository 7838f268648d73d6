/** The one HTTP endpoint: tells the services apart and carries requests to them. */
package io.bindery.localaws.http;
