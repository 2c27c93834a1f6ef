package dev.videojob.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.BuiltInProfiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the built-in profiles. */
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = "Prints the built-in profiles as JSON.")
final class ProfilesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    Map<String, Object> profiles = new LinkedHashMap<>();
    for (String name : BuiltInProfiles.names()) {
      BuiltInProfiles.find(name).ifPresent(profile -> profiles.put(name, profile));
    }
    if (spec != null) {
      String json =
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(profiles);
      spec.commandLine().getOut().println(json);
    }
    return 0;
  }
}
