package io.refrain.iceberg;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A JDBC catalog in which one commit can be made to go wrong. */
public final class FaultyCatalog extends JdbcCatalog {
  private static final Map<String, Fault> FAULTS = new ConcurrentHashMap<>();

  private String uri;

  /** What happens around a commit of a table's metadata. */
  interface Fault {
    /** May act before the commit, go on with it or not, and throw. */
    void around(Runnable commit);
  }

  /** The next commit through a catalog of this URI goes through this, and no other. */
  static void next(String uri, Fault fault) {
    FAULTS.put(uri, fault);
  }

  @Override
  public void initialize(String name, Map<String, String> properties) {
    uri = properties.get("uri");
    super.initialize(name, properties);
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    return new Operations(super.newTableOps(identifier));
  }

  private final class Operations implements TableOperations {
    private final TableOperations operations;

    private Operations(TableOperations operations) {
      this.operations = operations;
    }

    @Override
    public TableMetadata current() {
      return operations.current();
    }

    @Override
    public TableMetadata refresh() {
      return operations.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      // The creation of a table has no base: it is not what is to fail.
      Fault fault = base == null ? null : FAULTS.remove(uri);
      if (fault == null) {
        operations.commit(base, metadata);
      } else {
        fault.around(() -> operations.commit(base, metadata));
      }
    }

    @Override
    public FileIO io() {
      return operations.io();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return operations.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(current().location(), current().properties());
    }
  }
}
