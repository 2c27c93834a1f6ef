package dev.videojob.sim;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatusBuilder;
import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.act.AttemptJobs;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.observe.ClusterReads;
import dev.videojob.operator.outbox.JobDocument;
import dev.videojob.operator.outbox.MetadataStore;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import dev.videojob.operator.reconcile.StatusWriter;
import dev.videojob.operator.redrive.DeadLetterBox;
import dev.videojob.operator.redrive.RedriveStore;
import dev.videojob.operator.status.FirstStatus;
import dev.videojob.operator.tombstones.SegmentStore;
import dev.videojob.sim.operator.Seams;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Faults that an operator could have; each breaks something that it promises. */
enum PlantedBug implements Seams {
  THE_MESSAGE_IS_DELETED_WHEN_IT_IS_RECEIVED {
    @Override
    public WorkSource source(WorkSource real) {
      return new Source(real) {
        @Override
        public List<ReceivedMessage> receive(int max) throws InterruptedException {
          var received = super.receive(max);
          if (!received.isEmpty()) {
            var _ = delete(received.stream().map(ReceivedMessage::lease).toList());
          }
          return received;
        }
      };
    }
  },
  A_LEASE_IS_NOT_WRITTEN_DOWN {
    @Override
    public VideoJobStore store(VideoJobStore real) {
      return new Store(real) {
        @Override
        public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
          return Optional.of(asRead);
        }
      };
    }
  },
  THE_NAME_OF_A_VIDEO_JOB_IS_NOT_DERIVED {
    @Override
    public VideoJobStore store(VideoJobStore real) {
      return new Store(real) {
        private int made;

        @Override
        public Creation create(VideoJob job) {
          job.getMetadata().setName(job.getMetadata().getName() + "-" + ++made);
          return super.create(job);
        }
      };
    }
  },
  RECORDS_ARE_NOT_WAITED_FOR {
    @Override
    public VideoJobStore store(VideoJobStore real) {
      return new Store(real) {
        @Override
        public List<VideoJob> ofMessage(String namespace, String messageLabel) {
          var jobs = super.ofMessage(namespace, messageLabel);
          jobs.forEach(
              job ->
                  job.setStatus(
                      VideoJobStatusBuilder.builder(VideoJobStatus.NEW)
                          .state(JobState.SUCCEEDED)
                          .build()));
          return jobs;
        }
      };
    }
  },
  THE_NAME_OF_A_JOB_IS_NOT_DERIVED {
    @Override
    public AttemptJobs jobs(AttemptJobs real) {
      return new AttemptJobs() {
        private int made;

        @Override
        public boolean create(VideoJob videoJob, Job job) {
          var meta = job.getMetadata();
          var number = meta.getName().lastIndexOf('-');
          meta.setName(
              meta.getName().substring(0, number)
                  + "x"
                  + ++made
                  + meta.getName().substring(number));
          return real.create(videoJob, job);
        }

        @Override
        public void delete(String namespace, String jobName) {
          real.delete(namespace, jobName);
        }
      };
    }
  },
  A_JOB_IS_MADE_BEFORE_ITS_ATTEMPT_IS_RECORDED {
    @Override
    public StatusWriter statuses(StatusWriter real, VideoJobStore store) {
      return (job, before, next) -> {
        if (next.state() != JobState.STARTING) {
          return real.write(job, before, next);
        }
        job.setStatus(next);
        return job;
      };
    }
  },
  A_STATUS_IS_WRITTEN_OVER_WHATEVER_IS_THERE {
    @Override
    public StatusWriter statuses(StatusWriter real, VideoJobStore store) {
      return (job, before, next) -> {
        var meta = job.getMetadata();
        var fresh = store.find(meta.getNamespace(), meta.getName()).orElse(job);
        return real.write(fresh, FirstStatus.recorded(fresh), next);
      };
    }
  },
  ABSENCE_IN_A_CACHE_IS_BELIEVED {
    @Override
    public ClusterReads reads(ClusterReads real) {
      return new Reads(real) {
        @Override
        public Optional<Job> liveJob(String namespace, String name) {
          return cachedJob(namespace, name);
        }

        @Override
        public List<Pod> pods(String namespace, String jobName) {
          return cachedJob(namespace, jobName).isPresent()
              ? super.pods(namespace, jobName)
              : List.of();
        }
      };
    }
  },
  A_POD_THAT_OUTLIVES_ITS_JOB_IS_NOT_LOOKED_FOR {
    @Override
    public ClusterReads reads(ClusterReads real) {
      return new Reads(real) {
        @Override
        public List<Pod> pods(String namespace, String jobName) {
          return liveJob(namespace, jobName).isPresent()
              ? super.pods(namespace, jobName)
              : List.of();
        }
      };
    }
  },
  A_FAILURE_IS_TAKEN_FOR_A_SUCCESS {
    @Override
    public ClusterReads reads(ClusterReads real) {
      return new Reads(real) {
        @Override
        public Optional<Job> cachedJob(String namespace, String name) {
          return super.cachedJob(namespace, name).map(PlantedBug::complete);
        }
      };
    }
  },
  A_DEAD_LETTER_NEED_NOT_BE_ACCEPTED {
    @Override
    public QueueSender sender(QueueSender real) {
      return (sqs, url, message) ->
          unless(url.equals(sqs.deadLetterQueueUrl()), real, sqs, url, message);
    }
  },
  THE_PROCESSED_QUEUE_NEED_NOT_ACCEPT {
    @Override
    public QueueSender sender(QueueSender real) {
      return (sqs, url, message) ->
          unless(url.equals(sqs.processedQueueUrl()), real, sqs, url, message);
    }
  },
  THE_METADATA_STORE_NEED_NOT_ACCEPT {
    @Override
    public MetadataStore metadata(MetadataStore real) {
      return new MetadataStore() {
        @Override
        public void upsert(JobDocument document) {
          try {
            real.upsert(document);
          } catch (StoreAway away) {
            // The bug.
          }
        }

        @Override
        public void close() {}
      };
    }
  },
  A_DEAD_LETTER_IS_OFFERED_TEN_TIMES_ONLY {
    @Override
    public QueueSender sender(QueueSender real) {
      Map<String, Integer> refusals = new HashMap<>();
      return (sqs, url, message) -> {
        try {
          real.send(sqs, url, message);
        } catch (SendRefused refused) {
          if (!url.equals(sqs.deadLetterQueueUrl())
              || refusals.merge(message.id(), 1, Integer::sum) < 10) {
            throw refused;
          }
        }
      };
    }
  },
  THE_METADATA_STORE_IS_TRIED_TWENTY_TIMES_ONLY {
    @Override
    public MetadataStore metadata(MetadataStore real) {
      Map<String, Integer> refusals = new HashMap<>();
      return new MetadataStore() {
        @Override
        public void upsert(JobDocument document) throws StoreAway {
          try {
            real.upsert(document);
          } catch (StoreAway away) {
            if (refusals.merge(document.id(), 1, Integer::sum) < 20) {
              throw away;
            }
          }
        }

        @Override
        public void close() {}
      };
    }
  },
  A_LETTER_IS_DELETED_BEFORE_IT_RETURNS {
    @Override
    public DeadLetterBox letters(DeadLetterBox real) {
      return new DeadLetterBox() {
        @Override
        public List<ReceivedMessage> receive(int most) throws InterruptedException {
          var letters = real.receive(most);
          if (!letters.isEmpty()) {
            var _ = real.delete(letters.stream().map(ReceivedMessage::lease).toList());
          }
          return letters;
        }

        @Override
        public List<DeleteOutcome> delete(List<Lease> letters) {
          return real.delete(letters);
        }

        @Override
        public void release(List<Lease> letters) {
          real.release(letters);
        }

        @Override
        public Depth depth() {
          return real.depth();
        }
      };
    }
  },
  LETTERS_ON_THEIR_WAY_ARE_NOT_WRITTEN_DOWN {
    @Override
    public RedriveStore redrives(RedriveStore real) {
      return new RedriveStore() {
        @Override
        public Optional<DeadLetterRedrive> find(String namespace, String name) {
          return real.find(namespace, name);
        }

        @Override
        public Optional<DeadLetterRedrive> replaceStatus(
            DeadLetterRedrive asRead, DeadLetterRedriveStatus status) {
          return real.replaceStatus(
              asRead, DeadLetterRedriveStatusBuilder.builder(status).moving(List.of()).build());
        }
      };
    }
  },
  FINISHED_WORK_IS_REMEMBERED_BY_ITS_OPERATOR_ONLY {
    @Override
    public SegmentStore segments(SegmentStore real) {
      return new Segments(real) {
        @Override
        public void readAll(Consumer<FinishedWork> reader) {
          // The bug.
        }

        @Override
        public Written create(FinishedWork segment) {
          return new Written.Stored(stored(segment));
        }

        @Override
        public Written replace(FinishedWork segment) {
          return new Written.Stored(stored(segment));
        }
      };
    }
  },
  A_DELETED_VIDEO_JOB_GOES_AT_ONCE {
    @Override
    public boolean settlesBeforeGoing() {
      return false;
    }
  };

  private static void unless(
      boolean forgiven, QueueSender real, Sqs sqs, String url, QueueSender.Outgoing message)
      throws SendRefused {
    try {
      real.send(sqs, url, message);
    } catch (SendRefused refused) {
      if (!forgiven) {
        throw refused;
      }
    }
  }

  private static Job complete(Job job) {
    if (job.getStatus() == null || job.getStatus().getConditions().isEmpty()) {
      return job;
    }
    return new JobBuilder(job)
        .editStatus()
        .editFirstCondition()
        .withType("Complete")
        .endCondition()
        .endStatus()
        .build();
  }

  private abstract static class Source implements WorkSource {
    private final WorkSource real;

    Source(WorkSource real) {
      this.real = real;
    }

    @Override
    public List<ReceivedMessage> receive(int max) throws InterruptedException {
      return real.receive(max);
    }

    @Override
    public List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
      return real.renew(leases, wanted);
    }

    @Override
    public List<DeleteOutcome> delete(List<Lease> leases) {
      return real.delete(leases);
    }

    @Override
    public void release(List<Lease> leases) {
      real.release(leases);
    }
  }

  private abstract static class Store implements VideoJobStore {
    private final VideoJobStore real;

    Store(VideoJobStore real) {
      this.real = real;
    }

    @Override
    public Creation create(VideoJob job) {
      return real.create(job);
    }

    @Override
    public Optional<VideoJob> find(String namespace, String name) {
      return real.find(namespace, name);
    }

    @Override
    public List<VideoJob> ofMessage(String namespace, String messageLabel) {
      return real.ofMessage(namespace, messageLabel);
    }

    @Override
    public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
      return real.annotate(asRead, annotations);
    }

    @Override
    public void ensure(Secret secret) {
      real.ensure(secret);
    }
  }

  private static FinishedWork stored(FinishedWork segment) {
    segment.getMetadata().setResourceVersion("1");
    return segment;
  }

  private abstract static class Segments implements SegmentStore {
    private final SegmentStore real;

    Segments(SegmentStore real) {
      this.real = real;
    }

    @Override
    public void readAll(Consumer<FinishedWork> reader) {
      real.readAll(reader);
    }

    @Override
    public Optional<FinishedWork> find(String name) {
      return real.find(name);
    }

    @Override
    public Written create(FinishedWork segment) {
      return real.create(segment);
    }

    @Override
    public Written replace(FinishedWork segment) {
      return real.replace(segment);
    }

    @Override
    public void delete(FinishedWork asRead) {
      real.delete(asRead);
    }
  }

  private abstract static class Reads implements ClusterReads {
    private final ClusterReads real;

    Reads(ClusterReads real) {
      this.real = real;
    }

    @Override
    public Optional<Job> cachedJob(String namespace, String name) {
      return real.cachedJob(namespace, name);
    }

    @Override
    public Optional<Job> liveJob(String namespace, String name) {
      return real.liveJob(namespace, name);
    }

    @Override
    public Stream<Pod> waitingPods(String namespace) {
      return real.waitingPods(namespace);
    }

    @Override
    public Stream<Event> podRefusals(String namespace) {
      return real.podRefusals(namespace);
    }

    @Override
    public List<Pod> pods(String namespace, String jobName) {
      return real.pods(namespace, jobName);
    }
  }
}
