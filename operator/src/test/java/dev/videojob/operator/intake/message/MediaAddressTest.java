package dev.videojob.operator.intake.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaAddressTest {
  @ParameterizedTest
  @CsvSource({
    "s3://uploads/a b+c%20.mp4, uploads, a b+c%20.mp4",
    "s3a://uploads/a.mp4, uploads, a.mp4",
    "https://uploads.s3.eu-west-1.amazonaws.com/a%20b+c.mp4, uploads, a b+c.mp4",
    "https://uploads.s3.amazonaws.com/x/%C3%BC.mp4, uploads, x/ü.mp4",
    "https://my.dotted.bucket.s3-eu-west-1.amazonaws.com/a, my.dotted.bucket, a",
    "https://uploads.s3.dualstack.eu-west-1.amazonaws.com/a, uploads, a",
    "https://uploads.s3-accelerate.amazonaws.com/a, uploads, a",
    "https://s3.eu-west-1.amazonaws.com/uploads/in/a.mp4, uploads, in/a.mp4",
    "https://s3.amazonaws.com/uploads/a.mp4, uploads, a.mp4",
    "https://uploads.s3.cn-north-1.amazonaws.com.cn/a.mp4, uploads, a.mp4",
  })
  void ofS3IsBucketAndRawKey(String text, String bucket, String key) {
    assertThat(MediaAddress.parse(text)).isEqualTo(new MediaAddress.S3Object(bucket, key, null));
  }

  @Test
  void ofS3MayNameAVersion() {
    assertThat(MediaAddress.parse("https://uploads.s3.amazonaws.com/a.mp4?versionId=x%2B1"))
        .isEqualTo(new MediaAddress.S3Object("uploads", "a.mp4", "x+1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a.mp4",
        "http://example.com:8080/a.mp4?x=1",
        "https://uploads.s3.amazonaws.com/a.mp4?X-Amz-Algorithm=A&X-Amz-Signature=b",
        "https://uploads.s3.amazonaws.com/a.mp4?AWSAccessKeyId=A&Signature=b&Expires=1",
        "https://uploads.s3-website.eu-west-1.amazonaws.com/a.mp4",
        "https://uploads.s3.amazonaws.com.example.com/a.mp4",
      })
  void ofAnythingElseOnTheWebStaysAsItIs(String text) {
    assertThat(MediaAddress.parse(text)).isEqualTo(new MediaAddress.Web(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "/a.mp4", "in/ü 1.mp4", "file:/etc/passwd", "a//b"})
  void withoutASchemeIsAKey(String text) {
    assertThat(MediaAddress.parse(text)).isEqualTo(new MediaAddress.BareKey(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://uploads",
        "s3://uploads/",
        "s3:///key",
        "s3://u/key",
        "https://s3.amazonaws.com/",
        "https:///a",
        "https://exa mple.com/",
        "file:///etc/passwd",
        "data://x",
      })
  void thatIsNoneIsRefused(String text) {
    assertThat(MediaAddress.parse(text)).isInstanceOf(MediaAddress.Wrong.class);
  }

  @Test
  void thatIsTooLongIsRefused() {
    assertThat(MediaAddress.parse("https://example.com/" + "x".repeat(2048)))
        .isEqualTo(new MediaAddress.Wrong("is longer than the 2048 characters that are accepted."));
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/clip.mp4, clip",
    "clip, clip",
    "a/.hidden, .hidden",
    "a/b/, b",
    "a.b/clip.tar.gz, clip.tar",
    "https://x.example/v/clip.mp4?sig=a/b.c, clip",
  })
  void hasAFileStem(String path, String stem) {
    assertThat(MediaAddress.fileStem(path)).isEqualTo(stem);
  }
}
