package io.bindery.exchange.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The assets of one job as bytes for a row of a table: a byte that says how they are written, how
 * many there are, and their records, compressed.
 */
public final class PackedAssets {
  private static final byte FORM = 1;
  private static final int MAX_RECORD = 64 << 10;

  private PackedAssets() {}

  /** What is done with each record. */
  interface Use {
    void record(ByteBuffer record) throws IOException;
  }

  /** Packs records that come one after the other. */
  static final class Packing {
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(plain);
    private int count;

    void add(ByteBuffer record) throws IOException {
      var bytes = new byte[record.remaining()];
      record.get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
      count++;
    }

    int count() {
      return count;
    }

    byte[] bytes() throws IOException {
      var packed = new ByteArrayOutputStream();
      packed.write(FORM);
      var fast = new Deflater(Deflater.BEST_SPEED);
      try (var body = new DataOutputStream(new DeflaterOutputStream(packed, fast))) {
        body.writeInt(count);
        plain.writeTo(body);
      } finally {
        fast.end();
      }
      return packed.toByteArray();
    }
  }

  /**
   * The assets, in the order of the plan.
   *
   * @throws IOException if these are no packed assets
   */
  public static List<Asset> unpack(byte[] packed) throws IOException {
    var assets = new ArrayList<Asset>();
    records(packed, record -> assets.add(AssetRecord.decode(record)));
    return assets;
  }

  static void records(byte[] packed, Use use) throws IOException {
    if (packed.length == 0 || packed[0] != FORM) {
      throw new IOException("these are no packed assets of a form that this version knows");
    }
    try (var in =
        new DataInputStream(
            new InflaterInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        int length = in.readInt();
        if (length <= 0 || length > MAX_RECORD) {
          throw new IOException("packed assets have a record of %d bytes".formatted(length));
        }
        use.record(ByteBuffer.wrap(in.readNBytes(length)));
      }
    }
  }
}
