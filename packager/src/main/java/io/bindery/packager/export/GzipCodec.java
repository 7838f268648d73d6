package io.bindery.packager.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** GZIP by the JDK: Parquet's own codecs are Hadoop's, which is not there. Only writes. */
final class GzipCodec implements CompressionCodecFactory {
  private final Compressor compressor = new Compressor();

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.GZIP) {
      throw new IllegalArgumentException("only GZIP is there, not " + codec);
    }
    return compressor;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("tables are only written");
  }

  @Override
  public void release() {
    compressor.release();
  }

  private static final class Compressor implements BytesInputCompressor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      out.reset();
      try (var zip = new GZIPOutputStream(out)) {
        bytes.writeAllTo(zip);
      }
      return BytesInput.from(out.toByteArray());
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.GZIP;
    }

    @Override
    public void release() {
      out.reset();
    }
  }
}
