/**
 * How the rows of a scope of a table are replaced in one transaction, and who wrote which rows is
 * remembered beside them. Internal: {@link io.refrain.jdbc.JdbcTable} is the way in.
 */
package io.refrain.jdbc.replace;
