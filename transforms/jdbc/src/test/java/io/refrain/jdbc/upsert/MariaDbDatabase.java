package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.testing.MariaDbServer;
import java.util.regex.Pattern;

/**
 * An empty database of a real MariaDB server, whose sessions stand in an odd time zone and in a
 * mode that lets values be bent, unless somebody sees to it.
 */
public final class MariaDbDatabase {
  private static final Pattern INSTANT = Pattern.compile("TIMESTAMP WITH TIME ZONE ('[^']+)\\+00'");

  private MariaDbDatabase() {}

  public static Database fresh() throws Exception {
    return fresh(
        "jdbc:mariadb://localhost:" + MariaDbServer.port() + "/test?useAffectedRows=false&");
  }

  /** The same, in a server that knows of rights. */
  public static Database freshGuarded() throws Exception {
    return fresh("jdbc:mariadb://localhost:" + MariaDbServer.guardedPort() + "/test?");
  }

  /** The same, through MySQL's own driver and dialect. */
  static Database freshForMySql() throws Exception {
    return fresh("jdbc:mysql://localhost:" + MariaDbServer.port() + "/test?sslMode=DISABLED&");
  }

  private static Database fresh(String url) throws Exception {
    Database database =
        new Database(
            JdbcConnection.of(
                    url
                        + "sessionVariables=sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES',time_zone='-03:30'")
                .user("root"),
            MariaDbDatabase::translated);
    database.run("DROP DATABASE test", "CREATE DATABASE test CHARACTER SET utf8mb4");
    return database;
  }

  private static String translated(String sql) {
    String words =
        INSTANT
            .matcher(sql)
            .replaceAll("CONVERT_TZ(TIMESTAMP $1', '+00:00', @@time_zone)")
            .replace("TIMESTAMP(6) WITH TIME ZONE", "<instant>")
            .replace(" TIMESTAMP(", " DATETIME(")
            .replace("<instant> NOT NULL", "TIMESTAMP(6)")
            .replace("<instant>", "TIMESTAMP(6) NULL")
            .replace("ALTER COLUMN updated_at DROP NOT NULL", "MODIFY updated_at TIMESTAMP(6) NULL")
            .replace("ALTER COLUMN product SET NOT NULL", "MODIFY product VARCHAR(100) NOT NULL")
            .replace("AS VARCHAR(19))", "AS CHAR(19))")
            // A key has to be compared by its bytes.
            .replace("(shop VARCHAR(300)", "(shop VARCHAR(300) COLLATE utf8mb4_nopad_bin");
    // Only a constraint of the table may have a name of its own.
    return words.contains(" CHECK (quantity < 1000)")
        ? words.replace(" CHECK (quantity < 1000)", "").replaceFirst("\\)$", "")
            + ", CONSTRAINT few_enough CHECK (quantity < 1000))"
        : words;
  }
}
