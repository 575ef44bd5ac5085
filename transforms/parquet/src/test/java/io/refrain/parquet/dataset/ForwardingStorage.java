package io.refrain.parquet.dataset;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.OptionalLong;

/** A storage in front of another one, to be overridden where it should misbehave. */
class ForwardingStorage implements Storage {
  private final Storage storage;

  ForwardingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return storage.list(directory);
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    return storage.size(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    return storage.read(path);
  }

  @Override
  public boolean putIfAbsent(String path, byte[] content) throws IOException {
    return storage.putIfAbsent(path, content);
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    return storage.create(path);
  }

  @Override
  public SeekableByteChannel open(String path) throws IOException {
    return storage.open(path);
  }

  @Override
  public void move(String from, String to) throws IOException {
    storage.move(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    storage.delete(path);
  }

  @Override
  public String absolute(String path) {
    return storage.absolute(path);
  }
}
