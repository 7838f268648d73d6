package io.bindery.bench.chaos.world;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** Where the nodes are, and how they reach each other. */
public sealed interface Network extends AutoCloseable permits Namespaces, Loopback {
  /**
   * The place of a node.
   *
   * @param host by which peers reach it
   * @param port for its peers
   * @param healthPort for probes
   * @param prefix of the command that starts it
   * @param settings that only this way needs
   */
  record Place(
      String host, int port, int healthPort, List<String> prefix, Map<String, Object> settings) {}

  /** The place of a node, from 1 on. */
  Place place(int node);

  /** Where nodes reach what this process listens at. */
  InetAddress gateway();

  /** Whether packets can be lost, one by one. */
  boolean losesPackets();

  /** A node hears nothing of its peers; and they nothing of it, unless it is one way only. */
  void isolate(int node, boolean oneWay);

  /** So many of a hundred packets to a node are lost, whoever sends them. */
  void lose(int node, int percent);

  /** All connections of a node with its peers are reset. */
  void reset(int node);

  /** What a node gets of its peers is late, where that can be had. */
  void delay(int node, long millis);

  /** All is well again. */
  void heal();

  /** How it is made, in a few words. */
  String words();

  @Override
  void close();
}
