package dev.videojob.worker.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Empty shared libraries in place of those of desktops. The packaged ffmpeg names libraries for
 * sound cards, screens and graphics cards that servers do not have, and would not start without
 * them; it binds their functions only when they are called, and files are never captured from a
 * device here.
 */
final class StubLibrary {
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "linux-x86_64-gpl",
          List.of("libpulse.so.0", "libasound.so.2", "libxcb.so.1", "libxcb-shm.so.0"),
          "linux-arm64-gpl",
          List.of(
              "libpulse.so.0",
              "libasound.so.2",
              "libxcb.so.1",
              "libxcb-shm.so.0",
              "libdrm.so.2",
              "libva.so.2",
              "libva-drm.so.2"));

  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS = 2;
  private static final int SYMBOL = 24;
  private static final int PAGE = 0x10000;

  private StubLibrary() {}

  /** Writes the libraries that {@code platform} needs and that are not in {@code folder}. */
  static void addMissing(Path folder, String platform) throws IOException {
    short machine = (short) (platform.contains("arm64") ? 183 : 62);
    for (String name : NEEDED.getOrDefault(platform, List.of())) {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        Files.write(file, elf(name, machine));
      }
    }
  }

  /** An ELF shared object without a single function. */
  private static byte[] elf(String name, short machine) {
    byte[] strings = ("\0" + name + "\0").getBytes(StandardCharsets.US_ASCII);
    int hash = HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;
    int symbols = hash + 24;
    int text = symbols + SYMBOL;
    int dynamic = (text + strings.length + 7) / 8 * 8;
    int dynamicSize = 7 * 16;
    int size = dynamic + dynamicSize;
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    putHeader(elf, machine);
    putProgramHeader(elf, 1, 6, 0, size, PAGE);
    putProgramHeader(elf, 2, 6, dynamic, dynamicSize, 8);
    elf.position(hash).putInt(1).putInt(1).putInt(0).putInt(0);
    elf.position(text).put(strings);
    elf.position(dynamic);
    putDynamic(elf, 14, 1); // DT_SONAME
    putDynamic(elf, 4, hash); // DT_HASH
    putDynamic(elf, 5, text); // DT_STRTAB
    putDynamic(elf, 6, symbols); // DT_SYMTAB
    putDynamic(elf, 10, strings.length); // DT_STRSZ
    putDynamic(elf, 11, SYMBOL); // DT_SYMENT
    putDynamic(elf, 0, 0);
    return elf.array();
  }

  private static void putHeader(ByteBuffer elf, short machine) {
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    elf.putShort((short) 3).putShort(machine).putInt(1);
    elf.putLong(0).putLong(HEADER).putLong(0).putInt(0);
    elf.putShort((short) HEADER).putShort((short) PROGRAM_HEADER);
    elf.putShort((short) PROGRAM_HEADERS).putShort((short) 64);
    elf.putShort((short) 0).putShort((short) 0);
  }

  private static void putProgramHeader(
      ByteBuffer elf, int type, int flags, long offset, long size, long alignment) {
    elf.putInt(type).putInt(flags).putLong(offset).putLong(offset).putLong(offset);
    elf.putLong(size).putLong(size).putLong(alignment);
  }

  private static void putDynamic(ByteBuffer elf, long tag, long value) {
    elf.putLong(tag).putLong(value);
  }
}
