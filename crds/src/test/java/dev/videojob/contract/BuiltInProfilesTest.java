package dev.videojob.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import org.junit.jupiter.api.Test;

class BuiltInProfilesTest {
  @Test
  void everyNameHasAProfileThatMakesSomething() {
    assertThat(BuiltInProfiles.names())
        .startsWith(BuiltInProfiles.DEFAULT)
        .allSatisfy(
            name ->
                assertThat(BuiltInProfiles.find(name))
                    .hasValueSatisfying(
                        profile -> assertThat(makesSomething(profile)).as(name).isTrue()));
  }

  @Test
  void otherNamesHaveNone() {
    assertThat(BuiltInProfiles.find("../hls-ladder")).isEmpty();
  }

  private static boolean makesSomething(TranscodeProfileSpec profile) {
    return profile.video() != null
        || profile.audio() != null
        || profile.poster() != null
        || profile.thumbnails() != null;
  }
}
