package io.refrain.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * A server of Iceberg's REST protocol on the loopback interface, as far as replace and merge need
 * it: Iceberg's own handlers over another catalog. One commit can be made to go wrong.
 */
final class RestServer implements Closeable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    MAPPER.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    MAPPER.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    MAPPER.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    RESTSerializers.registerAll(MAPPER);
  }

  private final Catalog catalog;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final AtomicReference<Fault> next = new AtomicReference<>();

  /** What becomes of a commit. */
  enum Fault {
    /** It takes effect, and the gateway says that it waited too long. */
    ANSWER_LOST,
    /** The gateway says the same, and the catalog has never heard of it. */
    NEVER_ARRIVED
  }

  /**
   * @param catalog where the tables are; not closed with the server
   */
  RestServer(Catalog catalog) throws IOException {
    this.catalog = catalog;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String uri() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The next commit goes wrong, and no other. */
  void failNext(Fault fault) {
    next.set(fault);
  }

  private record Answer(int status, Object body) {}

  private void handle(HttpExchange exchange) throws IOException {
    byte[] asked = exchange.getRequestBody().readAllBytes();
    Answer answer;
    try {
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      answer = answer(exchange.getRequestMethod(), path.split("/", -1), asked);
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      answer = error(404, e);
    } catch (AlreadyExistsException | CommitFailedException e) {
      answer = error(409, e);
    } catch (RuntimeException e) {
      answer = error(400, e);
    }
    byte[] body =
        answer.body() == null
            ? new byte[0]
            : MAPPER.writeValueAsString(answer.body()).getBytes(StandardCharsets.UTF_8);
    boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static Answer error(int status, Exception e) {
    ErrorResponse.Builder error =
        ErrorResponse.builder()
            .responseCode(status)
            .withType(e.getClass().getSimpleName())
            .withMessage(e.getMessage());
    return new Answer(status, error.build());
  }

  /** The resources are config, namespaces, namespaces/N, namespaces/N/tables and .../tables/T. */
  private synchronized Answer answer(String method, String[] path, byte[] body) throws IOException {
    if (path[0].equals("config")) {
      return new Answer(200, ConfigResponse.builder().build());
    }
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    Namespace namespace = path.length > 1 ? Namespace.of(path[1]) : Namespace.empty();
    if (path.length == 1 && method.equals("POST")) {
      return new Answer(
          200,
          CatalogHandlers.createNamespace(namespaces, read(body, CreateNamespaceRequest.class)));
    } else if (path.length == 2) {
      return new Answer(200, CatalogHandlers.loadNamespace(namespaces, namespace));
    } else if (path.length == 3 && method.equals("POST")) {
      CreateTableRequest request = read(body, CreateTableRequest.class);
      return new Answer(200, CatalogHandlers.createTable(catalog, namespace, request));
    } else if (path.length == 4) {
      TableIdentifier table = TableIdentifier.of(namespace, path[3]);
      return method.equals("POST")
          ? commit(table, read(body, UpdateTableRequest.class))
          : new Answer(200, CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL));
    }
    return error(404, new IOException("Not here: " + method + " " + String.join("/", path)));
  }

  private static <T> T read(byte[] body, Class<T> type) throws IOException {
    return MAPPER.readValue(body, type);
  }

  private Answer commit(TableIdentifier table, UpdateTableRequest request) {
    Fault fault = next.getAndSet(null);
    if (fault == Fault.NEVER_ARRIVED) {
      return error(504, new IOException("the gateway waited too long"));
    }
    Object done = CatalogHandlers.updateTable(catalog, table, request);
    return fault == null
        ? new Answer(200, done)
        : error(504, new IOException("the gateway waited too long"));
  }

  /** As a catalog of a client. */
  IcebergCatalog client() {
    return IcebergCatalog.of(Map.of("type", "rest", "uri", uri()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
