/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Connect to Avro's bytes and back, as a converter does it. */
final class AvroRoundTrip {

  private static final AvroData CONVERTER = new AvroData(1_000);

  private AvroRoundTrip() {}

  static SchemaAndValue of(Schema schema, Object value) {
    return read(write(schema, value), schema(schema), schema(schema));
  }

  /** Strictly parsed, as a registry does. */
  static org.apache.avro.Schema schema(Schema schema) {
    String json = CONVERTER.fromConnectSchema(schema).toString();
    return new org.apache.avro.Schema.Parser(org.apache.avro.NameValidator.STRICT_VALIDATOR)
        .parse(json);
  }

  static byte[] write(Schema schema, Object value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<>(schema(schema))
          .write(CONVERTER.fromConnectData(schema, value), encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }

  static SchemaAndValue read(
      byte[] bytes, org.apache.avro.Schema writer, org.apache.avro.Schema reader) {
    try {
      Object value =
          new GenericDatumReader<>(writer, reader)
              .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
      return CONVERTER.toConnectData(reader, value);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }
}
