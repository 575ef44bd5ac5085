/**
 * What in a table stands in the way of writing to it again and again: found before the first row,
 * said with the statement that helps. The sinks refuse what is found unsafe here.
 */
package io.refrain.jdbc.doctor;
