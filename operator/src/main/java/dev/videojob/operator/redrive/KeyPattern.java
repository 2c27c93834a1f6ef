package dev.videojob.operator.redrive;

/**
 * A glob over keys: {@code *} stands for any text without a slash, {@code **} for any text, {@code
 * ?} for one character that is no slash. Takes time in proportion to both lengths, whatever they
 * say.
 */
record KeyPattern(String glob) {
  boolean matches(String key) {
    boolean[] before = new boolean[key.length() + 1];
    before[0] = true;
    for (int i = 0; i < glob.length(); i++) {
      boolean twoStars = glob.startsWith("**", i);
      before = after(before, key, glob.charAt(i), twoStars);
      if (twoStars) {
        i++;
      }
    }
    return before[key.length()];
  }

  /** Which beginnings of {@code key} match when one sign more of the glob is taken. */
  private static boolean[] after(boolean[] before, String key, char sign, boolean twoStars) {
    boolean[] after = new boolean[before.length];
    boolean star = sign == '*';
    after[0] = star && before[0];
    for (int end = 1; end < before.length; end++) {
      char last = key.charAt(end - 1);
      after[end] =
          star
              ? before[end] || (after[end - 1] && (twoStars || last != '/'))
              : before[end - 1] && (sign == '?' ? last != '/' : sign == last);
    }
    return after;
  }
}
