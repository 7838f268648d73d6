package io.bindery.packager.browse;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Copies the files of a revision, or of one of its folders, into a directory. A file is there whole
 * and checked, or not at all; what was cut off goes on where it was. Memory is a buffer for each
 * file at a time.
 */
public final class PackageDownload {
  private static final int MOST_PROBLEMS = 100;
  private static final int ATTEMPTS = 4;

  private final S3AsyncClient s3;
  private final LocalFiles files;
  private final int atOnce;
  private final Consumer<Progress> listener;
  private final List<Problem> problems = new ArrayList<>();
  private Progress progress = new Progress(0, 0, 0, 0, 0, 0, 0);

  /**
   * Files that could not be had.
   *
   * @param path in the package
   */
  public record Problem(String path, String text) {}

  /**
   * How far it is.
   *
   * @param files done, good or not
   * @param bytes that were copied, or were there already
   * @param allFiles in all
   * @param there files that were there already
   * @param unchecked files of which the manifest has no hash that can be computed
   * @param problems files that could not be had
   */
  public record Progress(
      long files,
      long bytes,
      long allFiles,
      long allBytes,
      long there,
      long unchecked,
      long problems) {}

  /** What came of it: the first problems, and how many there are of everything. */
  public record Result(Progress progress, List<Problem> problems) {}

  /**
   * A download to a directory.
   *
   * @param atOnce how many files are copied side by side
   * @param replace whether files with other content that are there are replaced
   * @param listener called now and then, by one thread at a time
   */
  public PackageDownload(
      S3AsyncClient s3, Path directory, int atOnce, boolean replace, Consumer<Progress> listener) {
    this.s3 = s3;
    this.files = new LocalFiles(directory, replace);
    this.atOnce = atOnce;
    this.listener = listener;
  }

  /**
   * Copies all files below a path.
   *
   * @param path of a file, or of a folder with or without a slash at its end; empty: all
   * @throws PackagingException before anything is written, if a name could not be a file of the
   *     directory, or if there is nothing at the path
   */
  public Result run(ManifestIndex index, String path) throws IOException, InterruptedException {
    survey(index, path);
    files.open();
    var threads = Executors.newFixedThreadPool(atOnce);
    try {
      var free = new Semaphore(2 * atOnce);
      walk(index, path, file -> submit(threads, free, file));
      free.acquire(2 * atOnce);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
    return result();
  }

  private synchronized Result result() {
    return new Result(progress, List.copyOf(problems));
  }

  private interface Each {
    void take(Listed.File file) throws IOException, InterruptedException;
  }

  private static void walk(ManifestIndex index, String path, Each each)
      throws IOException, InterruptedException {
    if (!path.isEmpty() && !path.endsWith("/")) {
      var one = index.file(path);
      if (one.isPresent()) {
        each.take(one.get());
        return;
      }
    }
    var folder = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    var walk = index.walkFolder(folder);
    if (walk.isEmpty()) {
      throw PackagingException.notFound("The revision has nothing at '%s'.".formatted(path));
    }
    for (var file = walk.get().current();
        file.isPresent() && file.get().path().startsWith(folder);
        file = walk.get().current()) {
      each.take(file.get());
      walk.get().advance();
    }
  }

  /** Looks at all names before the first byte. */
  private void survey(ManifestIndex index, String path) throws IOException, InterruptedException {
    var refused = new ArrayList<String>();
    var survey = new Survey(refused);
    walk(index, path, survey::take);
    if (survey.refusals > 0) {
      throw PackagingException.lasting(
          "%d names cannot be files of a directory, so nothing was written: %s%s."
              .formatted(
                  survey.refusals,
                  String.join("; ", refused),
                  survey.refusals > refused.size() ? "; and others" : ""));
    }
    progress = new Progress(0, 0, survey.files, survey.bytes, 0, 0, 0);
  }

  private static final class Survey {
    private static final int SHOWN = 5;

    private final List<String> refused;
    private long refusals;
    private long files;
    private long bytes;
    private String last = "";

    Survey(List<String> refused) {
      this.refused = refused;
    }

    void take(Listed.File file) {
      files++;
      bytes += file.bytes().orElse(0L);
      var reason =
          file.path().startsWith(last + "/") && !last.isEmpty()
              ? Optional.of("'%s' is a file as well".formatted(last))
              : LocalNames.refusal(file.path());
      if (!file.path().startsWith(last + "/")) {
        last = file.path();
      }
      if (reason.isPresent()) {
        refusals++;
        if (refused.size() < SHOWN) {
          refused.add("'%s': %s".formatted(file.path(), reason.get()));
        }
      }
    }
  }

  private void submit(ExecutorService threads, Semaphore free, Listed.File file)
      throws InterruptedException {
    free.acquire();
    threads.execute(
        () -> {
          try {
            one(file);
          } finally {
            free.release();
          }
        });
  }

  private void one(Listed.File file) {
    long[] counted = {0};
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          attempt(file, counted);
          return;
        } catch (PackagingException e) {
          // It goes on where it was: what was written stays.
          if (!e.isPassing() || attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      failed(file, counted[0], Failures.of("Writing '" + file.path() + "'", e).getMessage());
    }
  }

  private void attempt(Listed.File file, long[] counted) throws IOException {
    var bytes = FileBytes.of(file);
    var place = files.place(file.path());
    if (files.has(place, file, FileBytes.of(file))) {
      count(bytes.size() - counted[0]);
      done(1, 0);
      return;
    }
    var part = files.part(place, file);
    files.resume(part, bytes);
    count(bytes.done() - counted[0]);
    counted[0] = bytes.done();
    try (var out = files.append(part)) {
      bytes.copy(
          s3,
          out,
          moved -> {
            counted[0] += moved;
            count(moved);
          });
    }
    try {
      bytes.check();
    } catch (PackagingException e) {
      files.drop(part);
      throw e;
    }
    files.keep(part, place);
    done(0, bytes.isChecked() ? 0 : 1);
  }

  private synchronized void count(long bytes) {
    change(0, bytes, 0, 0, 0);
  }

  private synchronized void done(long there, long unchecked) {
    change(1, 0, there, unchecked, 0);
  }

  private synchronized void failed(Listed.File file, long counted, String text) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(file.path(), text));
    }
    change(1, -counted, 0, 0, 1);
  }

  private void change(long done, long bytes, long there, long unchecked, long failed) {
    progress =
        new Progress(
            progress.files() + done,
            progress.bytes() + bytes,
            progress.allFiles(),
            progress.allBytes(),
            progress.there() + there,
            progress.unchecked() + unchecked,
            progress.problems() + failed);
    listener.accept(progress);
  }
}
