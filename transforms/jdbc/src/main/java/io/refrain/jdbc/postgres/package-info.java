/** PostgreSQL, 12 and newer. Ran on a real server in the tests. */
package io.refrain.jdbc.postgres;
