package io.refrain.jdbc.doctor;

import java.util.List;

/**
 * What a table is fit for.
 *
 * @param table the table and where it is
 * @param findings all that was found, what is grave first
 */
public record Diagnosis(String table, List<Finding> findings) {

  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** How safe a mode is: as safe as the worst finding lets it be. */
  public Safety safety(Mode mode) {
    Safety worst = Safety.SAFE;
    for (Finding finding : findings) {
      Safety effect = finding.effect(mode);
      worst = effect.compareTo(worst) > 0 ? effect : worst;
    }
    return worst;
  }

  /** Why a mode is no safer than it is: the findings of just that effect. */
  public List<Finding> reasons(Mode mode) {
    Safety worst = safety(mode);
    return worst == Safety.SAFE
        ? List.of()
        : findings.stream().filter(f -> f.effect(mode) == worst).toList();
  }
}
