/** The API of the publisher for AWS Data Exchange. */
package io.bindery.service.http.exchange;
