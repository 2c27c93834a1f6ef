package dev.videojob.crds.upgrade;

/** Kinds of breaking changes. */
public enum Breach {
  KIND_REMOVED(
      "Objects of the kind can no longer be read, and deleting its CRD deletes them.",
      "Keep the CRD until nobody has objects of it."),
  IDENTITY_CHANGED(
      "An API server refuses the change of an established CRD, or takes it for another kind and"
          + " leaves the objects behind.",
      "Add a kind of the new identity, and keep this one until its objects have been moved."),
  NAME_REMOVED(
      "Commands, scripts and programs that use the name fail.",
      "Keep the name; a short name or category can be added beside it."),
  VERSION_NOT_SERVED(
      "Manifests and programs of this version get the answer 404.",
      "Keep serving it; mark it deprecated first and say until when it is served."),
  STORED_VERSION_REMOVED(
      "An API server refuses a CRD without a version that its status.storedVersions names.",
      "Keep the version with storage: false until a storage migration has rewritten every object."),
  SUBRESOURCE_CHANGED(
      "Without the subresource writes to it get the answer 404; with a new status subresource"
          + " writes of the status beside the spec are silently dropped.",
      "Leave the subresources as they are, or serve a new version with others."),
  SELECTOR_REMOVED("Requests with this field selector are refused.", "Keep the field selectable."),
  FIELD_REMOVED(
      "The field is pruned from stored objects when they are read, and kubectl refuses manifests"
          + " that set it.",
      "Keep the field, mark it deprecated in its description, and read it as before."),
  MAP_CLOSED(
      "Keys that were kept are pruned from stored objects when they are read.",
      "Keep the map and add named fields elsewhere."),
  UNKNOWN_FIELDS_DROPPED(
      "Fields without a schema that were kept are pruned from stored objects when they are read.",
      "Keep x-kubernetes-preserve-unknown-fields."),
  TYPE_CHANGED(
      "Stored values stay of the old type, and programs come to read both; manifests of the "
          + "old type are refused.",
      "Add a field of the new type and keep this one."),
  NEWLY_REQUIRED(
      "Manifests without the field are refused, and so is every edit of what should have it "
          + "and does not.",
      "Leave it optional, or give a new field a default."),
  DEFAULT_CHANGED(
      "Stored objects and manifests that leave the field out come to mean something else without"
          + " being touched.",
      "Keep the default; let the operator decide where the field is absent, or add a field."),
  ENUM_NARROWED(
      "Manifests with the value are refused.",
      "Keep the value and let the operator treat it as its successor."),
  BOUND_TIGHTENED(
      "Manifests beyond the bound are refused, and so are edits of a stored value that stay "
          + "beyond it.",
      "Keep the bound, and let the operator report what it cannot do in a condition."),
  CONSTRAINT_ADDED(
      "Manifests that do not meet it are refused, and so are edits of a stored value that "
          + "does not.",
      "Leave the values as free as they were, or put the constraint on a new field."),
  RULE_ADDED(
      "Manifests that break the rule are refused, and so are edits of anything in what it "
          + "judges; a rule with oldSelf can refuse even writes of the status.",
      "Report it in a condition instead, or accept it where nothing that it refuses ever "
          + "worked."),
  NULL_CHANGED(
      "A null that was kept is dropped or gives way to the default, or the other way round.",
      "Leave nullable as it is."),
  LIST_CHANGED(
      "Server-side apply merges the entries differently and owners of entries are lost; a "
          + "list that comes to have keys refuses duplicates.",
      "Add a field with the other merge behaviour and keep this one."),
  NOT_JUDGED(
      "The comparison does not know what the keyword does to stored objects.",
      "Teach dev.videojob.crds.upgrade the keyword, or accept the change with your own judgement.");

  private final String harm;
  private final String remedy;

  Breach(String harm, String remedy) {
    this.harm = harm;
    this.remedy = remedy;
  }

  /** What goes wrong, in a sentence. */
  public String harm() {
    return harm;
  }

  /** What to do instead, in a sentence. */
  public String remedy() {
    return remedy;
  }
}
