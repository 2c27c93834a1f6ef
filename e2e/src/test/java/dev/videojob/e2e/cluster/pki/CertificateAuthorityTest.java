package dev.videojob.e2e.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

  private final CertificateAuthority authority = CertificateAuthority.create("test", NOW);

  @Test
  void whatItIssuesIsSignedByItAndByNoOther() {
    var certificate = client().certificate();

    assertThatCode(() -> certificate.verify(authority.self().certificate().getPublicKey()))
        .doesNotThrowAnyException();
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(authority.self().certificate().getSubjectX500Principal());
    assertThatThrownBy(
            () ->
                certificate.verify(
                    CertificateAuthority.create("test", NOW).self().certificate().getPublicKey()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void onlyItselfMaySignOthers() {
    assertThat(authority.self().certificate().getBasicConstraints()).isNotNegative();
    assertThat(client().certificate().getBasicConstraints()).isNegative();
  }

  @Test
  void aClientsNameAndGroupsAreInItsSubject() throws CertificateParsingException {
    var certificate = client().certificate();

    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=ann,O=two,O=one");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly(CLIENT_USE);
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
  }

  @Test
  void aServerIsCalledByEachOfItsNamesAndAddresses() throws CertificateParsingException {
    var identity =
        Identity.server("api", "api", List.of("kubernetes", "localhost"), List.of("10.96.0.1"));

    var certificate = authority.issue(identity, KeyKind.EC).certificate();

    assertThat(Objects.requireNonNull(certificate.getSubjectAlternativeNames()))
        .<Object>map(name -> name.get(1))
        .containsExactly("kubernetes", "localhost", "10.96.0.1");
    assertThat(certificate.getExtendedKeyUsage()).contains(SERVER_USE);
  }

  @Test
  void aCertificateHoldsForAYearAndAllowsForAClockThatIsLate() {
    var certificate = client().certificate();

    assertThatCode(() -> certificate.checkValidity(Date.from(NOW.minus(Duration.ofMinutes(4)))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> certificate.checkValidity(Date.from(NOW.plus(Duration.ofDays(366)))))
        .isInstanceOf(CertificateExpiredException.class);
  }

  private KeyAndCertificate client() {
    return authority.issue(Identity.client("ann", "ann", "one", "two"), KeyKind.EC);
  }
}
