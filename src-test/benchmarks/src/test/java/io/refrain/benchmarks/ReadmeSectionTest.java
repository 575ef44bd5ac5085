package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReadmeSectionTest {
  private static final String TEXT =
      "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n<!-- begin y -->\n<!-- end y -->\n";

  @Test
  void onlyTheNamedSectionChanges() {
    assertThat(
        ReadmeSection.replace(TEXT, "x", "new\n"),
        equalTo("a\n<!-- begin x -->\nnew\n<!-- end x -->\nb\n<!-- begin y -->\n<!-- end y -->\n"));
  }

  @Test
  void aSectionThatIsNotThereIsAnError() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> ReadmeSection.replace(TEXT, "z", "new"))
            .getMessage(),
        equalTo("No section 'z': <!-- begin z --> and <!-- end z --> are not both there."));
  }
}
