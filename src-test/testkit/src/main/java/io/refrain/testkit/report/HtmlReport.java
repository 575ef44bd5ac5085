package io.refrain.testkit.report;

/** The report as one page without any other file. */
final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Idempotency report</title>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: .4em .6em; border-top: 1px solid #ccc }
      .bad { color: #a40000; font-weight: bold } .same { color: #006400 } .open { color: #8a5a00 }
      pre { white-space: pre-wrap; background: #f4f4f4; padding: .6em; margin: .4em 0 }
      </style></head><body>
      """;

  private HtmlReport() {}

  static String of(IdempotencyReport report) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h1>").append(escape(report.verdict())).append("</h1>\n<table>\n");
    page.append("<tr><th>scenario</th><th>outcome</th><th>what was found</th><th>runs</th></tr>\n");
    for (ScenarioResult result : report.results()) {
      page.append("<tr><td>")
          .append(escape(result.scenario().title()))
          .append("</td><td class=\"")
          .append(style(result.outcome()))
          .append("\">")
          .append(escape(result.outcome().title()))
          .append("</td><td>");
      finding(page, result.outcome());
      page.append("</td><td>").append(result.runs()).append("</td></tr>\n");
    }
    return page.append("</table>\n<p>Seed ")
        .append(report.seed())
        .append("; rows after the reference run: ")
        .append(report.referenceRows())
        .append("; ")
        .append(escape(report.effort().toString()))
        .append("</p>\n</body></html>\n")
        .toString();
  }

  private static void finding(StringBuilder page, Outcome outcome) {
    page.append(escape(outcome.detail()));
    if (outcome.isBad()) {
      page.append("<br>").append(escape(outcome.likelyCause()));
    }
    if (outcome instanceof Outcome.Different different) {
      page.append("<pre>")
          .append(escape(String.join("\n", Evidence.of(different.difference()))))
          .append("</pre>");
    }
  }

  private static String style(Outcome outcome) {
    if (outcome.isBad()) {
      return "bad";
    }
    return outcome instanceof Outcome.Same ? "same" : "open";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
