package dev.videojob.e2e.cluster.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What every certificate of a cluster is signed by. Certificates are valid for a year: a cluster
 * for tests is younger.
 */
public final class CertificateAuthority {
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyAndCertificate self;
  private final Instant now;

  private CertificateAuthority(KeyAndCertificate self, Instant now) {
    this.self = self;
    this.now = now;
  }

  /** A new one with a new key. */
  public static CertificateAuthority create(String commonName, Instant now) {
    var name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    var keys = KeyKind.EC.newPair();
    try {
      var builder = builder(name, name, keys, now);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new CertificateAuthority(signed(builder, keys, keys), now);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its own certificate, which clients and servers trust. */
  public KeyAndCertificate self() {
    return self;
  }

  /** A certificate, with a new key, for a client, a server or what is both. */
  public KeyAndCertificate issue(Identity identity, KeyKind kind) {
    var issuer = new X500Name(self.certificate().getSubjectX500Principal().getName());
    var keys = kind.newPair();
    try {
      var builder = builder(issuer, subject(identity), keys, now);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(Extension.extendedKeyUsage, false, purposes(identity));
      add(builder, identity);
      return signed(builder, keys, self.keys());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name subject(Identity identity) {
    var name = new X500NameBuilder();
    identity.organizations().forEach(organization -> name.addRDN(BCStyle.O, organization));
    return name.addRDN(BCStyle.CN, identity.commonName()).build();
  }

  private static ExtendedKeyUsage purposes(Identity identity) {
    return isServer(identity)
        ? new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth})
        : new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
  }

  private static boolean isServer(Identity identity) {
    return !identity.dnsNames().isEmpty() || !identity.addresses().isEmpty();
  }

  private static void add(X509v3CertificateBuilder builder, Identity identity)
      throws CertIOException {
    if (isServer(identity)) {
      var names =
          identity.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name));
      var addresses =
          identity.addresses().stream()
              .map(address -> new GeneralName(GeneralName.iPAddress, address));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(Stream.concat(names, addresses).toArray(GeneralName[]::new)));
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now) throws CertIOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(127, RANDOM).add(BigInteger.ONE),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(VALIDITY)),
            subject,
            keys.getPublic());
    try {
      var identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic());
      builder.addExtension(Extension.subjectKeyIdentifier, false, identifier);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return builder;
  }

  private static KeyAndCertificate signed(
      X509v3CertificateBuilder builder, KeyPair keys, KeyPair signer) {
    try {
      var content = new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate());
      return new KeyAndCertificate(
          keys, new JcaX509CertificateConverter().getCertificate(builder.build(content)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
