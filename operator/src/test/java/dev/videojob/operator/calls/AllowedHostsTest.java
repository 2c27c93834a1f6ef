package dev.videojob.operator.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static InetAddress address(String written) {
    try {
      return InetAddress.getByName(written);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.170.2",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:0:0:0:0:80ff:fefe"
      })
  void what_is_not_of_the_internet_is_refused(String written) {
    assertThat(AllowedHosts.NONE.allow("example.org", address(written))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.215.14",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.1.1",
        "169.253.1.1",
        "100.63.1.1",
        "2606:4700::1111",
        "64:ff9b::5db8:d70e",
        "2002:5db8:d70e::1"
      })
  void what_is_of_the_internet_is_allowed(String written) {
    assertThat(AllowedHosts.NONE.allow("example.org", address(written))).isTrue();
  }

  @Test
  void a_range_opens_its_addresses_and_no_others() {
    var allowed = AllowedHosts.parse(List.of("10.0.0.0/9", "fd00::/8", "127.0.0.1"));

    assertThat(allowed.allow("a", address("10.127.255.255"))).isTrue();
    assertThat(allowed.allow("a", address("10.128.0.0"))).isFalse();
    assertThat(allowed.allow("a", address("fd12::1"))).isTrue();
    assertThat(allowed.allow("a", address("127.0.0.1"))).isTrue();
    assertThat(allowed.allow("a", address("127.0.0.2"))).isFalse();
  }

  @Test
  void a_name_opens_itself_and_one_with_a_dot_what_is_below() {
    var allowed = AllowedHosts.parse(List.of("render.video.svc", ".internal"));
    var inside = address("10.0.0.1");

    assertThat(allowed.allow("Render.Video.svc.", inside)).isTrue();
    assertThat(allowed.allow("other.render.video.svc", inside)).isFalse();
    assertThat(allowed.allow("a.internal", inside)).isTrue();
    assertThat(allowed.allow("internal", inside)).isFalse();
    assertThat(allowed.allow("evilinternal", inside)).isFalse();
  }

  @Test
  void a_name_does_not_open_the_metadata_services_of_clouds() {
    var byName = AllowedHosts.parse(List.of(".internal"));
    var byRange = AllowedHosts.parse(List.of("169.254.169.254/32"));
    var metadata = address("169.254.169.254");

    assertThat(byName.allow("metadata.internal", metadata)).isFalse();
    assertThat(byRange.allow("metadata.internal", metadata)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "300.0.0.1", "::/129", "http://a", "a b", "-a", "*", "a/8"})
  void what_is_neither_range_nor_name_is_named(String entry) {
    assertThatThrownBy(() -> AllowedHosts.parse(List.of("a", entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(entry);
  }
}
