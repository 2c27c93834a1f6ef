package dev.videojob.chaos.verdict;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.chaos.load.Load;
import java.util.List;
import java.util.Map;

/**
 * All that was seen of a run.
 *
 * @param sent what was sent
 * @param jobs its VideoJobs
 * @param letters every dead letter, copies too
 * @param stored what the metadata store says of each VideoJob, by uid
 * @param processed what the processed queue has said of each VideoJob, by uid, repetitions too
 * @param missing objects that a succeeded VideoJob's manifest names and S3 has not, by uid; the
 *     manifest itself if that is missing
 * @param publications every manifest that was written, repetitions too
 * @param pods every pod whose processes were seen
 * @param leftInQueue messages in the source queue at the end, those in flight included
 */
public record Observations(
    Load sent,
    List<SeenJob> jobs,
    List<Letter> letters,
    Map<String, JobState> stored,
    Map<String, List<JobState>> processed,
    Map<String, List<String>> missing,
    List<Publication> publications,
    List<PodLife> pods,
    long leftInQueue) {

  public Observations {
    jobs = List.copyOf(jobs);
    letters = List.copyOf(letters);
    stored = Map.copyOf(stored);
    processed = Map.copyOf(processed);
    missing = Map.copyOf(missing);
    publications = List.copyOf(publications);
    pods = List.copyOf(pods);
  }
}
