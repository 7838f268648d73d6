/** File gateways of AWS Storage Gateway, which are told to look again where a package was made. */
package io.bindery.packager.gateway;
