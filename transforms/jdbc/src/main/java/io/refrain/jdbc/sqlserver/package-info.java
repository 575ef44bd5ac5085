/**
 * SQL Server, 2019 or later, and Azure SQL. Did not run on a real server in the tests: statements
 * are compared with golden ones, and read by a parser or by H2 in its mode for SQL Server where
 * that understands them.
 */
package io.refrain.jdbc.sqlserver;
