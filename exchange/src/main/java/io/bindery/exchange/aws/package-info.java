/** AWS Data Exchange and Marketplace Catalog as a publication needs them, their failures sorted. */
package io.bindery.exchange.aws;
