/** Events as EventBridge delivers them, whoever sent them. */
package io.bindery.protocol.event;
