package dev.videojob.worker.probe;

import java.util.List;

/**
 * What a program may open when it reads a source: real containers and real codecs in one local
 * file. Scripts and playlists (concat, HLS, DASH) are not media: they make a program read other
 * files. Pictures are not video.
 */
public final class InputPolicy {
  private static final String FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,asf,mxf,ogg,mp3,aac,flac,wav,"
          + "w64,aiff,caf,amr,dv,ivf";
  private static final String VIDEO =
      "h264,hevc,av1,libaom-av1,libdav1d,vp8,vp9,libvpx,libvpx-vp9,mpeg1video,mpeg2video,"
          + "mpegvideo,mpeg4,msmpeg4v1,msmpeg4v2,msmpeg4,h263,h263p,h261,flv,vp6,vp6a,vp6f,vc1,"
          + "wmv1,wmv2,wmv3,theora,prores,dnxhd,cfhd,dvvideo,mjpeg,ffv1,huffyuv,ffvhuff,utvideo,"
          + "rawvideo,v210,png,qtrle,svq1,svq3,cinepak,vvc";
  private static final String AUDIO =
      "aac,aac_fixed,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,ac3,ac3_fixed,eac3,dca,"
          + "truehd,mlp,opus,libopus,vorbis,flac,alac,wmav1,wmav2,wmapro,wmalossless,amrnb,amrwb,"
          + "libopencore_amrnb,libopencore_amrwb,speex,libspeex,nellymoser,adpcm_ima_wav,"
          + "adpcm_ima_qt,adpcm_ms,adpcm_swf,pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,"
          + "pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,"
          + "pcm_bluray,pcm_dvd,pcm_s302m,s302m";

  private InputPolicy() {}

  /**
   * Options that stand before the input of ffmpeg and ffprobe.
   *
   * @param maxPixels most pixels of a frame that a decoder may make room for
   */
  public static List<String> options(int maxPixels) {
    return List.of(
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        FORMATS,
        "-codec_whitelist",
        VIDEO + "," + AUDIO,
        "-max_pixels",
        Integer.toString(maxPixels));
  }
}
