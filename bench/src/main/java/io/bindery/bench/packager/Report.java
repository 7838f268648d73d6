package io.bindery.bench.packager;

import io.bindery.bench.measure.Part;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** The figures as a table. */
final class Report {
  private final PrintWriter out;
  private final Figures figures;

  private Report(PrintWriter out, Figures figures) {
    this.out = out;
    this.figures = figures;
  }

  static void print(PrintWriter out, Figures figures) {
    new Report(out, figures).print();
    out.flush();
  }

  private void print() {
    line("%n%s%n", figures.machine().words());
    print("large objects", figures.hashing(), this::hashing);
    print("small objects", figures.small(), this::small);
    print("packages made again", figures.again(), this::again);
    print("a large manifest", figures.manifest(), this::manifest);
    print("memory", figures.memory(), this::memory);
    print("a kill half-way", figures.resume(), this::resume);
  }

  private void hashing(Hashing hashing) {
    var sizes = figures.sizes();
    line(
        "%-58s %,10.2f GB/s, %.2f CPU s/GB, S3 beside it %.2f",
        "hashing %d x %d MiB".formatted(sizes.large(), sizes.largeBytes() >> 20),
        hashing.gbPerSecond(),
        hashing.cpuPerGb(),
        hashing.s3CpuPerGb());
    print(
        "openssl speed -evp sha256",
        hashing.openSslPerGb(),
        openSsl ->
            line(
                "%-58s %10s x %.2f of its rate per CPU second (%.2f CPU s/GB)",
                "openssl speed -evp sha256", "", openSsl / hashing.cpuPerGb(), openSsl));
    line("%-58s %,10.2f s", "the package again, nothing changed", hashing.unchanged());
    line("%-58s %,10.2f s", "as many with stored checksums", hashing.stored());
  }

  private void small(SmallObjects small) {
    var work = small.bindery();
    line(
        "%-58s %,10.0f objects/s, %.0f us CPU each, S3 beside it %.0f, %.2f requests each",
        "%,d x 4 KiB, nothing known".formatted(work.objects()),
        work.rate(),
        1e6 * work.cpuSeconds() / work.objects(),
        1e6 * small.s3().cpuSeconds() / work.objects(),
        (double) small.s3().objectRequests() / work.objects());
    print(
        "the same by Python and boto3",
        small.peer(),
        peer ->
            line(
                "%-58s %,10.0f objects/s; Bindery: x %.1f",
                "the same by Python and boto3", peer.rate(), peer.seconds() / work.seconds()));
  }

  private void again(Again again) {
    line(
        "%-58s %,10.2f s (%,.0f objects/s)",
        "%,d x 4 KiB, nothing known, in a new process".formatted(again.cold().objects()),
        again.cold().seconds(),
        again.cold().rate());
    line("%-58s %,10.2f s", "listing alone", again.listing());
    line(
        "%-58s %,10.2f s (x %.2f of listing)",
        "the package again, nothing changed",
        again.unchanged(),
        again.unchanged() / again.listing());
    line("%-58s %,10.2f s", "listing alone, S3 20 ms away", again.farListing());
    line(
        "%-58s %,10.2f s (x %.2f of listing)",
        "the package again, nothing changed, S3 20 ms away",
        again.farUnchanged(),
        again.farUnchanged() / again.farListing());
    line("%-58s %,10.2f s", "one object in a hundred changed", again.changed().seconds());
    line("%-58s %,10.2f s", "as many with stored checksums", again.stored().seconds());
  }

  private void manifest(Manifest manifest) {
    line(
        "%-58s %,10.1f s, %.0f MiB of heap at most",
        "manifest of %,d entries".formatted(figures.sizes().entries()),
        manifest.seconds(),
        manifest.peakMebibytes());
  }

  private void memory(Memory memory) {
    line(
        "%-58s %,10.0f MiB; of %,d: %.0f MiB (x %.2f)",
        "live heap for a package of %,d objects".formatted(figures.sizes().few()),
        memory.few(),
        figures.sizes().many(),
        memory.many(),
        memory.many() / memory.few());
  }

  private void resume(Resume resume) {
    line(
        "%-58s %,10d bytes of finished objects (%,d) read again, %,d of others",
        "killed half-way and begun again: %,d x 8 MiB".formatted(figures.sizes().resumed()),
        resume.bytesReread(),
        resume.finished(),
        resume.bytesTwice() - resume.bytesReread());
  }

  private <T> void print(String what, Part<T> part, Consumer<T> printed) {
    part.seen().ifPresentOrElse(printed, () -> line("%-58s not measured: %s", what, part.reason()));
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
