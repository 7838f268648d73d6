package io.bindery.bench.chaos.world;

import io.bindery.bench.chaos.history.History;
import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchException;
import io.bindery.localaws.child.ClassArchive;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a run torments, from the database to the nodes. */
public final class World implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(World.class);
  private static final Duration START = Duration.ofMinutes(8);
  private static final int SEEDS = 3;

  private final Path work;
  private final boolean manyStarts;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<Integer, Link> databaseLinks = new TreeMap<>();
  private final Map<Integer, Link> awsLinks = new TreeMap<>();
  private Database database;
  private Network network;
  private ChildJvm aws;
  private URI endpoint;
  private Account account;
  private AwsGate gate;
  private Clocks clocks;
  private Cluster cluster;
  private int migrations;

  /**
   * How it is made.
   *
   * @param work for all files
   * @param most nodes that there can be
   * @param namespaces whether network namespaces are used where they can be had
   * @param classes directories and archives before those of this process; a build of its own
   * @param diskMebibytes the size of the database's disk
   * @param manyStarts whether so many nodes are started that an archive of their classes pays
   * @param told hears what a reader of the history wants to know
   */
  public record Making(
      Path work,
      int most,
      boolean namespaces,
      List<Path> classes,
      int diskMebibytes,
      boolean manyStarts,
      Consumer<String> told) {}

  /** Ctrl-C runs no finally block, and much of this is in other processes, or in the kernel. */
  private final Thread hook = new Thread(this::end, "chaos-stop");

  private boolean closed;

  private World(Making making) {
    this.work = making.work();
    this.manyStarts = making.manyStarts();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes it; no node runs yet. */
  public static World make(Making making) throws IOException {
    var world = new World(making);
    try {
      world.build(making);
      return world;
    } catch (IOException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private void build(Making making) throws IOException {
    database = kept(Database.start(work, making.diskMebibytes()));
    network = kept(network(making));
    aws =
        kept(
            ChildJvm.start(
                AwsMain.class,
                work.resolve("aws.log"),
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                work.resolve("aws").toString()));
    endpoint = URI.create(aws.answer());
    account = kept(new Account(endpoint));
    gate = kept(new AwsGate(endpoint));
    clocks = new Clocks(work);
    var classPath = classPath(making);
    for (int node = 1; node <= making.most(); node++) {
      databaseLinks.put(node, kept(link(database::port)));
      awsLinks.put(node, kept(link(gate::port)));
    }
    cluster =
        kept(new Cluster(making.most(), number -> node(number, making, classPath), making.told()));
  }

  private static Network network(Making making) throws IOException {
    var namespaces =
        making.namespaces() ? Namespaces.make(making.most()) : Optional.<Network>empty();
    return namespaces.isPresent() ? namespaces.get() : new Loopback(making.most());
  }

  private Link link(IntSupplier port) throws IOException {
    return new Link(network.gateway(), InetAddress.getLoopbackAddress(), port);
  }

  private static Supplier<List<String>> classPath(Making making) throws IOException {
    var all = new StringBuilder();
    making.classes().forEach(path -> all.append(path).append(File.pathSeparator));
    all.append(System.getProperty("java.class.path"));
    if (!making.manyStarts()) {
      return () -> List.of("-cp", all.toString());
    }
    var archive = ClassArchive.of(making.work(), all.toString(), 1);
    return () -> {
      try {
        return archive.options();
      } catch (IOException e) {
        throw new BenchException("The archive of classes cannot be made", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("Interrupted while classes were archived", e);
      }
    };
  }

  private Node node(int number, Making making, Supplier<List<String>> classPath) {
    var place = network.place(number);
    var set = new HashMap<>(Rules.settings(account));
    set.put("bindery.database.host", network.gateway().getHostAddress());
    set.put("bindery.database.port", databaseLinks.get(number).port());
    set.put("bindery.database.user", database.all().server().user());
    set.put("bindery.database.password", database.all().server().password());
    set.put(
        "bindery.aws.endpoint",
        "http://%s:%d".formatted(network.gateway().getHostAddress(), awsLinks.get(number).port()));
    set.put("bindery.cluster.host", place.host());
    set.put("bindery.cluster.port", place.port());
    set.put("bindery.cluster.seed-nodes", seeds(making.most()));
    set.put("bindery.health.host", place.host());
    set.put("bindery.health.port", place.healthPort());
    set.put("bindery.packager.spool-directory", work.resolve("spool-" + number).toString());
    set.put("bindery.exchange.spool-directory", work.resolve("plans-" + number).toString());
    set.putAll(place.settings());
    var file = work.resolve("node-%d.conf".formatted(number));
    try {
      Files.writeString(file, Rules.render(set));
    } catch (IOException e) {
      throw new BenchException("Settings cannot be written", e);
    }
    return new Node(
        number,
        place,
        file,
        work.resolve("node-%d.log".formatted(number)),
        classPath,
        clocks.environment(number));
  }

  private List<String> seeds(int most) {
    return IntStream.rangeClosed(1, Math.min(SEEDS, most))
        .mapToObj(network::place)
        .map(place -> place.host() + ":" + place.port())
        .toList();
  }

  /** Starts so many nodes, and waits until they are ready. */
  public void start(int nodes) {
    if (manyStarts) {
      // It notes which classes a node loads, and has to end before the next one starts.
      cluster.start(1);
      cluster.awaitReady(START);
      cluster.stop(1);
    }
    for (int node = 1; node <= nodes; node++) {
      cluster.start(node);
    }
    if (!cluster.awaitReady(START)) {
      throw new BenchException("The nodes are not ready; see their logs in " + work);
    }
    migrations = (int) database.all().count("SELECT count(*) FROM bindery_schema WHERE success");
  }

  /** The faults that can be had here. */
  public Set<FaultKind> possible() {
    var kinds = EnumSet.allOf(FaultKind.class);
    if (!network.losesPackets()) {
      kinds.remove(FaultKind.LOSS);
    }
    if (!database.hasDisk()) {
      kinds.removeAll(Set.of(FaultKind.FULL_DISK, FaultKind.POWER_LOSS));
    }
    if (!clocks.canJump()) {
      kinds.remove(FaultKind.CLOCK_JUMP);
    }
    return kinds;
  }

  /** By which batches close. */
  public History.Rule rule() {
    return Rules.rule();
  }

  /** Revisions of a publication of so many assets. */
  public static int revisions(int assets) {
    return (assets + Rules.ASSETS_PER_REVISION - 1) / Rules.ASSETS_PER_REVISION;
  }

  /** How many migrations the nodes have applied. */
  int migrations() {
    return migrations;
  }

  public Path work() {
    return work;
  }

  public Database database() {
    return database;
  }

  public Network network() {
    return network;
  }

  public Account account() {
    return account;
  }

  /** Where AWS is, without the gate. */
  public URI endpoint() {
    return endpoint;
  }

  public AwsGate gate() {
    return gate;
  }

  public Clocks clocks() {
    return clocks;
  }

  public Cluster cluster() {
    return cluster;
  }

  /** From a node to the database. */
  public Link databaseLink(int node) {
    return databaseLinks.get(node);
  }

  /** From a node to AWS. */
  public Link awsLink(int node) {
    return awsLinks.get(node);
  }

  /** What Data Exchange has seen that must never be; one is a line. */
  public List<String> exchangeViolations() {
    var answer = aws.ask("violations");
    return answer.isEmpty() ? List.of() : List.of(answer.split("\\|"));
  }

  private <T extends AutoCloseable> T kept(T part) {
    synchronized (parts) {
      if (!closed) {
        parts.push(part);
        return part;
      }
    }
    close(part);
    throw new BenchException("It was told to end while it started.");
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This is the end of the process.
      log.debug("ending with the process: {}", e.toString());
    }
  }

  private void end() {
    synchronized (parts) {
      closed = true;
      while (!parts.isEmpty()) {
        close(parts.pop());
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("{} does not stop in order", part.getClass().getSimpleName(), e);
    }
  }
}
