package dev.videojob.crds.upgrade;

/** Where in the CRDs two states are being compared. */
record Site(String kind, String version, String path) {

  Site field(String name) {
    return new Site(kind, version, path.isEmpty() ? name : path + "." + name);
  }

  /** The items of a list or the values of a map. */
  Site each() {
    return new Site(kind, version, path + "[*]");
  }

  BreakingChange broken(Breach breach, String change) {
    return new BreakingChange(kind, version, path, breach, change);
  }
}
