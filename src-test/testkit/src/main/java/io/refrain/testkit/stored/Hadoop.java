package io.refrain.testkit.stored;

import org.apache.hadoop.conf.Configuration;

/** Hadoop's settings, which are XML: read once, as a check reads what is stored again and again. */
final class Hadoop {
  private static final Configuration LOADED = loaded();

  private Hadoop() {}

  private static Configuration loaded() {
    Configuration settings = new Configuration();
    // Only now they are read.
    settings.size();
    return settings;
  }

  /** The settings, for one who may change them. */
  static Configuration settings() {
    return new Configuration(LOADED);
  }
}
