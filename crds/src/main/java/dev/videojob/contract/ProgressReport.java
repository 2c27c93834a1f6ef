package dev.videojob.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One POST of a worker to {@link WorkerTask#progressUrl}. The answer 410 (Gone) says that the
 * attempt is superseded or cancelled and must not publish; any other answer, or none, changes
 * nothing.
 *
 * @param attempt number of the attempt
 * @param phase what the worker is at
 * @param percent 0 to 100 over all phases
 * @param speed seconds of media encoded per second
 * @param etaSeconds estimated seconds to the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record ProgressReport(
    int attempt, String phase, int percent, @Nullable Double speed, @Nullable Long etaSeconds) {}
