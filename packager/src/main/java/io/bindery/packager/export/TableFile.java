package io.bindery.packager.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupWriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file in the making, on the disk. In memory is one row group. Compressed by GZIP, which
 * the JDK has and every reader knows.
 */
final class TableFile implements AutoCloseable {
  /** A row group with so much is written out: bytes. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private static final int PAGE_BYTES = 1 << 20;

  private final MessageType schema;

  private final Path path;
  private final ParquetWriter<Group> writer;
  private long rows;

  TableFile(ExportTable table, Path path) throws IOException {
    this.schema = table.schema();
    this.path = path;
    var configuration = new PlainParquetConfiguration();
    configuration.set(GroupWriteSupport.PARQUET_EXAMPLE_SCHEMA, schema.toString());
    this.writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withType(schema)
            .withConf(configuration)
            .withCodecFactory(new GzipCodec())
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build();
  }

  /**
   * Writes a row.
   *
   * @param values of all columns in their order, each a text, a {@link Long} or null
   */
  void row(Object... values) throws IOException {
    var row = new SimpleGroup(schema);
    for (int column = 0; column < values.length; column++) {
      if (values[column] instanceof Long number) {
        row.add(column, number);
      } else if (values[column] != null) {
        row.add(column, binary((String) values[column]));
      }
    }
    writer.write(row);
    rows++;
  }

  /** Half of a surrogate pair, which JSON can have and UTF-8 cannot, becomes a question mark. */
  private static Binary binary(String text) {
    return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
  }

  long rows() {
    return rows;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
