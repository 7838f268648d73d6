/** Wires the rooms into one service. */
package io.bindery.service;
