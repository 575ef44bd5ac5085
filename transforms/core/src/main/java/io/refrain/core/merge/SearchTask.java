package io.refrain.core.merge;

import io.refrain.core.store.TableFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files that one worker searches, and the keys it looks for.
 *
 * @param filter finds every touched key
 * @param files that may hold one
 */
record SearchTask(KeyFilter filter, List<FileTask> files) implements Serializable {
  /**
   * Up to how many bytes the filters of all tasks may take together, if there are more than few.
   */
  private static final long FILTER_BYTES = 64 << 20;

  SearchTask {
    files = List.copyOf(files);
  }

  /**
   * Shares files out among tasks, so that each has about as many bytes: a task for each file, while
   * their filters are small.
   *
   * @param few as many tasks there may be in any case
   */
  static List<SearchTask> of(String base, List<TableFile> files, KeyFilter filter, int few) {
    long most = Math.max(few, FILTER_BYTES / filter.sizeInBytes());
    int tasks = (int) Math.min(files.size(), most);
    List<FileTask> numbered = new ArrayList<>();
    files.forEach(file -> numbered.add(new FileTask(base, numbered.size(), file)));
    // The largest first, in turn: a worker that is done early finds small ones left.
    numbered.sort(Comparator.comparingLong(task -> -task.file().bytes()));
    List<List<FileTask>> shares = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      shares.add(new ArrayList<>());
    }
    for (int i = 0; i < numbered.size(); i++) {
      shares.get(i % tasks).add(numbered.get(i));
    }
    return shares.stream().map(share -> new SearchTask(filter, share)).toList();
  }
}
