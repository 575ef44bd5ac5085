package io.refrain.testkit;

import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import java.util.Locale;
import java.util.TimeZone;
import org.joda.time.DateTimeZone;

/** The same run in a JVM with other defaults. */
record PlaceChecks(Laboratory lab) {
  private static final String EAST = "Pacific/Chatham";
  private static final String WEST = "Pacific/Marquesas";

  Outcome otherTimeZone() {
    if (isElsewhere()) {
      return elsewhere();
    }
    TimeZone before = TimeZone.getDefault();
    DateTimeZone jodaBefore = DateTimeZone.getDefault();
    String other = otherZone(before);
    Trial trial;
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(other));
      DateTimeZone.setDefault(DateTimeZone.forID(other));
      trial = lab.freshTrial(lab.plain());
    } finally {
      TimeZone.setDefault(before);
      DateTimeZone.setDefault(jodaBefore);
    }
    return lab.judge(
        Scenario.OTHER_TIME_ZONE, "run in " + other + " instead of " + before.getID(), trial);
  }

  Outcome otherLocale() {
    if (isElsewhere()) {
      return elsewhere();
    }
    Locale before = Locale.getDefault();
    Locale other = otherLocale(before);
    Trial trial;
    try {
      Locale.setDefault(other);
      trial = lab.freshTrial(lab.plain());
    } finally {
      Locale.setDefault(before);
    }
    return lab.judge(
        Scenario.OTHER_LOCALE,
        "run in " + other.toLanguageTag() + " instead of " + before.toLanguageTag(),
        trial);
  }

  /** The one of two that is further away; both have offsets that are no whole hours. */
  static String otherZone(TimeZone zone) {
    return zone.getRawOffset() > 0 ? WEST : EAST;
  }

  /** Arabic digits, and Turkish letters; for a Turk, English ones. */
  static Locale otherLocale(Locale locale) {
    boolean dotless = locale.getLanguage().equals("tr") || locale.getLanguage().equals("az");
    return Locale.forLanguageTag(dotless ? "en-US-u-nu-arab" : "tr-TR-u-nu-arab");
  }

  /** Only steps of the kit can tell where workers are; without one, this process is assumed. */
  private boolean isElsewhere() {
    Ended.Hooks hooks = lab.reference().hooks();
    return hooks.input().cutsBundles() && !hooks.isSeen();
  }

  private static Outcome elsewhere() {
    return new Outcome.NotChecked(
        "the workers run in another process, whose defaults cannot be changed from here");
  }
}
