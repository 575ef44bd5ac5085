package io.refrain.parquet.file;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compresses pages by the libraries themselves: Parquet's own way asks Hadoop's configuration. */
final class Codecs implements CompressionCodecFactory {
  private static final int ZSTD_LEVEL = 1;

  private final String file;

  /**
   * @param file what messages call the file
   */
  Codecs(String file) {
    this.file = file;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return new Compressor(checked(codec));
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Decompressor(checked(codec));
  }

  private CompressionCodecName checked(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD -> codec;
      default ->
          throw new IllegalArgumentException(
              "Cannot read "
                  + file
                  + ": it is compressed with "
                  + codec
                  + ", and only UNCOMPRESSED, SNAPPY, GZIP and ZSTD are known here. Write it again"
                  + " with one of them.");
    };
  }

  @Override
  public void release() {}

  private record Compressor(CompressionCodecName codec) implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      if (codec == CompressionCodecName.UNCOMPRESSED) {
        return bytes;
      }
      byte[] plain = Copy.of(bytes);
      switch (codec) {
        case SNAPPY -> {
          byte[] out = new byte[Snappy.maxCompressedLength(plain.length)];
          return BytesInput.from(out, 0, Snappy.compress(plain, 0, plain.length, out, 0));
        }
        case ZSTD -> {
          byte[] out = new byte[Math.toIntExact(Zstd.compressBound(plain.length))];
          long length =
              Zstd.compressByteArray(out, 0, out.length, plain, 0, plain.length, ZSTD_LEVEL);
          if (Zstd.isError(length)) {
            throw new IOException("Zstandard cannot compress: " + Zstd.getErrorName(length));
          }
          return BytesInput.from(out, 0, (int) length);
        }
        default -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
          }
          return BytesInput.from(out.toByteArray());
        }
      }
    }

    @Override
    public CompressionCodecName getCodecName() {
      return codec;
    }

    @Override
    public void release() {}
  }

  private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return codec == CompressionCodecName.UNCOMPRESSED
          ? bytes
          : BytesInput.from(plain(Copy.of(bytes), size));
    }

    @Override
    public void decompress(ByteBuffer in, int inSize, ByteBuffer out, int outSize)
        throws IOException {
      byte[] packed = new byte[inSize];
      in.get(packed);
      out.put(codec == CompressionCodecName.UNCOMPRESSED ? packed : plain(packed, outSize));
    }

    private byte[] plain(byte[] packed, int size) throws IOException {
      byte[] out = new byte[size];
      long length =
          switch (codec) {
            case SNAPPY -> Snappy.uncompress(packed, 0, packed.length, out, 0);
            case ZSTD -> Zstd.decompressByteArray(out, 0, size, packed, 0, packed.length);
            default -> {
              try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                yield gzip.readNBytes(out, 0, size);
              }
            }
          };
      if (length != size) {
        throw new IOException(
            "A page should have " + size + " bytes, but " + codec + " gave " + length + ".");
      }
      return out;
    }

    @Override
    public void release() {}
  }

  /** Collects bytes into an array of exactly their size, once. */
  private static final class Copy extends ByteArrayOutputStream {
    private Copy(int size) {
      super(size);
    }

    static byte[] of(BytesInput bytes) throws IOException {
      Copy copy = new Copy(Math.toIntExact(bytes.size()));
      bytes.writeAllTo(copy);
      return copy.count == copy.buf.length ? copy.buf : copy.toByteArray();
    }
  }
}
