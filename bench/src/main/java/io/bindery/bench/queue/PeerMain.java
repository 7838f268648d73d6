package io.bindery.bench.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.Cpu;
import io.bindery.service.logging.Logging;

/** The process of {@link ListenerPeer}, which answers each line with its processor seconds. */
public final class PeerMain {
  private PeerMain() {}

  /**
   * Runs the peer.
   *
   * @param arguments the address of SQS, the queue's URL, how many calls are open at once, the
   *     database's URL, and how many connections it has
   */
  public static void main(String[] arguments) {
    Parent.serve(
        () -> {
          Logging.errorsOnly();
          var pool = new HikariConfig();
          pool.setJdbcUrl(arguments[3]);
          pool.setMaximumPoolSize(Integer.parseInt(arguments[4]));
          new ListenerPeer(Clients.sqs(arguments[0]), arguments[1], new HikariDataSource(pool))
              .start(Integer.parseInt(arguments[2]));
          return line -> Double.toString(Cpu.seconds());
        });
  }
}
