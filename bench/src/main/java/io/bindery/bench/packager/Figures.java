package io.bindery.bench.packager;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that one run gave. */
record Figures(
    Machine machine,
    Sizes sizes,
    Part<Hashing> hashing,
    Part<SmallObjects> small,
    Part<Again> again,
    Part<Manifest> manifest,
    Part<Memory> memory,
    Part<Resume> resume) {

  private static final int MILLION = 1_000_000;

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("hash_rate_vs_openssl", hashRate());
    all.put("ratio_python_small", pythonRatio());
    all.put("cached_vs_listing", again.map(it -> it.unchanged() / it.listing()));
    var million = ofMillion(manifest, sizes.entries());
    all.put("manifest_1m_seconds", million.map(Manifest::seconds));
    all.put("manifest_1m_peak_heap_mib", million.map(Manifest::peakMebibytes));
    all.put(
        "heap_ratio_1m_to_10k", ofMillion(memory, sizes.many()).map(it -> it.many() / it.few()));
    all.put("resume_bytes_reread", resume.map(it -> (double) it.bytesReread()));
    return all;
  }

  private static <T> Part<T> ofMillion(Part<T> part, int count) {
    return count == MILLION ? part : Part.missing("This run had %,d.".formatted(count));
  }

  /** CPU time that OpenSSL takes for the bytes, over what Bindery takes. */
  private Part<Double> hashRate() {
    return hashing.then(it -> it.openSslPerGb().map(openSsl -> openSsl / it.cpuPerGb()));
  }

  private Part<Double> pythonRatio() {
    return small.then(it -> it.peer().map(peer -> peer.seconds() / it.bindery().seconds()));
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("hash_cpu_s_per_gb", hashing.map(Hashing::cpuPerGb));
    all.put("hash_gb_per_s", hashing.map(Hashing::gbPerSecond));
    all.put("hash_s3_cpu_s_per_gb", hashing.map(Hashing::s3CpuPerGb));
    all.put("openssl_cpu_s_per_gb", hashing.then(Hashing::openSslPerGb));
    all.put("large_unchanged_seconds", hashing.map(Hashing::unchanged));
    all.put("large_stored_checksums_seconds", hashing.map(Hashing::stored));
    all.put("small_cold_objects_per_s", small.map(it -> it.bindery().rate()));
    all.put("small_cold_cpu_us_per_object", small.map(it -> perObject(it.bindery())));
    all.put(
        "small_cold_s3_cpu_us_per_object",
        small.map(it -> 1e6 * it.s3().cpuSeconds() / it.bindery().objects()));
    all.put(
        "small_cold_requests_per_object",
        small.map(it -> (double) it.s3().objectRequests() / it.bindery().objects()));
    all.put("python_objects_per_s", small.then(it -> it.peer().map(Work::rate)));
    all.put("python_cpu_us_per_object", small.then(it -> it.peer().map(Figures::perObject)));
    all.put("cold_seconds", again.map(it -> it.cold().seconds()));
    all.put("listing_seconds", again.map(Again::listing));
    all.put("unchanged_seconds", again.map(Again::unchanged));
    all.put("listing_20ms_seconds", again.map(Again::farListing));
    all.put("unchanged_20ms_seconds", again.map(Again::farUnchanged));
    all.put("one_percent_changed_seconds", again.map(it -> it.changed().seconds()));
    all.put("stored_checksums_seconds", again.map(it -> it.stored().seconds()));
    all.put("live_heap_few_mib", memory.map(Memory::few));
    all.put("live_heap_many_mib", memory.map(Memory::many));
    all.put("resume_finished_objects", resume.map(it -> (double) it.finished()));
    all.put("resume_bytes_twice", resume.map(it -> (double) it.bytesTwice()));
    return all;
  }

  private static double perObject(Work work) {
    return 1e6 * work.cpuSeconds() / work.objects();
  }
}
