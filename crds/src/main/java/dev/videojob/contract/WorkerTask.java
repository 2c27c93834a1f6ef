package dev.videojob.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The work of one pod, as JSON in the file that {@link WorkerEnvironment#TASK_FILE} names (the pod
 * annotation {@link WorkerEnvironment#TASK_ANNOTATION} through a downward-API volume).
 *
 * @param jobNamespace namespace of the VideoJob
 * @param jobName name of the VideoJob
 * @param jobUid uid of the VideoJob; names the temporary keys
 * @param attempt number of the attempt, from 1
 * @param source address of the media, {@code s3://BUCKET/KEY} (raw key) or {@code https://…}
 * @param sourceVersionId S3 version to read, or the newest
 * @param sourceEtag expected entity tag
 * @param sourceSizeBytes expected size
 * @param destination {@code s3://BUCKET/PREFIX} under which final names are
 * @param profileName name of the profile, for the manifest
 * @param profile what to make
 * @param stallSeconds seconds without progress after which the worker gives up with exit 20
 * @param progressUrl address to POST {@link ProgressReport}s to, at most one per 2 s; absent: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record WorkerTask(
    String jobNamespace,
    String jobName,
    String jobUid,
    int attempt,
    String source,
    @Nullable String sourceVersionId,
    @Nullable String sourceEtag,
    @Nullable Long sourceSizeBytes,
    String destination,
    String profileName,
    TranscodeProfileSpec profile,
    int stallSeconds,
    @Nullable String progressUrl) {}
