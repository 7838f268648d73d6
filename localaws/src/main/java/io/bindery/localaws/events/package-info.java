/** EventBridge: buses, rules, targets and input transformers. */
package io.bindery.localaws.events;
