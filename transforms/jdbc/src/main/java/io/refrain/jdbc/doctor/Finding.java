package io.refrain.jdbc.doctor;

import java.util.Locale;
import java.util.Map;

/**
 * One thing that matters when a table is written to again.
 *
 * @param code what it is; stable
 * @param text what was found and why it matters: a sentence that begins with "it", without its last
 *     period
 * @param remedy what to do, with the statement that does it; empty if there is nothing to do
 * @param effects the modes that are not simply safe because of it
 */
public record Finding(Code code, String text, String remedy, Map<Mode, Safety> effects) {

  public Finding {
    effects = Map.copyOf(effects);
  }

  /** What may be found. */
  public enum Code {
    NOT_A_TABLE,
    MISSING_PRIVILEGES,
    ROW_POLICIES,
    NO_UNIQUE_KEY,
    DEFERRABLE_KEY_INDEX,
    FURTHER_UNIQUE_INDEX,
    DUPLICATE_KEYS,
    NULL_KEYS,
    KEY_NUMBERED_BY_DATABASE,
    KEY_ALWAYS_NUMBERED_BY_DATABASE,
    KEY_COMPUTED_BY_DATABASE,
    KEY_NULLABLE,
    KEY_FLOATING_POINT,
    KEY_COLLATION_INEXACT,
    KEY_TYPE_UNKNOWN,
    VERSION_COMPUTED_BY_DATABASE,
    VERSION_NULLABLE,
    VERSION_IS_TEXT,
    VERSION_TYPE_UNKNOWN,
    NUMBERED_BY_DATABASE,
    COMPUTED_BY_DATABASE,
    COLUMN_TYPE_UNKNOWN,
    TRIGGERS,
    DELETES_REACH_OTHER_TABLES,
    REFERENCED,
    REFERS_TO,
    VANISHES_WITH_PARENT,
    NOT_EXAMINED;

    /** As it is written in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How safe a mode is because of this alone. */
  public Safety effect(Mode mode) {
    return effects.getOrDefault(mode, Safety.SAFE);
  }

  /** Text and remedy, without the last period. */
  public String sentence() {
    return remedy.isEmpty() ? text : text + ". " + remedy;
  }
}
