/**
 * MariaDB, 10.11 and newer, and MySQL, 8.0 and newer: one family, a dialect each.
 *
 * <p>The MariaDB dialect ran on a real server in the tests, through MariaDB's driver. The MySQL
 * dialect ran there through MySQL's own driver, against a MariaDB server; its statements were read
 * by jOOQ's parser for MySQL. It has not been run on a MySQL server.
 */
package io.refrain.jdbc.mysql;
