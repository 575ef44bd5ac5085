package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * A catalog of Iceberg tables, as the properties that Iceberg loads it by.
 *
 * <p>Any catalog will do: {@code type} is {@code jdbc}, {@code rest}, {@code hadoop} and so on, or
 * {@code catalog-impl} names a class; {@code warehouse}, {@code uri}, {@code io-impl} and the
 * others are handed on as they are. Properties that begin with {@code hadoop.} go into the Hadoop
 * configuration. JDBC drivers and the jars of cloud catalogs have to be on the workers' class path.
 * A JDBC catalog without {@code io-impl} reads and writes files by Beam's own file systems.
 *
 * <p>Credentials come from environment variables or files, which every worker reads for itself: a
 * property that holds one is refused, so that none becomes part of a pipeline, a message or display
 * data.
 *
 * <table>
 * <caption>What catalogs give</caption>
 * <tr><th>catalog</th><th>processes that commit at once</th></tr>
 * <tr><td>jdbc, rest, and others with a compare-and-set</td><td>any number</td></tr>
 * <tr><td>hadoop</td><td>one: renames are not atomic everywhere, and two commits of the same moment
 *     can both report success though one is lost</td></tr>
 * </table>
 *
 * <pre>{@code
 * IcebergCatalog.of(
 *         Map.of("type", "jdbc", "uri", "jdbc:postgresql://db/lake", "warehouse", "s3://lake"))
 *     .withFromEnv("jdbc.password", "PGPASSWORD")
 * }</pre>
 *
 * <p>Source: Apache Iceberg documentation, Catalog properties.
 */
public final class IcebergCatalog implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String HADOOP = "hadoop.";
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i).*(password|secret|account\\.key|shared-key|sas-token\\.).*|(.*[.-])?(token|credential)");
  private static final Pattern SECRET_URL =
      Pattern.compile("[?&;:](ssl)?(password|pwd)=|//[^/@]*:[^/@]*@", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final TreeMap<String, String> properties;
  private final TreeMap<String, Place> secrets;

  private enum Source {
    ENVIRONMENT,
    FILE
  }

  private record Place(Source source, String where) implements Serializable {}

  /** Loading them takes longer than opening a catalog. */
  private static final class HadoopDefaults {
    private static final Configuration LOADED = new Configuration();

    static {
      LOADED.size();
    }
  }

  private IcebergCatalog(String name, Map<String, String> properties, Map<String, Place> secrets) {
    this.name = name;
    this.properties = new TreeMap<>(properties);
    this.secrets = new TreeMap<>(secrets);
  }

  /**
   * A catalog by its properties.
   *
   * @throws IllegalArgumentException if they do not say which catalog, or hold a credential
   */
  public static IcebergCatalog of(Map<String, String> properties) {
    if (!properties.containsKey("type") && !properties.containsKey("catalog-impl")) {
      throw new IllegalArgumentException(
          "Which Iceberg catalog? Set the property 'type' (jdbc, rest, hadoop, ...) or"
              + " 'catalog-impl'. Those given are "
              + properties.keySet().stream().sorted().toList()
              + ".");
    }
    properties.forEach(
        (key, value) -> {
          if (SECRET_KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                "The catalog property '"
                    + key
                    + "' holds a credential. Take it out, and say where workers find it:"
                    + " withFromEnv or withFromFile.");
          }
          if (SECRET_URL.matcher(value).find()) {
            throw new IllegalArgumentException(
                "The catalog property '"
                    + key
                    + "' is a URL that holds a password. Take it out, and say where workers find"
                    + " it: withFromEnv(\"jdbc.password\", ...).");
          }
        });
    return new IcebergCatalog("refrain", properties, Map.of());
  }

  /**
   * The name that the catalog has with other engines; {@code refrain} unless set. A JDBC catalog
   * keeps its tables under it.
   */
  public IcebergCatalog named(String catalogName) {
    if (catalogName.isBlank()) {
      throw new IllegalArgumentException("A catalog's name must not be blank.");
    }
    return new IcebergCatalog(catalogName, properties, secrets);
  }

  /** A property whose value is an environment variable on the workers. */
  public IcebergCatalog withFromEnv(String property, String variable) {
    return with(property, new Place(Source.ENVIRONMENT, variable));
  }

  /** A property whose value is in a file on the workers; blanks around it are not part of it. */
  public IcebergCatalog withFromFile(String property, String path) {
    return with(property, new Place(Source.FILE, path));
  }

  private IcebergCatalog with(String property, Place place) {
    Map<String, Place> more = new TreeMap<>(secrets);
    more.put(property, place);
    return new IcebergCatalog(name, properties, more);
  }

  /** What messages and display data call it: where it is, without parameters or credentials. */
  public String name() {
    String where = properties.getOrDefault("uri", properties.getOrDefault("warehouse", name));
    return where.split("[?;]", 2)[0].replaceFirst("//[^/@]*@", "//");
  }

  /** Loads it; the caller closes it. */
  Catalog load() {
    Map<String, String> all = new TreeMap<>();
    // Decided once and for all tables of a new JDBC catalog; the older form knows no views.
    if ("jdbc".equals(properties.get("type"))) {
      all.put("jdbc.schema-version", "V1");
      all.put(CatalogProperties.FILE_IO_IMPL, BeamFileIO.class.getName());
    }
    Configuration conf = new Configuration(HadoopDefaults.LOADED);
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            conf.set(key.substring(HADOOP.length()), value);
          } else {
            all.put(key, value);
          }
        });
    secrets.forEach((key, place) -> all.put(key, resolve(key, place)));
    return CatalogUtil.buildIcebergCatalog(name, all, conf);
  }

  private String resolve(String property, Place place) {
    if (place.source == Source.ENVIRONMENT) {
      String value = System.getenv(place.where);
      if (value == null) {
        throw missing(property, "the environment variable " + place.where + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(place.where)).strip();
    } catch (IOException e) {
      throw missing(property, "the file " + place.where + " cannot be read");
    }
  }

  private RefrainException missing(String property, String why) {
    return new RefrainException(
        Kind.REFUSED,
        "No value for the property '"
            + property
            + "' of the catalog "
            + name()
            + ": "
            + why
            + " on this worker. Set it there. Nothing was changed.");
  }

  @Override
  public String toString() {
    return name();
  }
}
