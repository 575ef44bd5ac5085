package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import io.delta.kernel.internal.tablefeatures.TableFeature;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a table, by way of Delta Kernel. The one class that uses what Kernel calls internal:
 * actions that remove files, domains of metadata, new columns. All of it as of Kernel 4.4.0.
 */
final class KernelLog {
  /** The feature by which a table can hold a ledger. */
  static final String DOMAINS = "domainMetadata";

  private static final Logger LOG = LoggerFactory.getLogger(KernelLog.class);
  private static final String ENGINE = "Refrain";
  private static final Map<String, String> WITH_DOMAINS =
      Map.of("delta.feature." + DOMAINS, "supported");

  private final String root;
  private final LocalFileIo files;
  private final Engine engine;

  KernelLog(Path root, LocalFileIo files) {
    Digits.check(root);
    this.files = files;
    this.root = root.toString();
    this.engine = new WholeFiles(DefaultEngine.create(files), files);
  }

  /** The table as it is now; empty if there is none. */
  Optional<TableState> newest() throws IOException {
    return asking(
        () -> {
          try {
            return Optional.of(state(TableManager.loadSnapshot(root).build(engine)));
          } catch (TableNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private static TableState state(Snapshot snapshot) {
    SnapshotImpl table = (SnapshotImpl) snapshot;
    Map<String, String> domains = new HashMap<>();
    table
        .getActiveDomainMetadataMap()
        .forEach((name, domain) -> domains.put(name, domain.getConfiguration()));
    return new TableState(
        table.getVersion(),
        table.getMetadata().getId(),
        table.getSchema(),
        table.getPartitionColumnNames(),
        table.getMetadata().getConfiguration(),
        table.getProtocol().getImplicitlyAndExplicitlySupportedFeatures().stream()
            .map(TableFeature::featureName)
            .collect(Collectors.toSet()),
        domains,
        table);
  }

  /**
   * Why Kernel does not write to the table at all; empty if it does.
   *
   * @throws IOException if it could not be asked
   */
  Optional<String> unwritable(TableState table) throws IOException {
    return asking(
        () -> {
          try {
            table.snapshot().buildUpdateTableTransaction(ENGINE, Operation.WRITE);
            return Optional.empty();
          } catch (KernelException | UnsupportedOperationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
          }
        });
  }

  /** The data files of those partitions that are asked for. */
  List<LiveFile> files(TableState table, Predicate<Partition> wanted) throws IOException {
    PartitionTexts texts = PartitionTexts.of(table);
    return asking(
        () -> {
          List<LiveFile> files = new ArrayList<>();
          ScanImpl scan = (ScanImpl) table.snapshot().getScanBuilder().build();
          try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
              try (CloseableIterator<Row> rows = batches.next().getRows()) {
                rows.forEachRemaining(row -> addIfWanted(files, row, texts, wanted));
              }
            }
          }
          return files;
        });
  }

  private static void addIfWanted(
      List<LiveFile> files, Row row, PartitionTexts texts, Predicate<Partition> wanted) {
    AddFile file = new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    Partition partition = texts.fromLog(VectorUtils.toJavaMap(file.getPartitionValues()));
    if (wanted.test(partition)) {
      files.add(
          new LiveFile(
              file.getPath(),
              partition,
              file.getNumRecords().orElse(0L),
              file.getStatsJson().orElse(""),
              file.getDeletionVector().map(KernelLog::toJson).orElse(""),
              row));
    }
  }

  /** The names of all data files of the newest version. */
  Set<String> liveNames() throws IOException {
    Optional<TableState> found = newest();
    return found.isEmpty()
        ? Set.of()
        : files(found.get(), partition -> true).stream()
            .map(file -> DataFiles.name(file.path()))
            .collect(Collectors.toSet());
  }

  /** A version that was the newest once; empty if there is no table any more. */
  Optional<TableState> at(long version) throws IOException {
    return asking(
        () -> {
          try {
            return Optional.of(
                state(TableManager.loadSnapshot(root).atVersion(version).build(engine)));
          } catch (TableNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  /** Where a data file is, for {@link #read}. */
  static String place(LiveFile file) {
    return InternalScanFileUtils.getAddFileStatus(file.action()).getPath();
  }

  static long bytes(LiveFile file) {
    return InternalScanFileUtils.getAddFileStatus(file.action()).getSize();
  }

  /** Opens a data file. */
  SeekableByteChannel open(String place) throws IOException {
    return files.open(place);
  }

  /** Reads columns of a data file, all rows of it in their order. Columns it lacks are null. */
  CloseableIterator<ColumnarBatch> read(String place, long bytes, StructType columns)
      throws IOException {
    CloseableIterator<FileStatus> file =
        Utils.singletonCloseableIterator(FileStatus.of(place, bytes, 0));
    return engine
        .getParquetHandler()
        .readParquetFiles(file, columns, Optional.empty())
        .map(FileReadResult::getData);
  }

  /** The positions that a deletion vector holds. */
  BitSet deleted(String deletes) throws IOException {
    return asking(
        () -> {
          JsonNode node = StagedData.read(deletes);
          DeletionVectorDescriptor vector =
              new DeletionVectorDescriptor(
                  node.path("storageType").asText(),
                  node.path("pathOrInlineDv").asText(),
                  node.has("offset") ? Optional.of(node.path("offset").asInt()) : Optional.empty(),
                  node.path("sizeInBytes").asInt(),
                  node.path("cardinality").asLong());
          BitSet positions = new BitSet();
          for (long position :
              DeletionVectorUtils.loadNewDvAndBitmap(engine, root, vector)._2.toArray()) {
            positions.set(Math.toIntExact(position));
          }
          return positions;
        });
  }

  private static String toJson(DeletionVectorDescriptor vector) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("storageType", vector.getStorageType());
    node.put("pathOrInlineDv", vector.getPathOrInlineDv());
    vector.getOffset().ifPresent(offset -> node.put("offset", offset));
    node.put("sizeInBytes", vector.getSizeInBytes());
    node.put("cardinality", vector.getCardinality());
    return node.toString();
  }

  /**
   * Writes the entry that follows a version, if nobody else has.
   *
   * @return whether it is written
   */
  boolean commit(TableState table, LogEntry entry) throws IOException {
    return asking(
        () -> {
          SnapshotImpl base = (SnapshotImpl) table.snapshot();
          var builder = base.buildUpdateTableTransaction(ENGINE, Operation.WRITE).withMaxRetries(0);
          if (entry.transaction().isPresent()) {
            LogEntry.Transaction transaction = entry.transaction().get();
            builder = builder.withTransactionId(transaction.application(), transaction.version());
          }
          if (!table.features().contains(DOMAINS)) {
            builder = builder.withTablePropertiesAdded(WITH_DOMAINS);
          }
          TransactionImpl transaction = (TransactionImpl) builder.build(engine);
          if (entry.columns().isPresent()) {
            transaction = withColumns(base, transaction, entry.columns().get());
          }
          return commit(transaction, entry, List.of());
        });
  }

  /** Kernel's builder changes columns only of tables that it then cannot write to. */
  private static TransactionImpl withColumns(
      SnapshotImpl base, TransactionImpl transaction, StructType columns) {
    boolean sameProtocol = transaction.getProtocol().equals(base.getProtocol());
    return new TransactionImpl(
        false,
        base.getDataPath(),
        Optional.of(base),
        ENGINE,
        Operation.WRITE,
        sameProtocol ? Optional.empty() : Optional.of(transaction.getProtocol()),
        Optional.of(base.getMetadata().withNewSchema(columns)),
        base.getCommitter(),
        transaction.getSetTxnOpt(),
        Optional.empty(),
        Optional.of(0),
        0,
        System::currentTimeMillis);
  }

  /**
   * Writes the first entry of a new table, if nobody else has made one.
   *
   * @return whether it is written
   */
  boolean create(StructType schema, List<String> partitionColumns, LogEntry entry)
      throws IOException {
    return asking(
        () -> {
          var builder =
              TableManager.buildCreateTableTransaction(root, schema, ENGINE)
                  .withTableProperties(WITH_DOMAINS)
                  .withMaxRetries(0);
          if (!partitionColumns.isEmpty()) {
            builder =
                builder.withDataLayoutSpec(
                    DataLayoutSpec.partitioned(
                        partitionColumns.stream().map(Column::new).toList()));
          }
          // Kernel's builder of new tables takes no transaction.
          return commit(
              builder.build(engine),
              entry,
              entry.transaction().stream().map(KernelLog::transaction).toList());
        });
  }

  /** Makes a table of the same protocol, columns and properties here, without data. */
  void createLike(TableState other) throws IOException {
    SnapshotImpl model = (SnapshotImpl) other.snapshot();
    Path log = Path.of(root, "_delta_log");
    Files.createDirectories(log);
    List<Row> actions =
        List.of(
            SingleAction.createProtocolSingleAction(model.getProtocol().toRow()),
            SingleAction.createMetadataSingleAction(model.getMetadata().toRow()));
    asking(
        () -> {
          engine
              .getJsonHandler()
              .writeJsonFileAtomically(
                  log.resolve("%020d.json".formatted(0)).toString(), iterator(actions), false);
          return null;
        });
  }

  private static Row transaction(LogEntry.Transaction transaction) {
    return SingleAction.createTxnSingleAction(
        new SetTransaction(
                transaction.application(),
                transaction.version(),
                Optional.of(System.currentTimeMillis()))
            .toRow());
  }

  private boolean commit(Transaction transaction, LogEntry entry, List<Row> more) {
    List<Row> actions = new ArrayList<>(more);
    for (LiveFile file : entry.removed()) {
      AddFile removed =
          new AddFile(file.action().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
      actions.add(
          SingleAction.createRemoveFileSingleAction(
              removed.toRemoveFileRow(true, Optional.empty())));
    }
    entry
        .added()
        .forEach(file -> actions.add(SingleAction.createAddFileSingleAction(addFile(file))));
    entry.gone().forEach(transaction::removeDomainMetadata);
    entry.domains().forEach(transaction::addDomainMetadata);
    try {
      TransactionCommitResult result =
          transaction.commit(engine, CloseableIterable.inMemoryIterable(iterator(actions)));
      checkpoint(result);
      return true;
    } catch (MaxCommitRetryLimitReachedException e) {
      if (e.getCause() instanceof CommitFailedException failed && failed.isConflict()) {
        return false;
      }
      throw e;
    }
  }

  private static CloseableIterator<Row> iterator(List<Row> actions) {
    return Utils.toCloseableIterator(actions.iterator());
  }

  private static Row addFile(LogEntry.Added file) {
    Map<Integer, Object> fields = new HashMap<>();
    fields.put(field("path"), file.path());
    fields.put(field("partitionValues"), VectorUtils.stringStringMapValue(file.values()));
    fields.put(field("size"), file.bytes());
    fields.put(field("modificationTime"), file.modifiedMs());
    fields.put(field("dataChange"), true);
    fields.put(field("stats"), file.statistics());
    return new GenericRow(AddFile.FULL_SCHEMA, fields);
  }

  private static int field(String name) {
    return AddFile.FULL_SCHEMA.indexOf(name);
  }

  /** The commit is in effect: a checkpoint that fails is left to the next one that is due. */
  private void checkpoint(TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      if (hook.getType() == PostCommitHookType.CHECKPOINT) {
        try {
          hook.threadSafeInvoke(engine);
        } catch (IOException | RuntimeException e) {
          LOG.warn(
              "Committed version {} of {}, without the checkpoint that was due; the next one makes"
                  + " up for it",
              result.getVersion(),
              root,
              e);
        }
      }
    }
  }

  /** Something asked of Kernel. */
  private interface Question<T> {
    T ask() throws IOException;
  }

  /** Kernel reports trouble with files as it likes: here it is an IOException. */
  private <T> T asking(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (ConcurrentTransactionException e) {
      throw e;
    } catch (TableAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedTableFeatureException | UnsupportedProtocolVersionException e) {
      throw new RefrainException(
          RefrainException.Kind.REFUSED,
          "Cannot open the Delta table "
              + root
              + ": "
              + e.getMessage()
              + " Nothing was changed. Write it with another engine, or drop the feature.",
          e);
    } catch (RuntimeException e) {
      throw new IOException("The log of " + root + ": " + reason(e), e);
    }
  }

  /** Kernel wraps what happened in what it did: the innermost message says most. */
  private static String reason(Throwable e) {
    String reason = String.valueOf(e.getMessage());
    for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
      reason = t.getMessage() == null ? reason : t.getMessage();
    }
    return reason;
  }
}
